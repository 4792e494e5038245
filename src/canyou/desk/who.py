"""Whom a request comes from, and in which shop. Faces ask here; nothing else reads the session or a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.http import HttpRequest

from canyou.desk.models import Desk, Member, Token, User
from canyou.desk.rights import Action, may
from canyou.desk.tokens import member_of
from canyou.floor.models import DEFAULT_SHOP

SHOP_HEADER = "X-Canyou-Shop"
"""Names the shop where a signed-in person belongs to several."""
SHOP_KEY = "shop"
"""Under which the chosen shop's short name stands in the session."""
LOOPBACK = ("127.0.0.1", "::1")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")


@dataclass(frozen=True, slots=True)
class Who:
    """A caller: a member of one shop, or, where nobody can sign in yet, whoever sits at this machine."""

    shop: str
    """The shop's short name."""
    member: Member | None
    by: Literal["session", "token", "open house"]

    def may(self, action: Action) -> bool:
        """Whether they may do this at all; in an open house one may look and try, and no more."""
        if self.member is None:
            return action == "read"
        return may(self.member.side, self.member.role, action)

    @property
    def called(self) -> str:
        """Their name, for the page."""
        return self.member.called if self.member else ""


def who_of(request: HttpRequest) -> Who | None:
    """The caller; None: not known. Looked up once a request."""
    if not hasattr(request, "canyou_who"):
        request.canyou_who = _look(request)  # type: ignore[attr-defined]
    found: Who | None = request.canyou_who  # type: ignore[attr-defined]
    return found


def shop_of(request: HttpRequest) -> str:
    """The short name of the shop that a request is about."""
    who = getattr(request, "canyou_who", None)
    return who.shop if who is not None else DEFAULT_SHOP


def sign_in_as(request: HttpRequest, member: Member) -> None:
    """From now on the session is that member's, in that shop. The caller has made sure that it may be."""
    from django.contrib.auth import login

    login(request, member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session[SHOP_KEY] = member.shop.slug
    request.canyou_who = Who(member.shop.slug, member, "session")  # type: ignore[attr-defined]


def has_bearer(request: HttpRequest) -> bool:
    """Whether a token came with the request, good or bad."""
    return request.headers.get("Authorization", "")[:7].lower() == "bearer "


def _look(request: HttpRequest) -> Who | None:
    if has_bearer(request):
        member = member_of(request.headers["Authorization"][7:].strip())
        wanted = request.headers.get(SHOP_HEADER, "")
        if member is None or (wanted and wanted != member.shop.slug):
            return None
        return Who(member.shop.slug, member, "token")
    if request.user.is_authenticated:
        member = _membership(request)
        return Who(member.shop.slug, member, "session") if member else None
    if is_at_this_machine(request) and (is_demo() or not anybody_can_sign_in()):
        return Who(DEFAULT_SHOP, None, "open house")
    return None


def memberships(request: HttpRequest) -> list[Member]:
    """The shops that the signed-in person belongs to, by short name."""
    found = Member.objects.filter(user__pk=request.user.pk or 0, is_active=True).select_related(
        "user", "shop"
    )
    return sorted(found, key=lambda member: member.shop.slug)


def _membership(request: HttpRequest) -> Member | None:
    found = memberships(request)
    wanted = request.headers.get(SHOP_HEADER) or request.session.get(SHOP_KEY)
    if wanted:
        return next((member for member in found if member.shop.slug == wanted), None)
    return found[0] if found else None


def is_at_this_machine(request: HttpRequest) -> bool:
    """Whether the caller is on the machine that serves: by its address, the name it called, and no proxy between."""
    host = request.get_host()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return (
        request.META.get("REMOTE_ADDR", "") in LOOPBACK
        and name in LOOPBACK_HOSTS
        and not any(header in request.META for header in _FORWARDED)
    )


def is_demo() -> bool:
    """Whether the default shop is a demo: nothing in it is real."""
    return Desk.objects.filter(shop__slug=DEFAULT_SHOP, is_demo=True).exists()


def anybody_can_sign_in() -> bool:
    """Whether some person has a way in: a password, a token, or a company's sign-in that knows a member."""
    if Token.objects.exists():
        return True
    if settings.CONFIG.oidc and Member.objects.filter(is_active=True).exists():
        return True
    # An unusable password begins with an exclamation mark.
    able = User.objects.filter(is_active=True, memberships__is_active=True).exclude(password__startswith="!")
    return able.exists()
