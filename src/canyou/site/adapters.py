"""Where allauth and axes ask the installation: nobody signs up by themselves, and a pause is said in words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from canyou.site.accounts import PAUSE


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are added by an admin, never by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A company's sign-in lets in whom an admin has added, and adds nobody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def tried_address(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The address that somebody tries to sign in with, as axes counts it."""
    found = (credentials or {}).get("email") or (credentials or {}).get("username")
    return str(found or request.POST.get("login", "")).strip().lower()


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *rest: Any) -> HttpResponse:
    """What is said after too many wrong passwords."""
    minutes = int(PAUSE.total_seconds() // 60)
    response = render(request, "account/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response
