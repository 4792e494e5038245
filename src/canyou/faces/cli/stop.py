"""How a command ends early: with sentences on stderr and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable

WRONG_INPUT = 1
WRONG_USAGE = 2


class Stop(Exception):
    """Ends the program with these lines on stderr. Status 1: the input is wrong; 2: the usage is."""

    def __init__(self, lines: str | Iterable[str], status: int = WRONG_INPUT) -> None:
        self.lines = [lines] if isinstance(lines, str) else list(lines)
        self.status = status
        super().__init__("\n".join(self.lines))


def note(line: str) -> None:
    """Say something beside the answer: on stderr, so that stdout holds the answer alone."""
    print(line, file=sys.stderr, flush=True)
