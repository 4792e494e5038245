"""The known names nearest to one that is not known, quick among a hundred thousand."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable

ALIKE = 0.65
"""Least likeness, of 0 … 1, that is worth a suggestion."""
SHORTLIST = 60
FEW = 400
"""So many names are compared one by one, more by way of an index."""
COMMON = 3000
"""Letter groups that more names than this share tell little and are left out of the search."""


class Names:
    """An index of names for `nearest`; worth keeping where several unknown names are looked up."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(names))
        self._index: dict[str, list[int]] = {}

    def nearest(self, text: str, count: int = 3) -> list[str]:
        """Up to `count` names that are most like `text`, best first; equal ones in code-point order."""
        wanted = text.casefold()
        if not wanted:
            return []
        scored = []
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for name in self._shortlist(wanted):
            matcher.set_seq1(name.casefold())
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                alike = matcher.ratio()
                if alike >= ALIKE:
                    scored.append((-alike, name))
        return [name for _, name in sorted(scored)[:count]]

    def _shortlist(self, wanted: str) -> list[str]:
        if len(self.names) <= FEW:
            return self.names
        if not self._index:
            index = defaultdict(list)
            for at, name in enumerate(self.names):
                for group in _groups(name.casefold()):
                    index[group].append(at)
            self._index = dict(index)
        hits: Counter[int] = Counter()
        lists = sorted((self._index[g] for g in _groups(wanted) if g in self._index), key=len)
        for found in lists:
            if len(found) > COMMON and hits:
                break
            hits.update(found)
        # by code point among equals, so that the same folder gives the same words
        best = sorted(hits.items(), key=lambda hit: (-hit[1], self.names[hit[0]]))
        return [self.names[at] for at, _ in best[:SHORTLIST]]


def _groups(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)} or {padded}


def nearest(text: str, names: Iterable[str], count: int = 3) -> list[str]:
    """Up to `count` of `names` that are most like `text`, best first; none if none is like it."""
    return Names(names).nearest(text, count)
