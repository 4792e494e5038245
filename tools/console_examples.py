"""Runs the examples of the docs and writes what they print below them.

An example is a line `$ canyou …` in a block marked `console`. Examples of a page run one after the other, on
a copy of docs/examples, with a database of their own that is empty at first.

    .venv/bin/python tools/console_examples.py
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(```console\n)\$ (canyou[^\n]*)\n(.*?)(```)", re.DOTALL)


@dataclass(frozen=True)
class Ran:
    """What an example printed, and how it ended."""

    command: str
    stdout: str
    stderr: str
    status: int


def pages() -> list[Path]:
    """Every page of the documentation."""
    return [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]


def run_all(page: str) -> list[Ran]:
    """Runs a page's examples in order."""
    with tempfile.TemporaryDirectory(prefix="canyou-docs-") as place:
        shutil.copytree(CHECKOUT / "docs/examples", Path(place) / "docs/examples")
        environment = os.environ | {"CANYOU_HOME": str(Path(place) / "home"), "COLUMNS": "100"}
        environment.pop("CANYOU_DATABASE_URL", None)
        ran = []
        for block in BLOCK.finditer(page):
            command = [sys.executable, "-m", "canyou.faces.cli.app", *shlex.split(block[2])[1:]]
            done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
            # The moment of an import is now; on the page it stands still.
            stdout = re.sub(r" on \w{3} \d+ \w{3} \d\d:\d\d([.)])", r" on Mon 2 Mar 07:00\1", done.stdout)
            ran.append(Ran(block[2], stdout, done.stderr, done.returncode))
        return ran


def renewed(page: str) -> str:
    """The page with every example's output as it is now."""
    outputs = iter([ran.stdout for ran in run_all(page)])
    return BLOCK.sub(lambda block: f"{block[1]}$ {block[2]}\n{next(outputs)}{block[4]}", page)


if __name__ == "__main__":
    for path in pages():
        before = path.read_text(encoding="utf-8")
        after = renewed(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            print(f"{path.relative_to(CHECKOUT)}: examples written anew")
