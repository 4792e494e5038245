"""How sure a date is: the plan run many times over with drawn lengths of work, and what that says of its dates."""
