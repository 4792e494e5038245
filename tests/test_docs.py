"""The documentation says what the program does: every command, option, setting, call and column is in it."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PAGES = [
    *sorted(CHECKOUT.glob("*.md")),
    *sorted((CHECKOUT / "docs").glob("*.md")),
]


def tool(name: str) -> ModuleType:
    """A module of tools/."""
    spec = importlib.util.spec_from_file_location(name, CHECKOUT / "tools" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def text(page: str) -> str:
    return (CHECKOUT / page).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """The part of a page below a heading, "" where there is none."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text(page), re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def test_every_command_and_option_is_documented() -> None:
    """Each command has its section in docs/commands.md, and each of its options is named there."""
    import typer

    from canyou.faces.cli.app import app

    group = typer.main.get_command(app)
    missing = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        described = section("docs/commands.md", f"canyou {name}")
        if not described:
            missing.append(f"canyou {name}")
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and not re.search(rf"{option}\b", described):
                    missing.append(f"canyou {name} {option}")
    assert missing == []


def test_no_command_is_documented_that_there_is_not() -> None:
    """Every section of docs/commands.md is about a command of the program."""
    import typer

    from canyou.faces.cli.app import app

    group = typer.main.get_command(app)
    named = re.findall(r"^## canyou (\w+)$", text("docs/commands.md"), re.MULTILINE)
    assert set(named) == set(group.commands)  # type: ignore[attr-defined]


def test_every_call_of_the_api_is_documented() -> None:
    """Each method and address of the OpenAPI description has its section in docs/api.md."""
    from canyou import site

    site.setup()
    from canyou.faces.api.api import api

    calls = {
        f"{method.upper()} {path}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert calls, "the API has no calls at all"
    assert (
        set(re.findall(r"^## ((?:GET|POST|PUT|PATCH|DELETE) \S+)$", text("docs/api.md"), re.MULTILINE))
        == calls
    )


def test_every_page_is_documented() -> None:
    """Each address that a person opens stands in docs/pages.md; what pages fetch by themselves need not."""
    from canyou import site

    site.setup()
    from canyou.faces.web.urls import urlpatterns

    fetched = {"options", "complete", "begin", "change_order", "desk_list", "desk_list_one", "desk_seen"}
    fetched |= {"promise_move", "question_move", "propose_agreement", "move_agreement", "hand-costs"}
    addresses = {
        "/" + str(url.pattern).partition("<")[0]
        for url in urlpatterns
        if getattr(url, "name", "") not in fetched
    }
    missing = [address for address in addresses if f"`{address}" not in text("docs/pages.md")]
    assert missing == []


def test_every_setting_is_documented() -> None:
    """Each setting stands in docs/operating.md, by its name and by its name in the environment."""
    from canyou.site.config import Config

    page = text("docs/operating.md")
    names = [field.name for field in dataclasses.fields(Config)]
    missing = [name for name in names if f"`CANYOU_{name.upper()}`" not in page]
    assert missing == []


def test_every_file_and_column_is_documented_as_the_schema_has_it() -> None:
    """docs/shop-folder.md shows the schema's own tables; tools/column_tables.py writes them anew."""
    page = text("docs/shop-folder.md")
    assert tool("column_tables").renewed(page) == page


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    """No link of a page names a file or a heading that is not there."""
    broken = []
    for target in re.findall(r"\]\((?!https?://|mailto:)([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        linked = (path.parent / file).resolve() if file else path
        if not linked.exists():
            broken.append(target)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in [
                re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings
            ]:
                broken.append(target)
    assert broken == []


@pytest.mark.parametrize("name", ["README.md", "docs/commands.md", "docs/start-here.md"])
def test_examples_of_the_docs_work_and_print_what_stands_there(name: str) -> None:
    """Every example line of a page runs, ends well and prints what is below it; tools/console_examples.py renews it."""
    examples = tool("console_examples")
    page = text(name)
    ran = examples.run_all(page)
    assert ran
    assert [(run.command, run.stderr) for run in ran if run.status] == []
    stands = [(block[2], block[3]) for block in examples.BLOCK.finditer(page)]
    assert [(run.command, plain(run.stdout)) for run in ran] == [(line, plain(out)) for line, out in stands]


def plain(printed: str) -> str:
    """What an example printed, but for chances, which hang on a thousand drawn runs, and for where lines end."""
    one_line = " ".join(printed.split())
    return re.sub(r"(over )?\d+(–\d+)? % sure( by \w{3} \d+ \w{3}( \d\d:\d\d)?)?", "so sure", one_line)
