"""Settings: from one file and the environment, refused with a sentence where they cannot be used."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from canyou.site.config import (
    BadConfig,
    Config,
    database_settings,
    default_home,
    load_config,
    read_or_make_secret,
)


def home_with(tmp_path: Path, toml: str) -> dict[str, str]:
    """An environment whose home folder has this canyou.toml."""
    (tmp_path / "canyou.toml").write_text(toml, encoding="utf-8")
    return {"CANYOU_HOME": str(tmp_path)}


def test_without_any_setting_the_program_keeps_to_this_machine(tmp_path: Path) -> None:
    """The defaults: loopback names alone, the database in the home folder, and no file is written."""
    home = tmp_path / "not-there"
    config = load_config({"CANYOU_HOME": str(home)})
    assert config.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert config.database_file == home / "canyou.sqlite3"
    assert not home.exists()


def test_the_home_is_the_users_data_folder() -> None:
    """Without CANYOU_HOME the data lie where the system keeps a user's data."""
    assert default_home({"XDG_DATA_HOME": "/data"}).name in ("canyou", "Canyou")


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    """A setting in the file holds until the environment has it too; lists come separated by commas."""
    environment = home_with(tmp_path, 'allowed_hosts = ["plan.example"]\nroll_minutes = 10\nhttps = true\n')
    config = load_config(environment)
    assert (config.allowed_hosts, config.roll_minutes, config.https) == (("plan.example",), 10, True)
    config = load_config(
        {**environment, "CANYOU_ALLOWED_HOSTS": "a.example, b.example", "CANYOU_HTTPS": "no"}
    )
    assert (config.allowed_hosts, config.https) == (("a.example", "b.example"), False)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("allowd_hosts = []", "allowd_hosts"),
        ("roll_minutes = 0", "1 or more"),
        ('roll_minutes = "soon"', "whole number of minutes"),
        ('https = "perhaps"', "true or false"),
        ("allowed_hosts = 3", "list of names"),
        ('log_format = "xml"', "text or json"),
        ("secret_key = 5", "is text"),
        ("= nothing", "cannot be read as TOML"),
    ],
)
def test_a_setting_that_cannot_be_used_is_a_sentence(tmp_path: Path, toml: str, sentence: str) -> None:
    """What is wrong in the file is named, with what was found or is wanted."""
    with pytest.raises(BadConfig, match=sentence):
        load_config(home_with(tmp_path, toml))


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    """The first call makes a long key that the owner alone can read; later calls give the same one."""
    config = Config(home=tmp_path / "home")
    first = read_or_make_secret(config)
    assert len(first) >= 48
    assert read_or_make_secret(config) == first
    assert stat.S_IMODE(config.secret_file.stat().st_mode) == 0o600


def test_a_secret_that_is_set_is_used(tmp_path: Path) -> None:
    """A key in the settings goes before the file, and no file is made."""
    config = Config(home=tmp_path, secret_key="s" * 50)
    assert read_or_make_secret(config) == "s" * 50
    assert not config.secret_file.exists()


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    """A key file cut short is not used to sign anything; the sentence says what to do."""
    config = Config(home=tmp_path)
    config.secret_file.write_text("", encoding="ascii")
    with pytest.raises(BadConfig, match="remove it and start again"):
        read_or_make_secret(config)


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    """Eight processes that need a key at the same time all get the same."""
    config = Config(home=tmp_path / "home")
    with multiprocessing.get_context("spawn").Pool(8) as pool:
        assert len(set(pool.map(read_or_make_secret, [config] * 8))) == 1


def test_the_embedded_database_is_durable_and_takes_its_locks_early(tmp_path: Path) -> None:
    """SQLite runs with a write-ahead log, full synchronising, immediate transactions and a patient lock."""
    options = database_settings(Config(home=tmp_path))["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_a_postgresql_address_is_taken_apart(tmp_path: Path) -> None:
    """User, password with escapes, host, port, name and options of the address arrive where they belong."""
    url = "postgresql://planner:p%40ss@db.example:5433/shop?sslmode=require"
    found = database_settings(Config(home=tmp_path, database_url=url))
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "planner", "p@ss", "db.example", "5433", "shop",
    ]  # fmt: skip
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://u@h/d", "shop.db", "postgresql://host"])
def test_another_database_is_refused_without_repeating_its_password(tmp_path: Path, url: str) -> None:
    """An address that is no PostgreSQL one is a sentence that says what is wanted."""
    with pytest.raises(BadConfig, match="postgresql://user:password@host:port/name"):
        database_settings(Config(home=tmp_path, database_url=url))
