"""From the question on the page to a promise, to operations' desk, or to a promise that was given by phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from canyou.desk.actions import moves
from canyou.desk.actions.ask import ask, look
from canyou.desk.actions.hold import hold
from canyou.desk.actions.phone_promise import phone_promise
from canyou.desk.actions.turn import Given
from canyou.desk.errors import DeskError, Gone, NotAllowed, Refused
from canyou.desk.models import Member, OptionRow, Question
from canyou.desk.options import verdict_of
from canyou.desk.rights import may
from canyou.faces.web.read.ask import chosen_as
from canyou.faces.web.shell import page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current

__all__ = ["begin"]


@with_member
@require_POST
def begin(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """Ask, and go as far as it goes at once: the way picked is promised, held, or sent to operations.

    Where something is still wanted (the issue, another way because this one is gone), the question's page says so.
    """
    given = request.POST
    fields = {name: given.get(name, "").strip() for name in FIELDS if given.get(name, "").strip()}
    try:
        if given.get("do") == "phone":
            noted = phone_promise(member, dict(fields), given.get("note", ""))
            return HttpResponseRedirect(f"/promises?noted={noted.promise.number}#p{noted.promise.number}")
        found = look(member, fields)
        question, rows = ask(member, found)
    except DeskError as problem:
        status = 403 if isinstance(problem, NotAllowed) else 422
        return page(
            request, "canyou/trouble.html", {"sentence": str(problem)}, here="ask", now=now, status=status
        )
    row = next(
        (
            row
            for row, option in zip(rows, found.answer.options, strict=True)
            if chosen_as(option) == given.get("chosen", "")
        ),
        None,
    )
    wanted = _go_on(member, question, row, given.get("do", "")) if row is not None else ""
    return HttpResponseRedirect(f"/desk/{question.number}{wanted}")


FIELDS = ("quantity", "part", "customer", "by", "min_quantity", "latest", "order", "like", "times")


def _go_on(member: Member, question: Question, row: OptionRow, wanted: str) -> str:
    """The next move, where nothing stands against it; else the question waits as it is, and its page says for what.

    What the page's address says of it then: the way that was picked, and that the issue is wanted first, or that the
    plan has changed meanwhile.
    """
    from canyou.floor.current import current

    at_once = verdict_of(question, row, current(member.shop.slug).shop).rule is not None
    try:
        if wanted == "hold":
            hold(member, question.number, row.number)
        elif at_once or may(member.side, member.role, "commit"):
            moves.make(member, question.number, "promise", Given(option=row.number))
        else:
            moves.make(member, question.number, "request", Given(option=row.number))
    except Refused as refusal:
        fields = {trouble.field for trouble in refusal.troubles}
        return f"?way={row.number}" + ("&want=issue" if fields & {"issue", "expectation"} else "")
    except Gone:
        return "?want=again"
    except DeskError:
        return f"?way={row.number}"  # its page says what is against it
    return ""
