"""Those who would pay are asked before an order moves: yes, no, silence, a cover, a manager who decides over a no."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from canyou.desk import record
from canyou.desk.actions.ask import ask, ask_for, look
from canyou.desk.actions.hold import hold
from canyou.desk.actions.let_move import let_move, silence_decides
from canyou.desk.actions.moves import make
from canyou.desk.actions.propose_agreement import propose_agreement
from canyou.desk.actions.sign_agreement import sign_agreement
from canyou.desk.actions.turn import Given, find_question, fresh_options
from canyou.desk.errors import Gone, NotAllowed, Refused
from canyou.desk.models import Consent, Desk, Member, Notice, OptionRow, Promise, Question, Record
from canyou.desk.options import option_of
from canyou.desk.people import member_by_email, shop_named
from canyou.desk.queries.questions import whole_question
from canyou.desk.queries.waiting import waiting
from canyou.floor.current import current

Make = Callable[..., Member]
RUSH = {"part": "P-2", "quantity": "210", "by": "2026-11-25", "customer": "BOLT"}
"""The mill has the time only if SO-1, which Nora sold, makes room."""


@pytest.fixture
def seller(member: Make) -> Member:
    return member("sales", "seller")


@pytest.fixture
def planner(member: Make) -> Member:
    return member("operations", "planner")


@pytest.fixture
def nora(shop: None) -> Member:
    """Who sold SO-1."""
    found = member_by_email(shop_named(), "nora@example.com")
    assert found is not None
    return found


def rush(who: Member) -> tuple[Question, OptionRow]:
    """The question, and its way that lets an order finish later."""
    question, rows = ask(who, look(who, RUSH), issue="line down", expectation="210 on Wednesday")
    moving = [row for row in rows if any(move.order == "SO-1" for move in option_of(row).moves)]
    assert moving, [json.loads(row.document)["kind"] for row in rows]
    return find_question(question.shop_id, question.number), moving[0]


def there(order: str) -> int:
    return current().plan.orders[order].finish_at


def told(who: Member) -> str:
    return " ".join(Notice.objects.filter(to=who).order_by("pk").values_list("text", flat=True))


def again(question: Question) -> Question:
    return find_question(question.shop_id, question.number)


def test_the_word_given_is_made_true_when_the_owner_says_yes(
    seller: Member, planner: Member, nora: Member
) -> None:
    """The planner promises; Nora is asked first and nothing moves; her yes makes the promise, and she is thanked."""
    question, row = rush(seller)
    before = there("SO-1")
    assert make(planner, question.number, "promise", Given(option=row.number)) is None
    waits = again(question)
    assert (waits.state, waits.waits_for, waits.word_by) == ("asked", "others", planner)
    assert there("SO-1") == before
    (consent,) = Consent.objects.all()
    assert (consent.order, consent.asked, consent.state) == ("SO-1", nora, "asked")
    assert waiting(nora)["consents"][0]["words"].startswith("Can you let SO-1 slip ")
    assert whole_question(question.shop_id, "main", question.number)["waits_on"] == [
        "Nora Whitfield about SO-1"
    ]
    let_move(nora, consent.number, "yes")
    promise = Promise.objects.get()
    assert (promise.by, promise.how, again(question).state) == (planner, "person", "promised")
    assert there("SO-1") > before
    assert "Thank you: SO-1 makes room" in told(nora)
    verbs = list(Record.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["ask", "ask_owners", "let", "promise", "promise"]
    assert record.first_break(question.shop_id) is None


def test_a_no_has_its_reason_and_the_order_stays(seller: Member, planner: Member, nora: Member) -> None:
    """No reason, no no. With it the word falls, both who asked are told, and the way cannot be promised."""
    question, row = rush(seller)
    make(seller, question.number, "request", Given(option=row.number))
    assert again(question).waits_for == "others"
    (consent,) = Consent.objects.all()
    with pytest.raises(Refused):
        let_move(nora, consent.number, "no")
    let_move(nora, consent.number, "no", "their audit is on Thursday")
    assert again(question).waits_for == "answerer"
    assert "audit is on Thursday" in told(seller)
    before = there("SO-1")
    with pytest.raises(Gone, match="Nora Whitfield does not let SO-1 make room") as gone:
        make(planner, question.number, "promise", Given(option=row.number))
    assert gone.value.options
    assert there("SO-1") == before
    assert not Promise.objects.exists()


@pytest.mark.parametrize("refused", [True, False])
def test_a_manager_may_decide_over_an_owner_with_the_reason(
    seller: Member, planner: Member, nora: Member, member: Make, refused: bool
) -> None:
    """Over a no, or no answer yet. A planner may not; a manager of operations may, says why, and the owner is told."""
    question, row = rush(seller)
    make(seller, question.number, "request", Given(option=row.number))
    if refused:
        let_move(nora, Consent.objects.get().number, "no", "I would rather not")
    boss = member("operations", "manager")
    given = {"option": row.number, "over": True}
    with pytest.raises(NotAllowed):
        make(planner, question.number, "promise", Given(**given, note="because"))
    with pytest.raises(Refused):
        make(boss, question.number, "promise", Given(**given))
    assert make(boss, question.number, "promise", Given(**given, note="their line stands still")) is not None
    assert "decided over you about SO-1: their line stands still" in told(nora)
    assert json.loads(Record.objects.get(verb="promise", about="question/1").body)["over"] == ["SO-1"]


def test_a_yes_may_be_taken_back_until_it_was_used(seller: Member, planner: Member, nora: Member) -> None:
    """Asked by the seller's request, Nora says yes, then no; the planner's promise then is refused."""
    question, row = rush(seller)
    make(seller, question.number, "request", Given(option=row.number))
    number = Consent.objects.get().number
    let_move(nora, number, "yes")
    assert again(question).waits_for == "answerer"
    with pytest.raises(Gone):
        let_move(nora, number, "yes")
    let_move(nora, number, "no", "they called again")
    with pytest.raises(Gone):
        make(planner, question.number, "promise", Given(option=row.number))
    let_move(nora, number, "yes")
    assert make(planner, question.number, "promise", Given(option=row.number)) is not None
    with pytest.raises(Gone):
        let_move(nora, number, "no", "too late")


@pytest.mark.parametrize("silence_lets", [True, False])
def test_silence_decides_by_the_clock_as_agreed(
    seller: Member, planner: Member, nora: Member, member: Make, silence_lets: bool
) -> None:
    """Nothing happens before the time is over; then the order moves within its promise, or stays, as was settled."""
    sales, operations = member("sales", "manager"), member("operations", "manager")
    found = propose_agreement(sales, {"silence_hours": 1, "silence_is_yes": silence_lets})
    for manager in (sales, operations):
        sign_agreement(manager, found.number)
    question, row = rush(seller)
    make(planner, question.number, "promise", Given(option=row.number))
    assert silence_decides(nora.shop) == 0
    assert not Promise.objects.exists()
    Consent.objects.update(answer_by_at=current().shop.now_at)
    assert silence_decides(nora.shop) == 1
    assert Consent.objects.get().state == "lapsed"
    assert Promise.objects.exists() == silence_lets
    assert again(question).state == ("promised" if silence_lets else "asked")
    assert again(question).waits_for == ("" if silence_lets else "answerer")
    assert "as agreed" in told(nora)
    assert silence_decides(nora.shop) == 0


def test_an_offer_asks_the_owner_and_an_acceptance_waits_for_the_answer(
    seller: Member, planner: Member, nora: Member
) -> None:
    """Operations offers, the seller accepts; the promise is made when the owner says yes."""
    question, row = rush(seller)
    make(planner, question.number, "offer", Given(option=row.number, said_back="210 flanges"))
    assert make(seller, question.number, "accept", Given()) is None
    assert again(question).waits_for == "others"
    let_move(nora, Consent.objects.get().number, "yes")
    assert again(question).state == "promised"
    assert Promise.objects.get().by == seller


def test_the_cover_is_asked_while_the_owner_is_away(
    seller: Member, planner: Member, nora: Member, member: Make
) -> None:
    """Nora is away: her cover is asked, which is said to both, and may answer."""
    cover = member("sales", "manager")
    Member.objects.filter(pk=nora.pk).update(cover=cover, away_until_at=current().shop.now_at + 3 * 86_400)
    question, row = rush(seller)
    make(seller, question.number, "request", Given(option=row.number))
    (document,) = waiting(cover)["consents"]
    assert document["instead"] == "Nora Whitfield is away"
    assert "was asked in your place: Can you let SO-1" in told(nora)
    with pytest.raises(NotAllowed, match="It is for"):
        let_move(seller, document["id"], "yes")
    let_move(cover, document["id"], "yes")
    assert make(planner, question.number, "promise", Given(option=row.number)) is not None
    assert "Thank you: SO-1 makes room" in told(cover)
    assert "SO-1 makes room" in told(nora)


def test_whoever_asks_for_their_own_order_to_move_is_not_asked(planner: Member, nora: Member) -> None:
    """Nora's own question moves Nora's own order: her asking is her yes."""
    question, row = rush(nora)
    assert make(planner, question.number, "promise", Given(option=row.number)) is not None
    assert not Consent.objects.exists()


def test_nobody_is_asked_any_more_once_it_is_over(seller: Member, planner: Member, nora: Member) -> None:
    """Withdrawn, the owner need not answer, and is told so."""
    question, row = rush(seller)
    make(planner, question.number, "promise", Given(option=row.number))
    make(seller, question.number, "withdraw", Given())
    assert Consent.objects.get().state == "moot"
    assert waiting(nora)["consents"] == []
    assert "need not answer about SO-1" in told(nora)
    with pytest.raises(Gone):
        let_move(nora, Consent.objects.get().number, "yes")


def test_a_way_for_which_others_pay_is_not_held(planner: Member, nora: Member) -> None:
    """Holding it would move the order before its owner was asked."""
    question, row = rush(planner)
    with pytest.raises(Refused, match="not held"):
        hold(planner, question.number, row.number)
    assert Desk.objects.get().consents == 0


def test_the_first_question_waits_for_what_operations_asks_its_own(
    seller: Member, planner: Member, member: Make
) -> None:
    """The planner asks purchasing; the seller sees whom it waits for; the answer gives the move back."""
    buyer = member("operations", "purchasing")
    question, _ = ask(seller, look(seller, {**RUSH, "quantity": "900"}))
    given = Given(option=fresh_options(question)[0].number, issue="launch", expectation="all at once")
    make(seller, question.number, "request", given)
    assert again(question).waits_for == "answerer"
    below = ask_for(
        planner, "get 300 bars by Monday", current().shop.now_at + 86_400, to=buyer, about=question.number
    )
    assert (again(question).waits_for, again(question).then_for) == ("others", "answerer")
    found = whole_question(question.shop_id, "main", question.number)
    assert found["waits_on"] == ["Purchasing Of Operations: get 300 bars by Monday"]
    assert [one["id"] for one in waiting(buyer)["questions"]] == [below.number]
    assert question.number not in [one["id"] for one in waiting(planner)["questions"]]
    make(buyer, below.number, "promise", Given())
    assert again(question).waits_for == "answerer"
    assert question.number in [one["id"] for one in waiting(planner)["questions"]]


def test_over_http(
    seller: Member, planner: Member, nora: Member, calls_as: Callable[[Member], Client]
) -> None:
    """A promise that waits has no promise yet; the owner's yes makes it; a stranger may not say it."""
    question, row = rush(seller)

    def post(who: Member, path: str, **fields: object) -> tuple[int, dict[str, object]]:
        answer = calls_as(who).post(f"/api/{path}", json.dumps(fields), content_type="application/json")
        return answer.status_code, answer.json()

    status, moved = post(planner, "questions/1/moves", move="promise", option=row.number)
    assert (status, moved["waits_for"], moved["promise"]) == (202, "others", None)
    listed = calls_as(nora).get("/api/consents?mine=true&state=asked").json()["items"]
    assert [one["order"] for one in listed] == ["SO-1"]
    path = f"consents/{listed[0]['id']}/moves"
    assert post(seller, path, move="yes")[0] == 403
    assert post(nora, path, move="no")[0] == 422
    assert post(nora, path, move="perhaps")[0] == 422
    assert post(nora, path, move="yes")[1]["state"] == "yes"
    assert calls_as(seller).get("/api/questions/1").json()["state"] == "promised"
    assert post(nora, path, move="no", note="x")[0] == 409
    assert post(nora, "consents/7/moves", move="yes")[0] == 404
    assert fresh_options(question)


