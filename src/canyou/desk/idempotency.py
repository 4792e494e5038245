"""The same write sent twice has one effect and one answer: the answer is kept with the effect, in its transaction.

A key belongs to a person and a route. It is kept for seven days with the body's digest: the same body has the same
answer, another body is refused. While the first is in flight the second waits, at the database. A 409 or a failure
is not kept: the write may be tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.db import IntegrityError, transaction

from canyou.desk.errors import DeskError, Gone, refused
from canyou.desk.models import Idempotency, Member

KEPT = timedelta(days=7)
HEADER = "Idempotency-Key"
SWEPT_EVERY = 100
"""With every so many kept answers those that are over are swept out."""

T = TypeVar("T")
Answer = tuple[int, dict[str, Any]]
"""Status and document."""


class Run(Protocol):
    """Does something in one transaction, and may keep its answer there."""

    def __call__(self, work: Callable[[], T]) -> T: ...


class Replayed(Exception):
    """This call was answered before; the answer is that one."""

    def __init__(self, status: int, text: str) -> None:
        self.status, self.text = status, text
        super().__init__(f"answered before with {status}")


@dataclass
class Call:
    """One write as it came in. `key` empty: it is done whenever it comes."""

    member: Member
    route: str
    key: str
    body: bytes
    refusal: Callable[[DeskError], Answer]
    """How a refusal is answered."""
    answer: Answer | None = field(default=None, init=False)

    def raise_if_answered(self) -> None:
        """A look without a lock, before anything that takes time.

        Raises:
            Replayed: it was answered before.
            Refused: the key came with another body.
        """
        if self.key:
            found = self._found()
            if found is not None and found.status:
                raise self._replay(found)

    def run(self, write: Callable[[Any], Answer]) -> Run:
        """Does some work in one transaction, and keeps there what `write` makes of its result."""

        def run(work: Callable[[], T]) -> T:
            kept: DeskError | None = None
            with transaction.atomic():
                claimed = self._claim() if self.key else None
                try:
                    with transaction.atomic():
                        result = work()
                        self.answer = write(result)
                except Gone:
                    raise
                except DeskError as problem:
                    kept = problem
                    self.answer = self.refusal(problem)
                if claimed is not None:
                    self._store(claimed, self.answer)
            if kept is not None:
                raise kept
            return result

        return run

    def keep(self, problem: DeskError) -> None:
        """Keep a refusal that came before any transaction.

        Raises:
            Replayed: another answer was kept meanwhile.
        """
        if self.key and self.answer is None and not isinstance(problem, Gone):
            with transaction.atomic():
                self._store(self._claim(), self.refusal(problem))

    def _found(self) -> Idempotency | None:
        return Idempotency.objects.filter(
            shop_id=self.member.shop_id,
            member=self.member,
            route=self.route,
            key=self.key,
            at__gt=datetime.now(UTC) - KEPT,
        ).first()

    def _claim(self) -> Idempotency:
        """The row of this call, made now; where another call has it, its answer when it is there."""
        now = datetime.now(UTC)
        old = Idempotency.objects.filter(shop_id=self.member.shop_id, at__lte=now - KEPT)
        old.filter(member=self.member, route=self.route, key=self.key).delete()
        try:
            with transaction.atomic():
                made = Idempotency.objects.create(
                    shop_id=self.member.shop_id,
                    member=self.member,
                    route=self.route,
                    key=self.key,
                    body_digest=self._digest,
                    at=now,
                )
        except IntegrityError:
            found = self._found()
            if found is None:
                raise
            raise self._replay(found) from None
        if made.pk % SWEPT_EVERY == 0:
            old.delete()
        return made

    def _replay(self, found: Idempotency) -> Exception:
        if found.body_digest != self._digest:
            return refused(HEADER, "This key came before with another body: take a new key for another call.")
        return Replayed(found.status, found.answer)

    def _store(self, claimed: Idempotency, answer: Answer) -> None:
        claimed.status, claimed.answer = answer[0], json.dumps(answer[1])
        claimed.save(update_fields=["status", "answer"])

    @property
    def _digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()
