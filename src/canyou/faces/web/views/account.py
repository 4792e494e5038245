"""Who am I here? The person's own page, the first admin, invitations, the demo's seats, the shop chosen."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from canyou.desk.clock import now_in
from canyou.desk.demo import people_to_be
from canyou.desk.invitations import invited
from canyou.desk.mailing import WANTS
from canyou.desk.models import Member, User
from canyou.desk.people import BadPerson, add_person, set_away, set_extension, set_hours, set_mail, shop_named
from canyou.desk.rights import SIDES, may
from canyou.desk.setup import is_set_up, is_setup_token
from canyou.desk.who import SHOP_KEY, is_at_this_machine, is_demo, memberships, sign_in_as, who_of
from canyou.floor.current import NoShop, current
from canyou.plan.question_when import BadWhen, describe_when, parse_when

__all__ = ["account_home", "choose_shop", "demo_as", "set_my_hours", "setup", "welcome"]


@login_required
@never_cache
def account_home(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own page."""
    return _home(request)


@login_required
@never_cache
@require_POST
def set_my_hours(request: HttpRequest) -> HttpResponse:
    """When I am in to answer, who stands in for me, and until when I am away."""
    who = who_of(request)
    if who is None or who.member is None:
        return _home(request, status=403)
    member, given = who.member, request.POST
    cover = next((one for one in _covers(member) if str(one.pk) == given.get("cover", "")), None)
    try:
        away = given.get("away", "").strip()
        until_at = parse_when(away, current(member.shop.slug).shop) if away else None
        set_hours(member, hours=given.get("hours", ""), cover=cover, no_cover=cover is None)
        set_away(member, until_at)
        set_extension(member, given.get("extension", member.extension))
        if given.get("wants_mail", "") in WANTS:
            set_mail(member, given["wants_mail"])
    except (BadPerson, BadWhen, NoShop) as bad:
        return _home(request, trouble=str(bad), status=422)
    return HttpResponseRedirect("/account/")


def _home(request: HttpRequest, trouble: str = "", status: int = 200) -> HttpResponse:
    who = who_of(request)
    context: dict[str, Any] = {"who": who, "shops": memberships(request), "seats": _seats(request)}
    if who is not None and who.member is not None:
        away_at, away = who.member.away_until_at, ""
        with suppress(NoShop):
            shop = current(who.member.shop.slug).shop
            away = describe_when(away_at, shop) if away_at is not None and away_at > now_in(shop) else ""
        context |= {
            "mails": WANTS.items(),
            "covers": _covers(who.member),
            "trouble": trouble,
            "typed": request.POST,
            "away": away,
        }
    return render(request, "account/home.html", context, status=status)


def _covers(member: Member) -> list[Member]:
    """Who could stand in for somebody: those of their side who may answer."""
    rows = Member.objects.filter(shop_id=member.shop_id, side=member.side, is_active=True).exclude(
        pk=member.pk
    )
    able = [row for row in rows.select_related("user") if may(row.side, row.role, "answer")]
    return sorted(able, key=lambda row: row.called)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """The first admin. The token from the terminal goes in with the form; to look at the page does nothing."""
    if is_set_up():
        return render(request, "account/set_up.html", {}, status=404)
    given = request.POST if request.method == "POST" else request.GET
    fields = {name: given.get(name, "").strip()[:254] for name in ("token", "name", "email", "side")}
    troubles: dict[str, str] = {}
    if request.method == "POST":
        password = request.POST.get("password", "")
        if not is_setup_token(fields["token"]):
            troubles["token"] = "This is not the token that `canyou serve` shows in its terminal."
        if fields["side"] not in SIDES:
            troubles["side"] = "Choose the side that you are on."
        if not troubles:
            troubles = _password_troubles(password, User(email=fields["email"], name=fields["name"]))
        if not troubles:
            try:
                member = add_person(
                    shop_named(),
                    fields["email"],
                    name=fields["name"],
                    side=fields["side"],
                    role="admin",
                    password=password,
                )
            except BadPerson as bad:
                troubles["email"] = str(bad)
            else:
                sign_in_as(request, member)
                # Whoever sets it up begins with the dates that came with the import, not with a red page.
                return HttpResponseRedirect("/dates")
    context = {"fields": fields, "troubles": troubles, "sides": SIDES}
    return render(request, "account/setup.html", context, status=422 if troubles else 200)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """An invitation: the person sets a password and is signed in."""
    user = invited(name, token)
    if user is None:
        return render(request, "account/welcome_over.html", {}, status=404)
    troubles: dict[str, str] = {}
    if request.method == "POST":
        password = request.POST.get("password", "")
        troubles = _password_troubles(password, user)
        if not troubles:
            user.set_password(password)
            user.save(update_fields=["password"])
            # The second factor, where there is one, is asked for as at every sign-in.
            return HttpResponseRedirect("/account/login/?welcome=1")
    context = {"person": user, "troubles": troubles}
    return render(request, "account/welcome.html", context, status=422 if troubles else 200)


@require_POST
def demo_as(request: HttpRequest) -> HttpResponse:
    """In a demo, at this machine: be somebody else."""
    if not (is_demo() and is_at_this_machine(request)):
        return render(request, "account/no_demo.html", {}, status=404)
    wanted = request.POST.get("member", "")
    chosen = next((member for member in people_to_be() if str(member.pk) == wanted), None)
    if chosen is None:
        return render(request, "account/no_demo.html", {}, status=404)
    sign_in_as(request, chosen)
    return HttpResponseRedirect("/")


@login_required
@require_POST
def choose_shop(request: HttpRequest) -> HttpResponse:
    """Work in another of the shops that one belongs to."""
    wanted = request.POST.get("shop", "")
    if any(member.shop.slug == wanted for member in memberships(request)):
        request.session[SHOP_KEY] = wanted
    return HttpResponseRedirect("/")


def _seats(request: HttpRequest) -> list[Member]:
    return people_to_be() if is_demo() and is_at_this_machine(request) else []


def _password_troubles(password: str, user: Any) -> dict[str, str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {"password": " ".join(error.messages)}
    return {}