def test_on_the_page_a_look_does_nothing_and_the_button_answers(
    seller: Member, planner: Member, nora: Member, visitor: Client
) -> None:
    """The owner's desk opens on what they are asked; GET changes nothing; a no without reason is said; yes acts."""
    question, row = rush(seller)
    make(planner, question.number, "promise", Given(option=row.number))
    visitor.force_login(nora.user, "allauth.account.auth_backends.AuthenticationBackend")
    opened = visitor.get("/desk", follow=True)
    assert opened.redirect_chain[-1][0] == "/desk/let/1"
    assert "Can you let SO-1 slip" in opened.content.decode()
    assert Consent.objects.get().state == "asked"
    assert visitor.post("/desk/let/1", {"move": "no"}).status_code == 422
    assert visitor.post("/desk/let/1", {"move": "yes"}).status_code == 302
    assert again(question).state == "promised"
    assert "said yes" in visitor.get("/desk/let/1").content.decode()
    assert visitor.get("/desk/let/9").status_code == 404


@pytest.mark.parametrize("says_no", [True, False])
def test_a_manager_decides_over_it_by_a_button_that_a_planner_has_not(
    seller: Member, planner: Member, nora: Member, member: Make, visitor: Client, says_no: bool
) -> None:
    """The button says over whom; without its reason nothing happens."""
    question, row = rush(seller)
    make(seller, question.number, "request", Given(option=row.number))
    if says_no:
        let_move(nora, Consent.objects.get().number, "no", "I would rather not")
    button = f"Promise it {'over' if says_no else 'without'} Nora Whitfield"
    for who, sees in ((planner, False), (member("operations", "manager"), True)):
        visitor.force_login(who.user, "allauth.account.auth_backends.AuthenticationBackend")
        assert (button in visitor.get(f"/desk/{question.number}").content.decode()) == sees
    over = {"move": "over", "option": str(row.number)}
    assert visitor.post(f"/desk/{question.number}/move", over).status_code == 422
    over["note"] = "their line stands still"
    assert visitor.post(f"/desk/{question.number}/move", over).status_code == 302
    assert again(question).state == "promised"


def test_everybody_sets_their_own_hours_and_cover(nora: Member, member: Make, visitor: Client) -> None:
    """Under one's name; hours that cannot be read are said, and what was there stays."""
    cover = member("sales", "manager")
    visitor.force_login(nora.user, "allauth.account.auth_backends.AuthenticationBackend")
    given = {"hours": "Mon-Fri 8-16", "cover": str(cover.pk), "away": "2026-12-01"}
    assert visitor.post("/account/hours", given).status_code == 302
    kept = Member.objects.get(pk=nora.pk)
    assert (kept.hours, kept.cover) == ("Mon-Fri 8-16", cover)
    assert kept.away_until_at is not None
    assert visitor.post("/account/hours", {**given, "hours": "always"}).status_code == 422
    assert Member.objects.get(pk=nora.pk).hours == "Mon-Fri 8-16"
