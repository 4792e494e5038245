"""What waits for me? Questions whose next move is my side's, promises that are mine to keep or to close, notices."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from canyou.desk.clock import now_at
from canyou.desk.models import Consent, Member, Promise, Question
from canyou.desk.queries.consents import asked_of, consent_document
from canyou.desk.queries.promises import promise_document
from canyou.desk.queries.questions import PEOPLE, question_document, zone_of
from canyou.desk.queries.record import notices

MOST = 100


def waiting(member: Member) -> dict[str, Any]:
    """Oldest first: `consents`, `questions`, `promises` (due first) and `notices`; `count` is how many in all."""
    shop_id, slug = member.shop_id, member.shop.slug
    zone, at = zone_of(slug), now_at(slug)
    questions = sorted(_asked(member).select_related(*PEOPLE), key=lambda row: (row.changed_at, row.number))
    given = Promise.objects.filter(shop_id=shop_id, closed_at=None).select_related(
        "by__user", "to__user", "question"
    )
    # A backlog that somebody stands by is not theirs to keep alone: it is on the page of promises.
    mine = Q(by_side=member.side, by=member, state="open") & ~Q(how=Promise.VOUCHED)
    keep = mine | Q(to=member, state="done")
    promises = sorted(given.filter(keep), key=lambda row: (row.due_at, row.number))
    told = notices(member)
    payers = asked_of(member)
    return {
        "count": len(payers) + len(questions) + len(promises) + len(told),
        "consents": [consent_document(row, zone, member) for row in payers[:MOST]],
        "questions": [question_document(row, zone) for row in questions[:MOST]],
        "promises": [promise_document(row, zone, at, member) for row in promises[:MOST]],
        "notices": told,
    }


def waiting_count(member: Member) -> int:
    """How many questions wait for this person's move."""
    payers = Consent.objects.filter(shop_id=member.shop_id, asked=member, state="asked")
    return _asked(member).count() + payers.count()


def _asked(member: Member) -> QuerySet[Question]:
    """The questions whose next move is this person's."""
    mine = Q(waits_for="asker", asker_side=member.side) | Q(waits_for="answerer", answer_side=member.side)
    # A question to one person waits for that one; what somebody began alone is theirs until they send it.
    mine &= Q(to=None) | Q(to=member) | Q(waits_for="asker")
    mine &= ~Q(waits_for="asker") | Q(asker=member) | Q(state="offered")
    return Question.objects.filter(shop_id=member.shop_id).filter(mine)
