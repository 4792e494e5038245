"""`canyou demo`: a demo shop in a database of its own, one question answered, the web app."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import typer

from canyou.faces.cli.source import Source, planned
from canyou.faces.cli.stop import Stop, note

MARK = "demo"
"""A file of this name says that a folder holds nothing but a demo, so that it may be made anew."""


def demo(
    answer: bool = typer.Option(False, "--answer", help="Print the answer and end: no database, no web app."),
    port: int = typer.Option(
        8000, min=1, max=65535, help="Port; the next free one is taken where it is in use."
    ),
) -> None:
    """Try Canyou out on a machining company.

    Loads 150 open orders, answers one question here, then serves the web app.
    """
    if answer:
        with tempfile.TemporaryDirectory(prefix="canyou-demo-") as folder:
            write(Path(folder))
            print_answer(planned(Path(folder)))
        return
    from canyou.faces.cli import program
    from canyou.faces.cli.serve import run

    home = demo_home()
    make_anew(home)
    note(f"Loading the demo shop into {home} …")
    program.start(home, progress=lambda line: None)
    from canyou.floor.imports import import_folder

    with tempfile.TemporaryDirectory(prefix="canyou-demo-") as folder:
        write(Path(folder))
        import_folder(Path(folder), source="the demo shop")
    from canyou.desk.demo import begin_day, mark_as_demo

    mark_as_demo()
    print()
    print_answer(planned(None))
    print(flush=True)
    begin_day()
    run("127.0.0.1", port)


def write(folder: Path) -> None:
    """The demo shop as of now."""
    from canyou.shop.demo import write_demo

    write_demo(folder, int(time.time()))


def demo_home() -> Path:
    """CANYOU_HOME where it is set, else a folder beside the usual one: never the database one works with."""
    from canyou.faces.cli.program import usual_home

    given = os.environ.get("CANYOU_HOME")
    usual = usual_home()
    return Path(given).expanduser() if given else usual.with_name(usual.name + "-demo")


def make_anew(home: Path) -> None:
    """Empty the demo's folder; a folder with a database that is no demo's is left alone.

    Raises:
        Stop: the folder holds a database that was not made by `canyou demo`.
    """
    os.environ.pop("CANYOU_DATABASE_URL", None)  # the demo has its own embedded database, always
    databases = sorted(home.glob("canyou.sqlite3*"))
    if databases and not (home / MARK).exists():
        raise Stop(
            f"{home} holds a database that is no demo's, and a demo begins with an empty one. "
            "Set CANYOU_HOME to another folder, or leave it unset."
        )
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text(
        "This folder holds a demo shop; `canyou demo` makes it anew.\n", encoding="utf-8"
    )
    for file in databases:
        file.unlink()


def print_answer(source: Source) -> None:
    """The demo's question, how to ask it oneself, and its answer."""
    from canyou.faces.cli.ask import answered, shown_lines
    from canyou.shop.demo import DEMO_QUESTION, demo_by

    fields = {name: str(DEMO_QUESTION[name]) for name in ("part", "quantity", "customer")}
    fields["by"] = demo_by(source.shop.now_at)
    asked = " ".join(f"--{name} {value}" for name, value in fields.items())
    print(f"$ canyou ask {asked}\n")
    print("\n".join(shown_lines(source, answered(source, fields))))
