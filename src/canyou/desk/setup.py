"""The first admin: made by whoever can read the terminal of the server, once."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

from canyou.desk.models import Member


def setup_token() -> str:
    """Proves that one can read the server's terminal. It is good until there is an admin who can sign in.

    It comes from the installation's secret key, so that every process of it knows the same one.
    """
    return salted_hmac("canyou.desk.setup", "first admin", algorithm="sha256").hexdigest()[:24]


def is_setup_token(text: str) -> bool:
    """Whether the text is that token."""
    return constant_time_compare(text, setup_token())


def is_set_up() -> bool:
    """Whether some admin has a password."""
    admins = Member.objects.filter(role="admin", is_active=True, user__is_active=True)
    return admins.exclude(user__password__startswith="!").exists()
