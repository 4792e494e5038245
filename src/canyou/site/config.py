"""What an installation can set: the file `canyou.toml` in CANYOU_HOME and the environment, which goes first.

Every setting is a field of `Config`. In the file it has the field's name, in the environment the same name in
capitals behind `CANYOU_` (`allowed_hosts` is `CANYOU_ALLOWED_HOSTS`, a list separated by commas).
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

FILE_NAME = "canyou.toml"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class BadConfig(ValueError):
    """A setting cannot be used; the message says which, what was found and what is wanted."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A company's sign-in, by OpenID Connect."""

    name: str
    """What stands on the button."""
    server_url: str
    """`https://…`, below which `/.well-known/openid-configuration` lies."""
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation."""

    home: Path
    """Folder of the embedded database, the secret key and canyou.toml."""
    database_url: str = ""
    """`postgresql://user:password@host:port/name` instead of the embedded database."""
    allowed_hosts: tuple[str, ...] = LOOPBACK_HOSTS
    """Host names under which the program may be called."""
    trusted_origins: tuple[str, ...] = ()
    """`https://…` origins from which forms may come, where a proxy stands in front."""
    https: bool = False
    """Whether people reach the program by HTTPS: cookies are then sent by HTTPS alone."""
    secret_key: str = ""
    """Signs forms; empty: made once and kept in the home folder."""
    oidc: tuple[Provider, ...] = ()
    """Companies' sign-ins (OpenID Connect); in the file `[[oidc]]` tables, in the environment JSON."""
    roll_minutes: int = 5
    """How far the plan's clock may lag behind, where the shop does not fix its own."""
    public_url: str = "http://127.0.0.1:8000"
    """The address under which people reach the program: links in e-mails begin with it."""
    mail_url: str = ""
    """How e-mails go out: `smtp://user:password@host:587`, `smtps://…:465`, `console:`, `file:///folder`, `none:`;
    empty: into the folder `mail` of the home folder, and so to nobody."""
    mail_from: str = "Canyou <canyou@localhost>"
    """From whom they come."""
    log_format: str = "text"
    """`text` for people, `json` for machines."""

    @property
    def database_file(self) -> Path:
        """The embedded database."""
        return self.home / "canyou.sqlite3"

    @property
    def secret_file(self) -> Path:
        """Where the secret key is kept when none is set."""
        return self.home / "secret.key"


def default_home(environment: Mapping[str, str]) -> Path:
    """The user's data folder, as the system has it."""
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Canyou"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Canyou"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "canyou"


def load_config(environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings. Nothing is written.

    Raises:
        BadConfig: a setting that is not known, or a value that cannot be used.
    """
    given = os.environ if environment is None else environment
    home = Path(given["CANYOU_HOME"]).expanduser() if given.get("CANYOU_HOME") else default_home(given)
    values: dict[str, object] = _from_file(home / FILE_NAME)
    for field in fields(Config):
        variable = f"CANYOU_{field.name.upper()}"
        if field.name != "home" and variable in given:
            values[field.name] = _converted(field.name, given[variable], variable)
    config = Config(home=home.absolute(), **values)  # type: ignore[arg-type]
    if config.log_format not in ("text", "json"):
        raise BadConfig(f"log_format is text or json (found {config.log_format!r})")
    mail_settings(config)
    if urlsplit(config.public_url).scheme not in ("http", "https"):
        raise BadConfig(f"public_url begins with http:// or https:// (found {config.public_url!r})")
    if config.roll_minutes < 1:
        raise BadConfig(f"roll_minutes is a whole number of 1 or more (found {config.roll_minutes})")
    return config


def _from_file(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfig(f"{path} cannot be read as TOML: {error}") from error
    known = {field.name for field in fields(Config)} - {"home"}
    if unknown := sorted(set(found) - known):
        raise BadConfig(
            f"{path} has a setting that is not known: {unknown[0]}. Known are {', '.join(sorted(known))}."
        )
    return {name: _converted(name, value, f"{name} in {path}") for name, value in found.items()}


def _converted(name: str, value: object, where: str) -> object:
    """The value in its field's type, from TOML's or from the environment's text."""
    if name == "oidc":
        return _providers(value, where)
    if name in ("allowed_hosts", "trusted_origins"):
        if isinstance(value, str):
            return tuple(item.strip() for item in value.split(",") if item.strip())
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise BadConfig(f"{where} is a list of names (found {value!r})")
    if name == "https":
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "yes", "1", "false", "no", "0", ""):
            return value.lower() in ("true", "yes", "1")
        raise BadConfig(f"{where} is true or false (found {value!r})")
    if name == "roll_minutes":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            return int(value)
        raise BadConfig(f"{where} is a whole number of minutes (found {value!r})")
    if not isinstance(value, str):
        raise BadConfig(f"{where} is text (found {value!r})")
    return value


