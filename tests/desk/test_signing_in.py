"""Signing in: password and second factor, guessing stopped, the first admin, invitations, the demo's seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from canyou.desk.demo import mark_as_demo
from canyou.desk.invitations import invitation_path
from canyou.desk.models import Member, User
from canyou.desk.people import (
    add_person,
    bring_in,
    member_by_email,
    set_hours,
    set_role,
    shop_named,
    take_away,
)
from canyou.desk.setup import setup_token
from canyou.floor.current import current
from canyou.shop.records import Person

PASSWORD = "brass-kettle-92"

Make = Callable[..., Member]


@pytest.fixture
def nora(shop: None) -> Member:
    """A seller with a password."""
    return add_person(shop_named(), "nora@example.com", side="sales", role="seller", password=PASSWORD)


def sign_in(visitor: Client, email: str, password: str = PASSWORD) -> int:
    """The status of the answer to the sign-in form."""
    return visitor.post("/account/login/", {"login": email, "password": password}).status_code


def test_before_anybody_can_sign_in_this_machine_may_look_and_ask(shop: None, visitor: Client) -> None:
    """A fresh import is read and asked from the machine itself, by its own name, with no proxy between."""
    assert visitor.get("/").status_code == 200
    assert visitor.post("/options", {"part": "P-2", "quantity": "1", "by": "2026-12-11"}).status_code == 200
    for elsewhere in ({"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}):
        assert visitor.get("/", **elsewhere).headers["Location"] == "/setup" or elsewhere.get(
            "HTTP_X_FORWARDED_FOR"
        )
        assert visitor.get("/floor", **elsewhere).status_code == 302
        assert visitor.get("/api/plan", **elsewhere).status_code == 401


def test_once_somebody_can_sign_in_everybody_has_to(nora: Member, visitor: Client) -> None:
    """With the first password every page leads to the sign-in and back; the API answers 401."""
    answer = visitor.get("/floor?zoom=day")
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/account/login/?next=/floor%3Fzoom%3Dday",
    )
    assert visitor.post("/options", {}).status_code == 401
    assert (
        visitor.post("/options", {}, headers={"HX-Request": "true"}).headers["HX-Redirect"]
        == "/account/login/"
    )
    assert visitor.get("/api/plan").status_code == 401
    assert visitor.get("/api/health").status_code == 200
    assert visitor.get("/api/openapi.json").status_code == 200
    there = visitor.post("/account/login/?next=/floor", {"login": "NORA@example.com", "password": PASSWORD})
    assert (there.status_code, there.headers["Location"]) == (302, "/floor")
    assert "Nora Whitfield" in visitor.get("/").content.decode()


def test_a_sign_in_leads_to_no_other_site(nora: Member, visitor: Client) -> None:
    """A `next` of another site is left aside."""
    answer = visitor.post(
        "/account/login/",
        {"login": "nora@example.com", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer.headers["Location"] == "/"


def test_guessing_is_stopped(nora: Member, visitor: Client) -> None:
    """After eight wrong passwords even the right one is refused for a while, with words and Retry-After."""
    statuses = [sign_in(visitor, "nora@example.com", f"wrong-{n}") for n in range(8)]
    assert set(statuses[:7]) == {200}
    answer = visitor.post("/account/login/", {"login": "nora@example.com", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert visitor.get("/").status_code == 302


def test_a_wrong_password_says_the_same_of_a_known_and_an_unknown_address(
    nora: Member, visitor: Client
) -> None:
    """What comes back does not tell who is here."""
    known = visitor.post("/account/login/", {"login": "nora@example.com", "password": "x"}).content.decode()
    unknown = visitor.post(
        "/account/login/", {"login": "nobody@example.com", "password": "x"}
    ).content.decode()
    said = [page.split('role="alert">')[1].split("<")[0] for page in (known, unknown)]
    assert said[0] == said[1] != ""


def test_a_second_factor_is_asked_for(nora: Member, visitor: Client) -> None:
    """With an authenticator app the password alone opens nothing; its code does."""
    secret = generate_totp_secret()
    TOTP.activate(nora.user, secret)
    assert get_adapter() is not None
    answer = visitor.post("/account/login/", {"login": "nora@example.com", "password": PASSWORD})
    assert answer.headers["Location"].startswith("/account/code/enter/")
    assert visitor.get("/").status_code == 302
    assert "authenticator app" in visitor.get("/account/code/enter/").content.decode()
    assert visitor.post("/account/code/enter/", {"code": "000000"}).status_code == 200
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert visitor.post("/account/code/enter/", {"code": code}).status_code == 302
    assert visitor.get("/").status_code == 200


def test_the_pages_of_an_account_show(nora: Member, visitor: Client) -> None:
    """The person's own pages render in our hand: no inline style, no inline script."""
    sign_in(visitor, "nora@example.com")
    for path in (
        "/account/",
        "/account/password/",
        "/account/code/",
        "/account/code/on/",
        "/account/logout/",
    ):
        page = visitor.get(path, follow=True).content.decode()
        assert "Canyou<span>?</span>" in page, path
        assert " style=" not in page, path
        assert "<script>" not in page, path


