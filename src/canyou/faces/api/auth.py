"""Who calls: a token, a signed-in session, or, before anybody can sign in, this machine itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from canyou.desk.rights import MEANS, Action
from canyou.desk.who import Who, who_of

SAFE = ("GET", "HEAD", "OPTIONS")


class Caller(AuthBase):
    """The caller, or 401. A session's writes need the form token too, as any page's do."""

    openapi_type = "http"
    openapi_name = "token"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Who:
        who = who_of(request)
        if who is None:
            raise AuthenticationError
        if who.by == "session" and request.method not in SAFE and check_csrf(request, _checked) is not None:
            raise HttpError(403, "A call that changes something needs a token, or the page's own form token.")
        return who


def _checked(request: HttpRequest, *args: Any, **kwargs: Any) -> None:
    """Stands for a view that wants its forms checked."""


def caller(request: HttpRequest, action: Action = "read") -> Who:
    """The caller of this request, who may do this.

    Raises:
        HttpError: 403, they may not.
    """
    who = who_of(request)
    assert who is not None  # every route asks Caller first
    if not who.may(action):
        name = f"A {who.member.role} of {who.member.side}" if who.member else "Whoever is not signed in"
        raise HttpError(403, f"{name} may not {MEANS[action]}.")
    return who
