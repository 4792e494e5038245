"""The answer to a question, one file for each way to say yes.

`asked.py` knows what a question is about and what its customer takes; every way is a function from an `Asked` to
options, each standing alone; `ranking.py` leaves out what another option beats and puts the rest in order. The door
is `canyou.plan.asking.answer`.
"""
