"""Try it yourself: a copy of the plan with a few things otherwise, and what that would change. Nothing is kept."""
