"""Adding people, giving them roles, and bringing in those of people.csv. The only writer of members."""

from __future__ import annotations

import re
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction

from canyou.desk.hours import BadHours, hours_of, parse_hours
from canyou.desk.models import Desk, Member, Token, User
from canyou.desk.rights import ROLES, SIDES, fits, role_from_title
from canyou.floor.models import DEFAULT_SHOP, FloorShop
from canyou.shop.records import Person

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class BadPerson(ValueError):
    """A person cannot be added or changed so; the message says what was found and what is wanted."""


def shop_named(slug: str = DEFAULT_SHOP) -> FloorShop:
    """The shop of that short name; made where people come before the first import."""
    shop, _ = FloorShop.objects.get_or_create(slug=slug)
    Desk.objects.get_or_create(shop=shop)
    return shop


def add_person(
    shop: FloorShop,
    email: str,
    *,
    name: str = "",
    side: str,
    role: str = "",
    title: str = "",
    person: str = "",
    extension: str = "",
    hours: str = "",
    password: str | None = None,
) -> Member:
    """Make somebody a member of a shop, or change what they are in it. Without a role their title decides it.

    A password that they have stays, unless another is given.

    Raises:
        BadPerson: the address is none, or there is no such role on that side.
    """
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        raise BadPerson(f"An e-mail address is wanted (found {email!r}).")
    wanted = role or role_from_title(side, title)
    _check(side, wanted)
    with transaction.atomic():
        user = User.objects.filter(email=address).first()
        if user is None:
            user = User.objects.create_user(address, name, password)
            # Whoever adds a person vouches for the address; a company's sign-in may then name it.
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        else:
            if name and not user.name:
                user.name = name
            if password is not None:
                user.set_password(password)
            user.save()
        given = {"person": person, "title": title, "extension": extension, "hours": hours}
        member, made = Member.objects.get_or_create(
            shop=shop, user=user, defaults={"side": side, "role": wanted, **given}
        )
        if not made:
            for field, value in given.items():
                if value:
                    setattr(member, field, value)
            member.side, member.role, member.is_active = side, wanted, True
            member.save()
    return member


def set_role(member: Member, *, side: str = "", role: str = "") -> Member:
    """Give a member another role or side.

    Raises:
        BadPerson: there is no such role on that side.
    """
    _check(side or member.side, role or member.role)
    member.side, member.role = side or member.side, role or member.role
    member.save(update_fields=["side", "role"])
    return member


def set_hours(
    member: Member, *, hours: str | None = None, cover: Member | None = None, no_cover: bool = False
) -> Member:
    """When somebody is in to answer, and who stands in for them when they are not; what is not given stays.

    Raises:
        BadPerson: the hours cannot be read, or the cover is no other person of the same side of this shop.
    """
    if hours is not None:
        try:
            parse_hours(hours)
        except BadHours as bad:
            raise BadPerson(str(bad)) from None
        member.hours = hours.strip()
    if cover is not None:
        if cover.pk == member.pk or cover.shop_id != member.shop_id or not cover.is_active:
            raise BadPerson("A cover is somebody else who works in this shop.")
        if cover.side != member.side:
            raise BadPerson(f"A cover is of the same side: {cover.called} is of {cover.side}.")
        member.cover = cover
    elif no_cover:
        member.cover = None
    member.save(update_fields=["hours", "cover"])
    return member


def set_extension(member: Member, extension: str) -> Member:
    """Where to call somebody when writing has failed.

    Raises:
        BadPerson: it is no extension.
    """
    if len(extension.strip()) > 40:
        raise BadPerson("An extension or a telephone number has 40 characters at the most.")
    member.extension = extension.strip()
    member.save(update_fields=["extension"])
    return member


def set_away(member: Member, until_at: int | None) -> Member:
    """Somebody is away until a moment, and their cover is asked meanwhile; None: they are back."""
    member.away_until_at = until_at
    member.save(update_fields=["away_until_at"])
    return member


def set_mail(member: Member, wants: str) -> Member:
    """What somebody wants by e-mail."""
    member.wants_mail = wants
    member.save(update_fields=["wants_mail"])
    return member


def take_away(member: Member) -> None:
    """Nobody can sign in or call as them in this shop from now on; what they said stays in the record."""
    with transaction.atomic():
        Token.objects.filter(shop=member.shop, member=member).delete()
        member.is_active = False
        member.save(update_fields=["is_active"])


def _check(side: str, role: str) -> None:
    if side not in SIDES:
        raise BadPerson(f"A side is {' or '.join(SIDES)} (found {side!r}).")
    if role not in ROLES:
        raise BadPerson(f"A role is one of {', '.join(ROLES)} (found {role!r}).")
    if not fits(side, role):
        raise BadPerson(f"There is no {role} on the side of {side}.")


def bring_in(shop: FloorShop, people: Iterable[Person]) -> int:
    """Make members of the people of people.csv who have an address; how many are new.

    Whoever is a member already keeps the role they have: the file gives a first guess, an admin decides. So do
    extension, hours and cover: the file fills in what nobody has said yet; hours that cannot be read are left out.
    Nobody can sign in by this alone: a password is set by invitation, or their company's sign-in knows them.
    """
    wanted = [person for person in people if person.email.strip() and person.side in SIDES]
    if not wanted:
        return 0
    known = set(Member.objects.filter(shop=shop).values_list("user__email", flat=True))
    new = 0
    for person in wanted:
        if person.email.strip().lower() in known or not _EMAIL.fullmatch(person.email.strip()):
            continue
        add_person(
            shop, person.email, name=person.name, side=person.side, title=person.title, person=person.person
        )
        known.add(person.email.strip().lower())
        new += 1
    _fill_in(shop, wanted)
    return new


def _fill_in(shop: FloorShop, people: Iterable[Person]) -> None:
    """Extension, hours and cover as the file has them, where the member has none."""
    said = [person for person in people if person.extension or person.hours or person.cover]
    if not said:
        return
    rows = Member.objects.filter(shop=shop).select_related("user")
    members = {row.person: row for row in rows if row.person}
    for person in said:
        member = members.get(person.person)
        if member is None:
            continue
        cover = members.get(person.cover)
        if not member.extension:
            member.extension = person.extension.strip()
        if not member.hours and person.hours.strip() and hours_of(person.hours):
            member.hours = person.hours.strip()
        if member.cover_id is None and cover is not None and cover.pk != member.pk:
            member.cover = cover if cover.side == member.side else None
        member.save(update_fields=["extension", "hours", "cover"])


def member_by_email(shop: FloorShop, email: str) -> Member | None:
    """The active member with that address."""
    return (
        Member.objects.filter(
            shop=shop, user__email=email.strip().lower(), is_active=True, user__is_active=True
        )
        .select_related("user", "shop")
        .first()
    )
