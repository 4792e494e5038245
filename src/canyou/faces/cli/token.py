"""`canyou token EMAIL`: a token with which programs call the API as that person."""

from __future__ import annotations

import typer

from canyou.faces.cli.stop import Stop, note

SHOP = typer.Option("main", "--shop", help="Short name of the shop, where there are several.")


def token(
    email: str = typer.Argument(
        metavar="EMAIL", help="Of a person in people.csv, or added with canyou person."
    ),
    end: bool = typer.Option(False, "--end", help="End all tokens of this person instead."),
    shop: str = SHOP,
) -> None:
    """Print a token for the API that speaks for a person.

    It is shown once: only its digest is kept.
    """
    from canyou.faces.cli import program

    program.start()
    from canyou.desk.people import member_by_email, shop_named
    from canyou.desk.tokens import end_tokens, make_token

    member = member_by_email(shop_named(shop), email)
    if member is None:
        raise Stop(
            f"Nobody here has the address {email}. `canyou person list` shows who there is, "
            "`canyou person add` adds somebody."
        )
    if end:
        count = end_tokens(member)
        print(f"{count} token{'' if count == 1 else 's'} of {member.called} ended.")
        return
    print(make_token(member))
    note(f"Speaks for {member.called}, {member.role} of {member.side}. It is not shown again.")
