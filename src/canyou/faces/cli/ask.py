"""`canyou ask [DIR]`: a question put to the plan, answered with numbered options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.source import Source, planned
from canyou.faces.cli.stop import Stop

if TYPE_CHECKING:
    from canyou.plan.result import Answer, Question
    from canyou.shop.records import Shop


def ask(
    folder: Path | None = typer.Argument(
        None, metavar="[DIR]", help="A shop folder; without one, the database."
    ),
    part: str = typer.Option(..., help="What: a part's number or name, or the customer's own number."),
    quantity: str = typer.Option(..., help="How many."),
    by: str = typer.Option(..., help='By when: "2026-11-24", "2026-11-24T16:00", "Tue 24 Nov", "tomorrow".'),
    customer: str | None = typer.Option(None, help="For whom."),
    min_quantity: str | None = typer.Option(None, help="The least that helps the customer by then."),
    latest: str | None = typer.Option(
        None, help="The latest date the customer could live with for the rest."
    ),
    break_promises: bool = typer.Option(
        False, "--break-promises", help="Show options that break somebody's promise too."
    ),
    compare: bool = typer.Option(False, "--compare", help="The options side by side in one table."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Ask "can you ship so many by then?"; read the options.

    The options are what the shop really has, best first, each with a sentence to read out. Nothing is kept.
    """
    source = planned(folder)
    given = {
        "part": part,
        "quantity": quantity,
        "by": by,
        "customer": customer,
        "min_quantity": min_quantity,
        "latest": latest,
        "break_promises": "yes" if break_promises else None,
    }
    result = answered(source, {name: value for name, value in given.items() if value is not None})
    if as_json:
        from canyou.plan.document import answer_document

        print_document(answer_document(source.plan, result))
        return
    print("\n".join(lines(source, result, compare)))


def answered(source: Source, fields: Mapping[str, object]) -> Answer:
    """The answer, or the end with a sentence for each field that cannot be understood."""
    from canyou.plan.asking import answer
    from canyou.plan.question import BadQuestion, parse_question

    try:
        question = parse_question(source.shop, fields)
    except BadQuestion as bad:
        sentences = []
        for error in bad.errors:
            option = "--" + error.field.replace("_", "-")
            nearest = f" The nearest: {', '.join(error.nearest)}." if error.nearest else ""
            sentences.append(f"{option}: {error.text}{nearest}")
        raise Stop(sentences) from None
    return answer(source.plan, question)


def lines(source: Source, result: Answer, side_by_side: bool = False) -> list[str]:
    """The answer to read: the question back, yes or why not, then the options by number, as cards or in a table."""
    from canyou.faces.cli.cards import cards, compared
    from canyou.faces.cli.table import emphasis, wrapped

    shop = source.shop
    shown = [emphasis(sentence(shop, result.question))]
    if source.age:
        shown.append(f"({source.age[0].upper()}{source.age[1:]}.)")
    if result.as_asked:
        verdict = "Yes, as asked."
    elif result.options:
        verdict = f"Not as asked. {result.why_not}".strip()
    else:
        verdict = f"No. {result.why_not or 'Nothing that the shop has or can make or buy would bring it.'}"
    shown += ["", *wrapped(verdict, "")]
    shown += (compared if side_by_side else cards)(shop, result)
    if result.notes:
        shown.append("")
        for line in result.notes:
            shown += wrapped(line, "  ", "* ")
    return shown


def sentence(shop: Shop, question: Question) -> str:
    """`Can you ship 100 of P-204 (Valve body) to Acme by Tue 24 Nov?`"""
    from canyou.faces.cli.moments import deadline
    from canyou.faces.cli.table import number

    part = shop.parts.get(question.part)
    what = f"{question.part} ({part.name})" if part and part.name not in ("", part.part) else question.part
    customer = shop.customers.get(question.customer)
    whom = f" to {customer.name or customer.customer}" if customer else ""
    by = deadline(question.by_at, shop.timezone)
    return f"Can you ship {number(question.quantity)} of {what}{whom} by {by}?"
