"""Questions over HTTP: asked, listed, read, and every move in them."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query

from canyou.desk.actions.ask import ASKED_CUSTOMER, ask, ask_for, look
from canyou.desk.actions.hold import hold, release
from canyou.desk.actions.moves import make
from canyou.desk.actions.renew import keep_again, look_again
from canyou.desk.actions.turn import LONGEST_LINE, LONGEST_NOTE, Given, find_question, need
from canyou.desk.conversation import MOVES
from canyou.desk.errors import refused
from canyou.desk.idempotency import Answer, Call
from canyou.desk.models import Member, Promise
from canyou.desk.people import member_by_email
from canyou.desk.queries.page import MOST, USUAL
from canyou.desk.queries.questions import (
    hold_document,
    option_documents,
    question_document,
    questions,
    whole_question,
    zone_of,
)
from canyou.faces.api.auth import caller
from canyou.faces.api.body import known_only, moment, one_of, read_body, text, whole
from canyou.faces.api.options import FIELDS, FLAGS, facts_of
from canyou.faces.api.schemas_desk import (
    AskedOut,
    HoldOut,
    MovedOut,
    QuestionsOut,
    QuestionState,
    WholeQuestionOut,
)
from canyou.faces.api.shapes import READ, WRITE, body, flag_field, number_field, text_field
from canyou.faces.api.writes import read, written
from canyou.floor.current import current
from canyou.floor.models import FloorShop

router = Router(tags=["questions"])

STATE = Query(None, description="The state they are in.")
NUMBER = Path(..., ge=1, le=10**12, description="Of the question.")
ASK: dict[str, Any] = {
    **FIELDS,
    "issue": text_field("What it is about: needed before somebody pays for an option.", longest=LONGEST_NOTE),
    "expectation": text_field("What the customer expects.", longest=LONGEST_NOTE),
    "asked_customer": text_field("Whether the customer was asked what would do.", one_of=ASKED_CUSTOMER[1:]),
    "what": text_field(
        "Instead of a part: the thing that the other side is asked for.", longest=LONGEST_LINE
    ),
    "to": text_field("Whom it is addressed to, by e-mail address; with `what`."),
    "about": number_field("With `what`: the question because of which it is asked.", "integer"),
}
MOVE: dict[str, Any] = {
    "move": text_field("What is done.", one_of=MOVES),
    "option": {
        "anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}],
        "description": "As `12-3`.",
    },
    "note": text_field("A word on it; the reason, where it is a no.", longest=LONGEST_NOTE),
    "said_back": text_field("What was understood; it stands on top of the answer.", longest=LONGEST_NOTE),
    "due": text_field("A date offered or promised, for a thing."),
    "know_by": text_field("When the answer will be known."),
    "issue": ASK["issue"],
    "expectation": ASK["expectation"],
    "asked_customer": ASK["asked_customer"],
    "po": text_field("The customer's purchase order, with a promise.", longest=LONGEST_LINE),
    "over": flag_field("With a promise by a manager: over the no of an owner, with the reason in `note`."),
    "linked_to": text_field(
        "What the ERP calls the order: its import takes this one's place.", longest=LONGEST_LINE
    ),
}


@router.post(
    "/questions",
    response={201: AskedOut, **WRITE},
    summary="Ask and keep the question",
    description=(
        "Keeps the question with its options, best first. A routine one needs nothing beside its facts. With "
        "`what` it asks the other side for a thing; such a question has no options."
    ),
    openapi_extra=body(
        "Question", ASK, ["by"], {"part": "P-204", "quantity": 100, "by": "2026-11-24", "customer": "ACME"}
    ),
    operation_id="ask",
)
def post_question(request: HttpRequest) -> HttpResponse:
    """Plan first, then keep."""
    return written(request, _asked)


def _asked(member: Member, call: Call) -> Answer:
    fields = known_only(read_body(call.body, flags=FLAGS), ASK, "a question")
    said: dict[str, str] = {name: text(fields, name) for name in ("issue", "expectation")}
    zone = zone_of(member.shop.slug)
    if "what" in fields:
        return _asked_for(member, call, fields, said, zone)
    for name in ("to", "about"):
        if name in fields:
            raise refused(name, f"A question for pieces goes to operations: `{name}` comes with `what`.")
    found = look(member, facts_of(fields))
    customer = text(fields, "asked_customer")

    def write(made: Any) -> Answer:
        question, rows = made
        documents = option_documents(question, rows, member.shop.slug)
        return 201, {**question_document(question, zone), "options": documents}

    call.run(write)(lambda: ask(member, found, asked_customer=customer, **said))
    assert call.answer is not None
    return call.answer


def _asked_for(member: Member, call: Call, fields: dict[str, Any], said: dict[str, str], zone: str) -> Answer:
    shop = current(member.shop.slug).shop
    by_at = moment(fields, "by", shop)
    if by_at is None:
        raise refused("by", "By when? Write a date, like Tue 24 Nov or tomorrow.")
    address = text(fields, "to")
    to = member_by_email(member.shop, address) if address else None
    if address and to is None:
        raise refused("to", f"Nobody here has the address {address[:80]}.")
    order = text(fields, "order")
    if order and order not in shop.orders:
        raise refused("order", f"There is no order {order[:80]}.")
    run = call.run(lambda question: (201, {**question_document(question, zone), "options": []}))
    about = whole(fields, "about")
    what = text(fields, "what")
    run(lambda: ask_for(member, what, by_at, to=to, order=order, about=about, **said))
    assert call.answer is not None
    return call.answer


@router.get(
    "/questions",
    response={200: QuestionsOut, **READ},
    summary="Questions",
    description="Newest first, in pages, by any of the filters.",
    operation_id="questions",
)
def get_questions(
    request: HttpRequest,
    state: QuestionState | None = STATE,
    kind: Literal["order", "thing"] | None = Query(None, description="For pieces, or for a thing."),
    waits_for: Literal["sales", "operations"] | None = Query(None, description="Whose move it is."),
    mine: bool = Query(False, description="Only those that the caller has asked."),
    part: str = Query("", max_length=200, description="Of this part."),
    customer: str = Query("", max_length=200, description="For this customer."),
    order: str = Query("", max_length=200, description="About this order."),
    before: int | None = Query(
        None, ge=1, le=10**12, description="Where the page begins: the last one's `next`."
    ),
    limit: int = Query(USUAL, ge=1, le=MOST, description="How many."),
) -> HttpResponse:
    """A page of them."""
    who = caller(request)
    shop = shop_named(who.shop)
    page = questions(
        shop.pk, shop.slug, state=state or "", kind=kind or "", waits_for_side=waits_for or "",
        asker=who.member if mine else None, part=part, customer=customer, order=order, before=before, limit=limit,
    )  # fmt: skip
    return read(page.document)


@router.get(
    "/questions/{number}",
    response={200: WholeQuestionOut, **READ},
    summary="One question",
    description="With its options, its promises, what is held for it, and what the caller can do next.",
    operation_id="question",
)
def get_question(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """All of it."""
    who = caller(request)
    shop = shop_named(who.shop)
    return read(whole_question(shop.pk, shop.slug, number, who.member))


@router.post(
    "/questions/{number}/moves",
    response={200: MovedOut, 202: MovedOut, **WRITE},
    summary="A move in a question",
    description=(
        "The state table decides who may make it: offer, decline and know_by are for the side that was asked; "
        "accept, counter, withdraw and request for the side that asked. Whoever asked may `promise` what operations' "
        "rules allow, operations any option. Where the owner of an order that would move was not asked yet, they "
        "are: then the answer is 202 with `promise` null, and it is made when they let it. "
        "409 comes with fresh options."
    ),
    openapi_extra=body("Move", MOVE, ["move"], {"move": "promise", "option": "12-1"}),
    operation_id="move_question",
)
def post_move(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """One move."""

    def moved(member: Member, call: Call) -> Answer:
        fields = known_only(read_body(call.body, flags=("over",)), MOVE, "a move")
        move = one_of(fields, "move", MOVES)
        find_question(member.shop_id, number)
        shop = current(member.shop.slug).shop
        customer = text(fields, "asked_customer")
        if customer not in ASKED_CUSTOMER:
            raise refused("asked_customer", "Whether the customer was asked: yes, no or not_reached.")
        given = Given(
            option=text(fields, "option") or None,
            note=text(fields, "note"),
            said_back=text(fields, "said_back"),
            due_at=moment(fields, "due", shop),
            know_by_at=moment(fields, "know_by", shop),
            issue=text(fields, "issue"),
            expectation=text(fields, "expectation"),
            asked_customer=customer,
            po=text(fields, "po"),
            linked_to=text(fields, "linked_to"),
            over=fields.get("over") in (True, "true", "yes"),
        )

        def write(made: Any) -> Answer:
            document = question_document(find_question(member.shop_id, number), shop.timezone)
            promise = made[1] if isinstance(made, tuple) else made
            if isinstance(promise, Promise):
                document["promise"] = promise.number
            elif move in ("promise", "accept"):
                document["promise"] = None  # the word is given; it is promised when the owners have let it be
                return 202, document
            return 200, document

        make(member, number, move, given, call.run(write))  # type: ignore[arg-type]
        assert call.answer is not None
        return call.answer

    return written(request, moved)


@router.post(
    "/questions/{number}/options",
    response={200: WholeQuestionOut, **WRITE},
    summary="Find the options again",
    description="In the plan as it is now; the ones before can still be named.",
    openapi_extra={"parameters": body("", {})["parameters"]},
    operation_id="renew_options",
)
def post_options(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """Fresh options."""

    def renewed(member: Member, call: Call) -> Answer:
        need(member, "ask")
        found = look_again(member, number)
        run = call.run(lambda _: (200, whole_question(member.shop_id, member.shop.slug, number, member)))
        run(lambda: keep_again(member, number, found))
        assert call.answer is not None
        return call.answer

    return written(request, renewed)


@router.post(
    "/questions/{number}/hold",
    response={200: HoldOut, **WRITE},
    summary="Keep an option's capacity for a while",
    description="Within what one person may hold; it is released by itself. With `hours` 0 it is let go now.",
    openapi_extra=body(
        "Hold",
        {
            "option": MOVE["option"],
            "hours": number_field("For how long; default as long as may be.", "integer"),
        },
        (),
        {"option": "12-1", "hours": 4},
    ),
    operation_id="hold",
)
def post_hold(request: HttpRequest, number: int = NUMBER) -> HttpResponse:
    """Hold, or let go."""

    def held(member: Member, call: Call) -> Answer:
        known = {"option": None, "hours": None}
        fields = known_only(read_body(call.body), known, "a hold")
        hours = whole(fields, "hours")
        zone = zone_of(member.shop.slug)
        run = call.run(lambda made: (200, hold_document(made, zone)))
        if hours == 0:
            run(lambda: release(member, number))
        else:
            hold(member, number, text(fields, "option") or None, hours, run)
        assert call.answer is not None
        return call.answer

    return written(request, held)


def shop_named(slug: str) -> FloorShop:
    """The shop of the caller."""
    shop, _ = FloorShop.objects.get_or_create(slug=slug)
    return shop
