"""How the program starts and ends, in processes of its own: quickly, quietly, and with its own database."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from canyou.faces.cli.serve import free_port
from canyou.faces.cli.stop import Stop

SMALL_SHOP = Path(__file__).resolve().parents[3] / "docs/examples/small-shop"


def canyou(home: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    """`canyou …` with its database in `home`."""
    environment = os.environ | {"CANYOU_HOME": str(home)} | more
    command = [sys.executable, "-m", "canyou.faces.cli.app", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
    )


def test_help_waits_for_nothing_heavy() -> None:
    """`canyou --help` loads neither Django nor numba nor rich, so that it is there at once."""
    code = (
        "import sys\nfrom canyou.faces.cli.app import main\nsys.argv = ['canyou', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'django', 'numba', 'numpy', 'rich', 'canyou.plan'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: canyou")
    assert done.stdout.splitlines()[-1] == "[]"


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    """`canyou --version` says name and version."""
    from importlib.metadata import version

    assert canyou(tmp_path, "--version").stdout == f"canyou {version('canyou')}\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`canyou plan | head -1` ends without a traceback."""
    command = f"{sys.executable} -m canyou.faces.cli.app plan {SMALL_SHOP} --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("{", "")


def test_a_terminal_without_unicode_gets_question_marks(tmp_path: Path) -> None:
    """A terminal that cannot show a character does not break the answer."""
    done = canyou(tmp_path, "plan", SMALL_SHOP, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    """Without a folder and before any import, a sentence names the commands that bring a shop in."""
    done = canyou(tmp_path, "plan")
    assert (done.returncode, done.stdout) == (1, "")
    assert "canyou import" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_was_imported_plans_like_its_folder(tmp_path: Path) -> None:
    """After an import, `plan --json` without a folder gives the bytes that the folder gives."""
    assert canyou(tmp_path, "import", SMALL_SHOP).returncode == 0
    assert canyou(tmp_path, "plan", "--json").stdout == canyou(tmp_path, "plan", SMALL_SHOP, "--json").stdout


def test_export_import_and_plan_give_the_same_plan(tmp_path: Path) -> None:
    """An export carries the plan as reservations: its folder plans every step where it stood."""
    assert canyou(tmp_path, "import", SMALL_SHOP).returncode == 0
    assert canyou(tmp_path, "export", tmp_path / "out").returncode == 0
    before = json.loads(canyou(tmp_path, "plan", "--json").stdout)
    after = json.loads(canyou(tmp_path, "plan", tmp_path / "out", "--json").stdout)
    assert after["operations"] == before["operations"]
    assert after["orders"] == before["orders"]


def test_export_leaves_a_shop_that_is_there_alone(tmp_path: Path) -> None:
    """A folder that holds a shop is written over only when asked to."""
    assert canyou(tmp_path, "import", SMALL_SHOP).returncode == 0
    target = tmp_path / "out"
    target.mkdir()
    (target / "shop.toml").write_text("mine", encoding="utf-8")
    done = canyou(tmp_path, "export", target)
    assert done.returncode == 1
    assert (target / "shop.toml").read_text(encoding="utf-8") == "mine"
    assert canyou(tmp_path, "export", target, "--overwrite").returncode == 0
    assert (target / "shop.toml").read_text(encoding="utf-8") != "mine"


def test_a_refused_import_changes_nothing(tmp_path: Path) -> None:
    """A folder with a problem ends with 1; the import before it is still what is planned."""
    assert canyou(tmp_path, "import", SMALL_SHOP).returncode == 0
    before = canyou(tmp_path, "plan", "--json").stdout
    broken = tmp_path / "broken"
    broken.mkdir()
    done = canyou(tmp_path, "import", broken)
    assert done.returncode == 1
    assert done.stderr.endswith("Nothing was changed.\n")
    assert canyou(tmp_path, "plan", "--json").stdout == before


def test_import_says_when_nothing_has_changed(tmp_path: Path) -> None:
    """The same folder again is import 2, and no news."""
    first = canyou(tmp_path, "import", SMALL_SHOP, "--source", "the ERP", "--json")
    again = canyou(tmp_path, "import", SMALL_SHOP, "--source", "the ERP", "--json")
    assert json.loads(first.stdout) == {"import": 1, "changed": True, "source": "the ERP"}
    assert json.loads(again.stdout) == {"import": 2, "changed": False, "source": "the ERP"}


def test_a_setting_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    """A mistake in canyou.toml ends with 1 and names it."""
    (tmp_path / "canyou.toml").write_text('log_format = "loud"\n', encoding="utf-8")
    done = canyou(tmp_path, "plan")
    assert (done.returncode, done.stdout) == (1, "")
    assert "loud" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_answers_without_leaving_anything(tmp_path: Path) -> None:
    """`demo --answer` prints a question and at least two options, and makes no database."""
    done = canyou(tmp_path / "home", "demo", "--answer")
    assert done.returncode == 0
    assert "Can you ship" in done.stdout
    assert "\n  2  " in done.stdout
    assert not (tmp_path / "home").exists()


def test_the_demo_never_takes_the_place_of_real_data(tmp_path: Path) -> None:
    """A folder with a database that no demo made is refused, and the data is as before."""
    assert canyou(tmp_path, "import", SMALL_SHOP).returncode == 0
    before = canyou(tmp_path, "plan", "--json").stdout
    done = canyou(tmp_path, "demo")
    assert done.returncode == 1
    assert "CANYOU_HOME" in done.stderr
    assert canyou(tmp_path, "plan", "--json").stdout == before


def test_a_port_in_use_is_passed_over() -> None:
    """The next free port is taken where somebody listens on the one asked for."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < free_port("127.0.0.1", port) <= port + 20


def test_an_address_of_another_machine_is_a_sentence() -> None:
    """An address that is not this machine's cannot be listened on, and that is said."""
    with pytest.raises(Stop, match=r"192\.0\.2\.1"):
        free_port("192.0.2.1", 8000)


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    """A home folder that cannot be made, or a server that is not there, ends with 1 and names the setting."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder = canyou(tmp_path / "file" / "home", "plan")
    server = canyou(tmp_path, "plan", CANYOU_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (folder.returncode, server.returncode) == (1, 1)
    assert "CANYOU_HOME" in folder.stderr
    assert "CANYOU_DATABASE_URL" in server.stderr
    assert "Traceback" not in folder.stderr + server.stderr
