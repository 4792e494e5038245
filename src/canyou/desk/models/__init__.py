"""The tables of the desk. Every row belongs to a shop; people alone may belong to several."""

from canyou.desk.models.agreement import Agreement
from canyou.desk.models.consent import Consent
from canyou.desk.models.mail import Mail
from canyou.desk.models.people import Member, Token, User
from canyou.desk.models.promise import Promise
from canyou.desk.models.question import Hold, OptionRow, Question, Rule
from canyou.desk.models.record import Idempotency, Notice, Record, Unchangeable
from canyou.desk.models.risk import AtRisk, RiskCause
from canyou.desk.models.shop import Desk
from canyou.desk.models.trouble import Emergency, Mistake

__all__ = [
    "Agreement",
    "AtRisk",
    "Consent",
    "Desk",
    "Emergency",
    "Hold",
    "Idempotency",
    "Mail",
    "Member",
    "Mistake",
    "Notice",
    "OptionRow",
    "Promise",
    "Question",
    "Record",
    "RiskCause",
    "Rule",
    "Token",
    "Unchangeable",
    "User",
]
