"""The finite-capacity plan: open time, dispatching, placing, options, why, verify. Pure."""
