"""The tables of the desk. Every row belongs to a shop; people alone may belong to several."""

from canyou.desk.models.people import Member, Token, User
from canyou.desk.models.shop import Desk

__all__ = ["Desk", "Member", "Token", "User"]
