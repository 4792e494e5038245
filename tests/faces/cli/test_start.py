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


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database holds the small shop; tests leave it as it is."""
    home = tmp_path_factory.mktemp("home")
    done = canyou(home, "import", SMALL_SHOP, "--source", "the ERP", "--json")
    assert json.loads(done.stdout) == {"import": 1, "changed": True, "source": "the ERP"}
    return home


@pytest.fixture(scope="module")
def plan_of_folder(imported: Path) -> str:
    """What `plan --json` prints for the small shop's folder."""
    return canyou(imported, "plan", SMALL_SHOP, "--json").stdout


def test_what_was_imported_plans_like_its_folder(imported: Path, plan_of_folder: str) -> None:
    """After an import, `plan --json` without a folder gives the bytes that the folder gives."""
    assert canyou(imported, "plan", "--json").stdout == plan_of_folder


def test_export_and_plan_give_the_same_plan(imported: Path, plan_of_folder: str, tmp_path: Path) -> None:
    """An export carries the plan as reservations: its folder plans every step where it stood."""
    assert canyou(imported, "export", tmp_path / "out").returncode == 0
    assert (tmp_path / "out/reservations.csv").exists()
    assert json.loads(canyou(imported, "plan", tmp_path / "out", "--json").stdout) == json.loads(
        plan_of_folder
    )


def test_export_leaves_a_shop_that_is_there_alone(imported: Path, tmp_path: Path) -> None:
    """A folder that holds a shop is written over only when asked to."""
    settings = tmp_path / "shop.toml"
    settings.write_text("mine", encoding="utf-8")
    assert canyou(imported, "export", tmp_path).returncode == 1
    assert settings.read_text(encoding="utf-8") == "mine"
    assert canyou(imported, "export", tmp_path, "--overwrite").returncode == 0
    assert "Small Shop" in settings.read_text(encoding="utf-8")


def test_imports_that_bring_nothing_new(tmp_path: Path) -> None:
    """A refused folder leaves no trace: the import after it is number 2 and changes nothing."""
    assert canyou(tmp_path, "import", SMALL_SHOP, "--source", "the ERP").returncode == 0
    (tmp_path / "broken").mkdir()
    refused = canyou(tmp_path, "import", tmp_path / "broken")
    assert refused.returncode == 1
    assert refused.stderr.endswith("Nothing was changed.\n")
    again = canyou(tmp_path, "import", SMALL_SHOP, "--source", "the ERP", "--json")
    assert json.loads(again.stdout) == {"import": 2, "changed": False, "source": "the ERP"}


def test_a_setting_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    """A mistake in canyou.toml ends with 1 and names it."""
    (tmp_path / "canyou.toml").write_text('log_format = "loud"\n', encoding="utf-8")
    done = canyou(tmp_path, "plan")
    assert (done.returncode, done.stdout) == (1, "")
    assert "loud" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_answers_without_leaving_anything(tmp_path: Path) -> None:
    """`demo --answer` prints a question and at least one option, and makes no database."""
    done = canyou(tmp_path / "home", "demo", "--answer")
    assert done.returncode == 0
    assert "Can you ship" in done.stdout
    assert "\n  1  " in done.stdout
    assert not (tmp_path / "home").exists()


def test_the_demo_never_takes_the_place_of_real_data(imported: Path) -> None:
    """A folder with a database that no demo made is refused, and the database is as before."""
    before = (imported / "canyou.sqlite3").read_bytes()
    done = canyou(imported, "demo")
    assert done.returncode == 1
    assert "CANYOU_HOME" in done.stderr
    assert (imported / "canyou.sqlite3").read_bytes() == before


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
