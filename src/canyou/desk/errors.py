"""What an action refuses, as a tree:

DeskError
├── NotAllowed     this person may not do this, now or ever
├── NotThere       no such question, option, promise …
├── Refused        something that was given cannot be used: by field, each with a sentence
└── Gone           it was right when it was shown, and is no longer: with fresh options, where there are any
"""

from __future__ import annotations

from collections.abc import Iterable

from canyou.desk.models import OptionRow
from canyou.desk.problems import Trouble

__all__ = ["DeskError", "Gone", "NotAllowed", "NotThere", "Refused", "Trouble", "refused"]


class DeskError(Exception):
    """An action was refused, and nothing was changed; the message is a sentence."""

    line: str = ""
    """The line of the agreement that it goes by, where it does: `/agreement#line` has it."""


class NotAllowed(DeskError):
    """This person may not do this."""


class NotThere(DeskError):
    """There is no such thing in this shop."""


class Refused(DeskError):
    """What was given cannot be used."""

    def __init__(self, troubles: Iterable[Trouble]) -> None:
        self.troubles = tuple(troubles)
        super().__init__(" ".join(trouble.text for trouble in self.troubles))


def refused(field: str, text: str, nearest: Iterable[str] = ()) -> Refused:
    """A refusal about one field."""
    return Refused([Trouble(field, text, tuple(nearest))])


class Gone(DeskError):
    """What was asked for is no longer so: taken meanwhile, stale, or the talk has gone on."""

    def __init__(self, text: str, state: str = "", options: Iterable[OptionRow] = ()) -> None:
        self.state = state
        self.options = tuple(options)
        super().__init__(text)
