"""Options for a part without a routing: stock, receipts and lead time alone."""

from __future__ import annotations

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.option import option
from canyou.plan.answering.reason import why_not_sooner
from canyou.plan.result import Option
from canyou.plan.trial import NoRoom


def bought(asked: Asked) -> list[Option]:
    """All at once, what the shelf has now, and the most by the date, each with the rest as it comes."""
    if asked.is_made or asked.never:
        return []
    whole = asked.whole
    kind = "as_asked" if asked.on_time else "later"
    why = why_not_sooner(asked, None, whole.finish_at)
    found = [option(asked, kind, [(asked.quantity, whole.finish_at)], (), why_not_sooner=why)]
    if asked.whole_only:
        return found
    splits = [("stock", whole.ready, asked.start_at)]
    trial = asked.trial()
    if not asked.on_time and asked.latest_finish >= asked.start_at:
        splits.append(
            (
                "partial",
                min(trial.on_shelf(asked.latest_finish), asked.quantity),
                asked.latest_finish,
            )
        )
    for kind, most, by_at in splits:
        most = asked.first(most)
        if not most or most < asked.least or most >= asked.quantity:
            continue
        trial.clear()
        first_at = asked.start_at if kind == "stock" else min(trial.bought(most, asked.start_at), by_at)
        trial.take(most, first_at)
        try:
            rest_at = trial.bought(asked.quantity - most, asked.start_at)
        except NoRoom:
            continue
        why = why_not_sooner(asked, None, rest_at)
        found.append(
            option(
                asked,
                kind,
                [(most, first_at), (asked.quantity - most, rest_at)],
                (),
                why_not_sooner=why,
            )
        )
    return found
