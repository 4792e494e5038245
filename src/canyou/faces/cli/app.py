"""The program `canyou`: its commands, and how it ends.

Exit status 0: done; 1: the input is wrong (said on stderr, nothing changed); 2: wrong usage. Command modules
import what they need when they run, so that `canyou --help` waits for none of it.
"""

from __future__ import annotations

import os
import sys

import typer

from canyou.faces.cli import (
    ask,
    backup,
    bench,
    calibrate,
    check,
    demo,
    export_shop,
    fragile,
    import_shop,
    learn,
    person,
    pin,
    plan,
    serve,
    token,
    where,
)
from canyou.faces.cli.stop import Stop

app = typer.Typer(
    name="canyou",
    help="Sales asks: can you ship 100 by tomorrow? Operations answers with a promise it can keep.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("ask")(ask.ask)
app.command("plan")(plan.plan)
app.command("where")(where.where)
app.command("fragile")(fragile.fragile)
app.command("check")(check.check)
app.command("learn")(learn.learn)
app.command("calibrate")(calibrate.calibrate)
app.command("import")(import_shop.import_shop)
app.command("export")(export_shop.export_shop)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("pin")(pin.pin)
app.command("unpin")(pin.unpin)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("bench")(bench.bench)
app.command("person")(person.person)
app.command("token")(token.token)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"canyou {version('canyou')}")
        raise typer.Exit()


@app.callback()
def canyou(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say the version and end."
    ),
) -> None:
    # Without this the doc of the first command would stand for the whole program's.
    pass


def _database_errors() -> tuple[type[Exception], ...]:
    """What a database that cannot be reached or is locked raises; without Django loaded there is none."""
    module = sys.modules.get("django.db.utils")
    return (module.OperationalError,) if module else ()


def main() -> None:
    """Run the command line; a user's mistake ends in a sentence, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a question mark, and no command dies of it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except Stop as stop:
        for line in stop.lines:
            print(line, file=sys.stderr)
        sys.exit(stop.status)
    except BrokenPipeError:
        # `canyou plan | head`: the reader has seen enough. What is buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except _database_errors() as error:
        from canyou.faces.cli.program import unopened

        print(unopened(error), file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(f"{error.filename or 'A file'}: {error.strerror or error}.", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