def test_nobody_signs_up_by_themselves(nora: Member, visitor: Client) -> None:
    """The sign-up that allauth brings is closed, and its other pages have no address."""
    fields = {"email": "x@example.com", "password1": PASSWORD}
    assert "added by" in visitor.post("/account/closed/", fields).content.decode()
    assert not User.objects.filter(email="x@example.com").exists()
    assert visitor.get("/account/email/").status_code == 404
    assert visitor.get("/account/password/reset/").status_code == 404


def test_the_first_admin_needs_the_token_of_the_terminal(shop: None, visitor: Client) -> None:
    """/setup makes an admin for whoever has the token, once; without it nobody."""
    fields = {"name": "Ann", "email": "ann@example.com", "side": "operations", "password": PASSWORD}
    assert visitor.get("/setup", {"token": setup_token()}).status_code == 200
    assert not member_by_email(shop_named(), "ann@example.com")
    assert visitor.post("/setup", {**fields, "token": "guess"}).status_code == 422
    assert visitor.post("/setup", {**fields, "token": setup_token(), "password": "short"}).status_code == 422
    assert visitor.post("/setup", {**fields, "token": setup_token()}).status_code == 302
    ann = member_by_email(shop_named(), "ann@example.com")
    assert ann is not None
    assert ann.role == "admin"
    assert visitor.get("/").status_code == 200
    assert visitor.post("/setup", {**fields, "token": setup_token()}).status_code == 404


def test_an_invitation_sets_a_password_once(shop: None, visitor: Client) -> None:
    """Looking at the link does nothing; the form sets the password; then the link has ended."""
    ines = member_by_email(shop_named(), "ines@example.com")
    assert ines is not None
    path = invitation_path(ines.user)
    assert visitor.get(path).status_code == 200
    assert visitor.post(path, {"password": "1234567890"}).status_code == 422
    assert visitor.post(path, {"password": PASSWORD}).status_code == 302
    assert visitor.get(path).status_code == 404
    assert sign_in(visitor, "ines@example.com") == 302
    assert visitor.get("/welcome/xx/yy").status_code == 404


def test_people_of_the_folder_become_members(shop: None) -> None:
    """Those with an address, under the role their title stands for; nobody of them can sign in by that."""
    found = {m.user.email: (m.side, m.role, m.person) for m in Member.objects.select_related("user")}
    assert found == {
        "nora@example.com": ("sales", "seller", "nora"),
        "ines@example.com": ("operations", "planner", "ines"),
        "pete@example.com": ("operations", "reader", "pete"),
    }
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_an_import_leaves_given_roles_alone(shop: None) -> None:
    """What an admin has decided stands, and who was taken away does not come back by an import."""
    pete, nora = (member_by_email(shop_named(), f"{name}@example.com") for name in ("pete", "nora"))
    assert pete is not None
    assert nora is not None
    set_role(pete, role="supervisor")
    take_away(nora)
    assert bring_in(shop_named(), current().shop.people.values()) == 0
    assert Member.objects.get(pk=pete.pk).role == "supervisor"
    assert member_by_email(shop_named(), "nora@example.com") is None