def _providers(value: object, where: str) -> tuple[Provider, ...]:
    """The companies' sign-ins, from TOML's tables or from JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value or "[]")
        except ValueError as error:
            raise BadConfig(f"{where} is a JSON list of sign-ins ({error})") from None
    wanted = {field.name for field in fields(Provider)}
    if not isinstance(value, list):
        raise BadConfig(f"{where} is a list of sign-ins (found {type(value).__name__})")
    for found in value:
        texts = isinstance(found, dict) and all(isinstance(text, str) and text for text in found.values())
        if not texts or set(found) != wanted:
            raise BadConfig(f"each sign-in in {where} has the texts {', '.join(sorted(wanted))}")
        if urlsplit(found["server_url"]).scheme != "https":
            raise BadConfig(f"server_url in {where} begins with https:// (found {found['server_url']!r})")
    return tuple(Provider(**found) for found in value)


def read_or_make_secret(config: Config) -> str:
    """The key that signs forms: the one set, else the one kept in the home folder, made on the first call."""
    if config.secret_key:
        return config.secret_key
    config.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not config.secret_file.exists():
        draft = config.secret_file.with_name(f"{config.secret_file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        # The link appears whole or, where another process that starts at once was first, not at all.
        with suppress(FileExistsError):
            os.link(draft, config.secret_file)
        draft.unlink()
    secret = config.secret_file.read_text(encoding="ascii").strip()
    if len(secret) < 32:
        raise BadConfig(
            f"{config.secret_file} holds no usable key; remove it and start again, a new one is made"
        )
    return secret


def database_settings(config: Config) -> dict[str, object]:
    """Django's description of the database that the settings name."""
    if not config.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(config.database_file),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": _sqlite_pragmas(),
            },
        }
    url = urlsplit(config.database_url)
    if url.scheme not in ("postgresql", "postgres") or not url.path.strip("/"):
        raise BadConfig(
            "database_url is postgresql://user:password@host:port/name "
            f"(found one that begins with {url.scheme or 'nothing'}://)"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def mail_settings(config: Config) -> dict[str, object]:
    """Django's description of how e-mails go out.

    Raises:
        BadConfig: mail_url is none of those it can be.
    """
    url = urlsplit(config.mail_url)
    backend = "django.core.mail.backends."
    common = {"DEFAULT_FROM_EMAIL": config.mail_from, "EMAIL_TIMEOUT": 20}
    if not config.mail_url or url.scheme == "file":
        folder = unquote(url.path) if config.mail_url else str(config.home / "mail")
        return {**common, "EMAIL_BACKEND": f"{backend}filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    if url.scheme in ("console", "none"):
        kind = "console" if url.scheme == "console" else "dummy"
        return {**common, "EMAIL_BACKEND": f"{backend}{kind}.EmailBackend"}
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise BadConfig(
            "mail_url is smtp://user:password@host:587, smtps://…, console:, file:///folder or none: "
            f"(found one that begins with {url.scheme or 'nothing'}:)"
        )
    is_local = url.hostname in ("localhost", "127.0.0.1", "::1")
    return {
        **common,
        "EMAIL_BACKEND": f"{backend}smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 25 if is_local else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        # To another machine never in the clear: passwords and customers' names go with it.
        "EMAIL_USE_TLS": url.scheme == "smtp" and not is_local,
    }


def _sqlite_pragmas() -> str:
    from canyou.floor.sqlite import has_wal_reset_fault

    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    if has_wal_reset_fault():
        # With the fault only one connection may checkpoint: see canyou.floor.sqlite.
        pragmas += " PRAGMA wal_autocheckpoint=0;"
    return pragmas
