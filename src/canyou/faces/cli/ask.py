"""`canyou ask [DIR]`: a question put to the plan, answered with numbered options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.source import Source, planned
from canyou.faces.cli.stop import WRONG_USAGE, Stop

if TYPE_CHECKING:
    from canyou.plan.question import BadQuestion
    from canyou.plan.result import Answer, Question
    from canyou.shop.records import Shop


def ask(
    folder: Path | None = typer.Argument(
        None, metavar="[DIR]", help="A shop folder; without one, the database."
    ),
    part: str | None = typer.Option(
        None,
        help="What: a part's number or name, or the customer's own number; with --like or --hours its new name.",
    ),
    order: str | None = typer.Option(
        None, help="Instead: an order that exists, to bring in, push out, raise, cut or ship in part."
    ),
    like: str | None = typer.Option(
        None, help="A part never made, by the routing and materials of this other part: an estimate."
    ),
    times: str | None = typer.Option(None, help="With --like: how many times the other part's minutes."),
    hours: str | None = typer.Option(
        None, help='A part never made, by hours for the whole quantity: "Mill=3, Grind=1.5".'
    ),
    lines: Path | None = typer.Option(
        None, metavar="FILE.csv", help="Several parts at once: a file part,quantity,by, planned together."
    ),
    quantity: str | None = typer.Option(
        None, help="How many; of an order the whole of it, what was shipped included (default: as it is)."
    ),
    by: str | None = typer.Option(
        None,
        help='By when: "2026-11-24", "2026-11-24T16:00", "Tue 24 Nov", "tomorrow" (an order: as promised, else due).',
    ),
    customer: str | None = typer.Option(None, help="For whom."),
    min_quantity: str | None = typer.Option(None, help="The least that helps the customer by then."),
    latest: str | None = typer.Option(
        None, help="The latest date the customer could live with for the rest."
    ),
    break_promises: bool = typer.Option(
        False, "--break-promises", help="Show options that break somebody's promise too."
    ),
    sure: str | None = typer.Option(
        None, help="The date that is kept with this chance in per cent, like 95, for each option."
    ),
    compare: bool = typer.Option(False, "--compare", help="The options side by side in one table."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Ask "can you ship so many by then?"; read the options.

    The options are what the shop really has, best first, each with a sentence to read out. Nothing is kept.
    """
    if lines is None and order is None:
        missing = [name for name, value in (("--quantity", quantity), ("--by", by)) if value is None]
        if not (part or like or hours):
            missing.insert(0, "--part (or --order, --like, --hours, --lines)")
        if missing:
            raise Stop(f"Missing: {', '.join(missing)}.", WRONG_USAGE)
    source = planned(folder)
    given = {
        "part": part,
        "order": order,
        "like": like,
        "times": times,
        "hours": hours,
        "quantity": quantity,
        "by": by,
        "customer": customer,
        "min_quantity": min_quantity,
        "latest": latest,
        "break_promises": "yes" if break_promises else None,
        "sure": sure,
    }
    fields = {name: value for name, value in given.items() if value is not None}
    result = answered(source, fields) if lines is None else answered_lines(source, lines, fields)
    if as_json:
        from canyou.plan.document import answer_document

        print_document(answer_document(source.plan, result))
        return
    print("\n".join(shown_lines(source, result, compare)))


def answered(source: Source, fields: Mapping[str, object]) -> Answer:
    """The answer, or the end with a sentence for each field that cannot be understood."""
    from canyou.plan.asking import answer
    from canyou.plan.question import BadQuestion, parse_question

    try:
        question = parse_question(source.shop, fields)
    except BadQuestion as bad:
        raise refused(bad) from None
    return answer(source.plan, question)


def refused(bad: BadQuestion) -> Stop:
    """A sentence for each field that can't be understood, under its option."""
    sentences = []
    for error in bad.errors:
        option = "--" + error.field.replace("_", "-")
        nearest = f" The nearest: {', '.join(error.nearest)}." if error.nearest else ""
        sentences.append(f"{option}: {error.text}{nearest}")
    return Stop(sentences)


def answered_lines(source: Source, file: Path, fields: Mapping[str, object]) -> Answer:
    """The answer to all lines of a file together, or the end with every problem in it."""
    from canyou.plan.asking import answer_lines
    from canyou.plan.purchase import BY_ORDER, BadLines, read_lines
    from canyou.plan.question import BadQuestion

    if beside := sorted(set(fields) - set(BY_ORDER)):
        names = ", ".join("--" + name.replace("_", "-") for name in beside)
        raise Stop(f"--lines brings its own parts, quantities and dates: leave out {names}.", WRONG_USAGE)
    try:
        return answer_lines(source.plan, read_lines(file, source.shop, fields))
    except BadLines as bad:
        raise Stop(str(problem) for problem in bad.problems) from None
    except BadQuestion as wrong:
        raise refused(wrong) from None


def shown_lines(source: Source, result: Answer, side_by_side: bool = False) -> list[str]:
    """The answer to read: the question back, yes or why not, then the options by number, as cards or in a table."""
    from canyou.faces.cli.cards import cards, compared
    from canyou.faces.cli.table import emphasis, wrapped

    shop = source.shop
    asked = lines_sentence(shop, result.lines) if result.lines else sentence(shop, result.question)
    shown = [emphasis(asked)]
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
    """`Can you ship 100 of P-204 (Valve body) to Acme by Tue 24 Nov?`, `Can you have SO-1, 100 of P-204, …?`"""
    from canyou.faces.cli.moments import deadline
    from canyou.faces.cli.table import number

    part = shop.parts.get(question.part)
    what = f"{question.part} ({part.name})" if part and part.name not in ("", part.part) else question.part
    if question.is_estimate:
        what = question.called + (f" (like {what})" if question.like else " (by hours)")
    customer = shop.customers.get(question.customer)
    whom = f" to {customer.name or customer.customer}" if customer else ""
    by = deadline(question.by_at, shop.timezone)
    said = f"{number(question.quantity)} of {what}"
    if question.order:
        said = f"{question.order}, {said}," if whom else f"{question.order}, {said}"
    return f"Can you ship {said}{whom} by {by}?"


def lines_sentence(shop: Shop, lines: Sequence[Question]) -> str:
    """`Can you ship these 3 lines to Acme: 40 of P-204 by Tue 24 Nov, …?`"""
    from canyou.faces.cli.moments import deadline
    from canyou.faces.cli.table import number

    customer = shop.customers.get(lines[0].customer)
    whom = f" to {customer.name or customer.customer}" if customer else ""
    said = [f"{number(q.quantity)} of {q.part} by {deadline(q.by_at, shop.timezone)}" for q in lines[:4]]
    more = f" and {len(lines) - 4} more" if len(lines) > 4 else ""
    many = f"these {len(lines)} lines" if len(lines) > 1 else "this line"
    return f"Can you ship {many}{whom}: {', '.join(said)}{more}?"