def test_who_was_taken_away_is_out_at_once(
    nora: Member, visitor: Client, calls_as: Callable[..., Client]
) -> None:
    """Their session opens nothing more and their tokens are unknown."""
    sign_in(visitor, "nora@example.com")
    program = calls_as(nora)
    assert visitor.get("/").status_code == program.get("/api/plan").status_code == 200
    take_away(nora)
    assert visitor.get("/").status_code == 403
    assert program.get("/api/plan").status_code == 401


def test_a_demo_opens_at_once_and_lets_one_change_seats(shop: None, visitor: Client) -> None:
    """The first visit is the demo's first seller; one click makes one the planner; elsewhere nobody gets in."""
    mark_as_demo()
    assert "Nora Whitfield" in visitor.get("/").content.decode()
    ines = member_by_email(shop_named(), "ines@example.com")
    assert ines is not None
    assert visitor.post("/demo/as", {"member": ines.pk}).status_code == 302
    assert "Ines Calder" in visitor.get("/").content.decode()
    stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    assert stranger.get("/").status_code == 302
    assert stranger.post("/demo/as", {"member": ines.pk}).status_code == 404


def test_outside_a_demo_nobody_changes_seats(nora: Member, visitor: Client) -> None:
    """The switch has no effect in a real database."""
    ines = member_by_email(shop_named(), "ines@example.com")
    assert ines is not None
    assert visitor.post("/demo/as", {"member": ines.pk}).status_code == 404
    assert visitor.get("/").status_code == 302


def test_a_form_from_elsewhere_is_refused(nora: Member) -> None:
    """Without the form's own token a session's writes are refused, on pages and on the API."""
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.force_login(nora.user, "allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post("/account/logout/").status_code == 403
    question = {"part": "P-2", "quantity": 1, "by": "2026-12-11"}
    assert strict.post("/api/options", question, content_type="application/json").status_code == 403
    assert strict.get("/api/plan").status_code == 200


def test_a_token_speaks_for_its_person_in_its_shop_alone(
    nora: Member, calls_as: Callable[..., Client]
) -> None:
    """A token is known by its digest; another shop in the header makes it unknown; a wrong one is 401."""
    program = calls_as(nora)
    question = {"part": "P-2", "quantity": 1, "by": "2026-12-11"}
    assert program.post("/api/options", question, content_type="application/json").status_code == 200
    assert program.get("/api/plan", headers={"X-Canyou-Shop": "other"}).status_code == 401
    assert (
        Client(SERVER_NAME="localhost")
        .get("/api/plan", headers={"Authorization": "Bearer cy_wrong"})
        .status_code
        == 401
    )


@pytest.mark.django_db
def test_the_file_says_when_people_are_in_and_who_covers_until_they_say_it_themselves(shop: None) -> None:
    """Extension, hours and cover of people.csv fill in what nobody has said; unreadable hours are left out."""
    nora = Person("nora", "Nora", "nora@example.com", "sales", "Seller", "201", "Mon-Fri 07:00-15:30", "dan")
    dan = Person("dan", "Dan", "dan@example.com", "sales", "Seller", "202", "whenever", "ines")
    ines = Person("ines", "Ines", "ines@example.com", "operations", "Planner")
    bring_in(shop_named(), [nora, dan, ines])
    first, second = (member_by_email(shop_named(), f"{name}@example.com") for name in ("nora", "dan"))
    assert first is not None
    assert second is not None
    assert (first.extension, first.hours, first.cover) == ("201", "Mon-Fri 07:00-15:30", second)
    assert (second.hours, second.cover) == ("", None), "hours that are none, and a cover of the other side"
    set_hours(first, hours="Mon-Thu 08:00-16:00", no_cover=True)
    bring_in(shop_named(), [replace(nora, extension="299", hours="Sat 8-12", cover="")])
    first.refresh_from_db()
    assert (first.extension, first.hours, first.cover) == ("201", "Mon-Thu 08:00-16:00", None)
