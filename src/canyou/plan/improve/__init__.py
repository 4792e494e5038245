"""Going on improving a plan: a local search that changes sequences, machines and people on critical paths.

`improve` is the one door; `churn` counts what is elsewhere than in another plan.
"""

from canyou.plan.improve.churn import Churn, churn
from canyou.plan.improve.door import Progress, improve

__all__ = ["Churn", "Progress", "churn", "improve"]
