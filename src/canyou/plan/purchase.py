"""The lines of a purchase order, read whole or refused whole: from a file `part,quantity,by` or from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from canyou.plan.question import BadQuestion, FieldError, parse_question
from canyou.plan.result import Question
from canyou.shop.decode import decode, raw_table
from canyou.shop.problems import Problem, Problems
from canyou.shop.records import Shop
from canyou.shop.schema import Column, Table

MOST_LINES = 200
"""More lines at once than any purchase order has: a file of something else."""
MOST_BYTES = 4_000_000
COLUMNS = ("part", "quantity", "by")

BY_ORDER = ("customer", "latest", "break_promises", "sure")
"""Fields that are asked once for all lines."""


class BadLines(ValueError):
    """A purchase order that can't be asked; `problems` has every line that is wrong, as `FILE:LINE: COLUMN: …`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def read_lines(path: str | Path, shop: Shop, fields: Mapping[str, object]) -> tuple[Question, ...]:
    """The lines of a CSV file as questions, `fields` (customer, latest …) asked with each of them.

    Raises:
        BadLines: the file can't be read, or any of its cells is wrong; nothing of it is asked then.
        BadQuestion: a field that is asked once for all is wrong.
    """
    file, problems = Path(path).name or str(path), Problems()
    try:
        with open(path, "rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as wrong:
        problems.error(file, 1, "file", "cannot be read", wrong.strerror or type(wrong).__name__)
        raise BadLines(problems.listed()) from None
    return lines_of(data, file, shop, fields)


def lines_of(data: bytes, file: str, shop: Shop, fields: Mapping[str, object]) -> tuple[Question, ...]:
    """The same from the bytes of a file."""
    problems = Problems()
    if len(data) > MOST_BYTES:
        problems.error(file, 1, "file", "is too long for a purchase order", f"more than {MOST_BYTES:,} bytes")
        raise BadLines(problems.listed())
    text = decode(data, file, problems)
    table = Table(
        file,
        "Lines of a purchase order.",
        Question,
        ("part",),
        tuple(Column(name, "text", "", needed=True, may_be_empty=False) for name in COLUMNS),
        unique=False,
        needed=True,
    )
    raw = None if text is None else raw_table(text, table, problems)
    if raw is None or problems.refuses:
        raise BadLines(errors_in(problems))
    if not raw.lines:
        problems.error(file, 1, "file", "has no lines; each line after the header is part, quantity, by", "")
    if len(raw.lines) > MOST_LINES:
        found = f"{len(raw.lines)} lines"
        problems.error(
            file, 1, "file", f"has more than the {MOST_LINES} lines that can be asked at once", found
        )
    if problems.refuses:
        raise BadLines(errors_in(problems))
    questions = []
    for number, at in enumerate(raw.lines, 1):
        row = {name: raw.columns[name][number - 1] for name in COLUMNS}
        try:
            questions.append(one_line(shop, fields, row, number))
        except BadQuestion as bad:
            for error in bad.errors:
                if error.field in BY_ORDER:
                    raise
                near = f" Nearest: {', '.join(error.nearest)}." if error.nearest else ""
                problems.error(
                    file, at, error.field, (error.text + near).rstrip("."), row.get(error.field, "")
                )
    if problems.refuses:
        raise BadLines(errors_in(problems))
    return tuple(questions)


def questions_of(
    rows: Sequence[Mapping[str, object]], shop: Shop, fields: Mapping[str, object]
) -> tuple[Question, ...]:
    """The lines given as rows.

    Raises:
        BadQuestion: with a sentence for each cell that is wrong; its field is `lines.2.part`, lines from 1.
    """
    if not rows:
        raise BadQuestion(
            [FieldError("lines", "A purchase order has at least one line: part, quantity, by.")]
        )
    if len(rows) > MOST_LINES:
        text = f"{len(rows)} lines are more than can be asked at once: {MOST_LINES} at most."
        raise BadQuestion([FieldError("lines", text)])
    questions: list[Question] = []
    errors: list[FieldError] = []
    for number, row in enumerate(rows, 1):
        for name in sorted(set(row) - set(COLUMNS)):
            text = f"{name!r} is no field of a line: part, quantity and by are."
            errors.append(FieldError(f"lines.{number}.{name}", text))
        try:
            questions.append(one_line(shop, fields, row, number))
        except BadQuestion as bad:
            for error in bad.errors:
                if error.field in BY_ORDER:
                    raise
                errors.append(replace(error, field=f"lines.{number}.{error.field}"))
    if errors:
        raise BadQuestion(errors)
    return tuple(questions)


def one_line(shop: Shop, fields: Mapping[str, object], row: Mapping[str, object], number: int) -> Question:
    """One line as a question of its own."""
    common = {name: fields[name] for name in BY_ORDER if name in fields}
    return replace(parse_question(shop, {**common, **{n: row.get(n) for n in COLUMNS}}), line=number)


def all_lines(lines: Sequence[Question]) -> Question:
    """The question that is the sum of its lines, by the last of their dates: what the options of all answer."""
    first = lines[0]
    return Question(
        quantity=sum((line.quantity for line in lines), Decimal(0)),
        by_at=max(line.by_at for line in lines),
        customer=first.customer,
        latest_at=first.latest_at,
        break_promises=first.break_promises,
        sure=first.sure,
    )


def errors_in(problems: Problems) -> list[Problem]:
    """What refuses the file, without what is merely odd."""
    return [problem for problem in problems.listed() if not problem.is_warning]
