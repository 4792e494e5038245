"""`canyou person`: who may sign in, and what each may do."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.stop import WRONG_USAGE, Stop, note
from canyou.faces.cli.token import SHOP

if TYPE_CHECKING:
    from canyou.desk.models import Member


class Do(StrEnum):
    """What is to be done."""

    list = "list"
    add = "add"
    role = "role"
    invite = "invite"
    hours = "hours"
    remove = "remove"


def person(
    do: Do = typer.Argument(metavar="list|add|role|invite|hours|remove", help="What to do."),
    email: str = typer.Argument("", metavar="[EMAIL]", help="Whose; not for list."),
    name: str = typer.Option("", help="Their name."),
    side: str = typer.Option("", help="sales or operations."),
    role: str = typer.Option("", help="seller, planner, supervisor, purchasing, manager, admin or reader."),
    extension: str = typer.Option("", help="Where to call them."),
    hours: str = typer.Option("", help="When they are in to answer: Mon-Fri 07:00-15:30, Sat 8-12."),
    cover: str = typer.Option("", help="Who is asked when they are not in, by e-mail address."),
    away: str = typer.Option(
        "", help="Until when they are away: a date as in a question; no: they are back."
    ),
    shop: str = SHOP,
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout (with list)."),
) -> None:
    """List people, add one, change a role, send an invitation, set hours and cover, or take somebody away."""
    from canyou.faces.cli import program

    if do is not Do.list and not email:
        raise Stop(f"`canyou person {do.value}` needs an e-mail address.", WRONG_USAGE)
    program.start()
    from canyou.desk.people import BadPerson, add_person, member_by_email, set_role, shop_named, take_away

    there = shop_named(shop)
    try:
        if do is Do.list:
            show(there.slug, as_json)
        elif do is Do.add:
            if not side:
                raise Stop("`canyou person add` needs --side sales or --side operations.", WRONG_USAGE)
            member = add_person(there, email, name=name, side=side, role=role, extension=extension)
            print(f"{member.called} is {member.role} of {member.side}.")
            note(f"They set a password at {invitation(member)}")
        else:
            found = member_by_email(there, email)
            if found is None:
                raise Stop(f"Nobody here has the address {email}; `canyou person list` shows who there is.")
            if do is Do.role:
                set_role(found, side=side, role=role)
                print(f"{found.called} is {found.role} of {found.side}.")
            elif do is Do.hours:
                print(set_when(found, hours, cover, away))
            elif do is Do.invite:
                print(invitation(found))
            else:
                take_away(found)
                print(f"{found.called} can no longer sign in here.")
    except BadPerson as bad:
        raise Stop(str(bad)) from None


def set_when(member: Member, hours: str, cover: str, away: str) -> str:
    """Set hours, cover and absence; what then holds, in a sentence."""
    from canyou.desk.people import member_by_email, set_away, set_hours
    from canyou.floor.current import NoShop, current
    from canyou.plan.question_when import BadWhen, describe_when, parse_when

    stands_in = member_by_email(member.shop, cover) if cover else None
    if cover and stands_in is None:
        raise Stop(f"Nobody here has the address {cover}; `canyou person list` shows who there is.")
    set_hours(member, hours=hours or None, cover=stands_in)
    said = [f"{member.called} is in {member.hours or 'at all hours'}"]
    if member.cover is not None:
        said.append(f"{member.cover.called} is asked otherwise")
    if away:
        try:
            shop = current(member.shop.slug).shop
            until_at = None if away == "no" else parse_when(away, shop)
        except (BadWhen, NoShop) as bad:
            raise Stop(str(bad)) from None
        set_away(member, until_at)
        if until_at is not None:
            said.append(f"away until {describe_when(until_at, shop)}")
    return f"{', '.join(said)}."


def invitation(member: Member) -> str:
    """The path of the page where somebody sets a password; the host is the one where Canyou is served."""
    from canyou.desk.invitations import invitation_path

    return invitation_path(member.user)


def show(slug: str, as_json: bool) -> None:
    """Everybody in the shop, by side, role and address."""
    from canyou.desk.models import Member

    members = sorted(
        Member.objects.filter(shop__slug=slug, is_active=True).select_related("user", "cover__user"),
        key=lambda member: (member.side, member.role, member.user.email),
    )
    if as_json:
        print_document(
            {
                "people": [
                    {
                        "email": member.user.email,
                        "name": member.user.name,
                        "side": member.side,
                        "role": member.role,
                        "title": member.title,
                        "extension": member.extension,
                        "hours": member.hours,
                        "cover": member.cover.user.email if member.cover else None,
                        "can_sign_in": member.user.has_usable_password(),
                    }
                    for member in members
                ]
            }
        )
        return
    for member in members:
        way = "" if member.user.has_usable_password() else "  (no password yet)"
        print(f"{member.side:<10}  {member.role:<10}  {member.user.email}  {member.called}{way}")
    if not members:
        note("Nobody yet. `canyou person add EMAIL --side sales --role seller` adds somebody.")
