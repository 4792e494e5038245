"""Invitations: a link by which a person sets their own password, for three days, once."""

from __future__ import annotations

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from canyou.desk.models import User

_generator = PasswordResetTokenGenerator()


def invitation_path(user: User) -> str:
    """The address of the page where this person sets a password. It ends when the password is set."""
    name = urlsafe_base64_encode(str(user.pk).encode())
    return f"/welcome/{name}/{_generator.make_token(user)}"


def invited(name: str, token: str) -> User | None:
    """The person whom an invitation is for, None where it has ended or never was."""
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(name)), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return user if user is not None and _generator.check_token(user, token) else None
