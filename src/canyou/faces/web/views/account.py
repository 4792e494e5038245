"""Who am I here? The person's own page, the first admin, invitations, the demo's seats, the shop chosen."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from canyou.desk.demo import people_to_be
from canyou.desk.invitations import invited
from canyou.desk.models import Member, User
from canyou.desk.people import BadPerson, add_person, shop_named
from canyou.desk.rights import SIDES
from canyou.desk.setup import is_set_up, is_setup_token
from canyou.desk.who import SHOP_KEY, is_at_this_machine, is_demo, memberships, sign_in_as, who_of

__all__ = ["account_home", "choose_shop", "demo_as", "setup", "welcome"]


@login_required
@never_cache
def account_home(request: HttpRequest) -> HttpResponse:
    """The signed-in person's own page."""
    who = who_of(request)
    context = {"who": who, "shops": memberships(request), "seats": _seats(request)}
    return render(request, "account/home.html", context)


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
