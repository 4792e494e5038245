"""The lock and what sets a checkout up."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
PUBLIC_HOSTS = {"pypi.org", "files.pythonhosted.org"}
PYPI = "https://pypi.org/simple"


def test_lock_names_only_the_public_hosts() -> None:
    """Another host, once in the lock, would not leave it by locking again: it must never get in."""
    text = (CHECKOUT / "uv.lock").read_text(encoding="utf-8")
    hosts = {urlsplit(address).hostname for address in re.findall(r'\w+://[^"\s]+', text)}
    assert hosts == PUBLIC_HOSTS


def test_every_locked_package_comes_from_the_public_index() -> None:
    """No package but the project itself comes from a folder, a repository or some other index."""
    lock = tomllib.loads((CHECKOUT / "uv.lock").read_text(encoding="utf-8"))
    sources = {package["name"]: package["source"] for package in lock["package"]}
    assert sources.pop("canyou") == {"editable": "."}
    assert {name: source for name, source in sources.items() if source != {"registry": PYPI}} == {}


def test_every_dependency_is_locked() -> None:
    """What pyproject.toml asks for stands in the lock, so that `make setup` installs it."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += [name for extra in project["project"]["optional-dependencies"].values() for name in extra]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in wanted}
    lock = tomllib.loads((CHECKOUT / "uv.lock").read_text(encoding="utf-8"))
    assert names - {package["name"] for package in lock["package"]} == set()


def settings_of(tmp_path: Path, environment: dict[str, str], pip_conf: str = "") -> dict[str, object]:
    """Pip's settings as tools/pip_settings.py sees them in a home folder with this pip.conf."""
    (tmp_path / "named.conf").write_text(pip_conf, encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, 'tools'); from pathlib import Path; import json, dataclasses;"
        "from pip_settings import pip_settings;"
        "s = pip_settings(json.loads(sys.argv[1]), Path(sys.argv[2]));"
        "print(json.dumps(dataclasses.asdict(s) | {'is_public': s.is_public}))"
    )
    given = json.dumps(environment | {"PIP_CONFIG_FILE": str(tmp_path / "named.conf")})
    done = subprocess.run(
        [sys.executable, "-c", code, given, str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_a_mirror_in_pips_settings_is_seen(tmp_path: Path) -> None:
    """A company's own index in pip.conf is where packages come from, so the lock's addresses are not used."""
    found = settings_of(
        tmp_path, {}, "[global]\nindex-url = https://mirror.example/simple\n[install]\ncert = /c.pem\n"
    )
    assert (found["index_url"], found["is_public"], found["cert"]) == (
        "https://mirror.example/simple",
        False,
        "/c.pem",
    )


def test_the_environment_goes_before_pips_files(tmp_path: Path) -> None:
    """PIP_INDEX_URL wins over pip.conf, as it does for pip, and a slash at its end changes nothing."""
    found = settings_of(
        tmp_path, {"PIP_INDEX_URL": PYPI + "/"}, "[global]\nindex-url = https://mirror.example/simple\n"
    )
    assert (found["index_url"], found["is_public"]) == (PYPI + "/", True)
