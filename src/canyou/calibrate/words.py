"""A calibration as a document, and in words."""

from __future__ import annotations

from typing import Any

from canyou.calibrate.calibration import Calibration


def calibration_document(found: Calibration) -> dict[str, Any]:
    """What `canyou calibrate --json` prints."""
    better = None
    if found.better is not None:
        better = dict(zip(("estimate", "low", "high"), (round(x, 4) for x in found.better), strict=True))
    return {
        "promises": found.promises,
        "used": found.used,
        "refused": [{"from": s.first, "to": s.last, "why": s.why, "n": s.n} for s in found.refused],
        "left_out": found.left_out,
        "features": list(found.features),
        "brier": rounded(found.brier),
        "brier_base_rate": rounded(found.brier_base_rate),
        "better_than_base_rate": better,
        "bins": [{"said": round(b.said, 6), "was": round(b.was, 6), "n": b.n} for b in found.bins],
        "calibration_error": rounded(found.calibration_error),
        "words": in_words(found),
    }


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def in_words(found: Calibration) -> str:
    """The whole finding in a few sentences."""
    if found.brier is None or found.brier_base_rate is None or found.was is None or found.said is None:
        return f"None of {found.promises:,} promises can be judged. " + " ".join(reasons(found))
    error = 100 * (found.calibration_error or 0.0)
    said = [
        f"{found.used:,} of {found.promises:,} promises are judged, each forecast from those that were over before it.",
        f"{percent(found.was)} were kept where {percent(found.said)} was said.",
        f"What was said is off by {error:.1f} points on average.",
        compared(found),
        *reasons(found),
    ]
    return " ".join(said)


def compared(found: Calibration) -> str:
    """The Brier score beside that of the share known at the time."""
    scores = f"Brier score {found.brier:.4f}; {found.brier_base_rate:.4f} for the share known at the time"
    if found.better is None:
        return f"{scores}."
    estimate, low, high = found.better
    by = f"{100 * abs(estimate):.1f} % {'better' if estimate >= 0 else 'worse'}"
    between = f"{100 * low:.1f} to {100 * high:.1f} %, days resampled"
    if low > 0:
        return f"{scores}, so {by} than that ({between})."
    if high < 0:
        return f"{scores}, so {by} than that ({between}): say the share itself."
    return f"{scores}: no clear difference ({by}; {between}), so the share itself says as much."


def reasons(found: Calibration) -> list[str]:
    """What was not judged, and why."""
    said = [f"Not judged: {one.n:,} due from {one.first} to {one.last}. {one.why}" for one in found.refused]
    said += [f"Not judged: {n:,} {why}." for why, n in found.left_out.items()]
    return said


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"
