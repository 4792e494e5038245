"""What hangs on one thing alone: machines, people and suppliers, each with the promises that break without it.

losses.py     what can be lost, and what a plan loses with it
around.py     the plan as it is, with only what the loss touches placed again
without.py    the shop planned anew without what is lost
people.py     who ran which machine, and what only one person ever ran
finding.py    the three lists
document.py   as JSON
"""
