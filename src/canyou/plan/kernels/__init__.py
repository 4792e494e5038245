"""The compiled inner loops of the plan. Arrays in, arrays out; no shop, no names, no clock."""
