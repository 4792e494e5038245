"""What this machine's pip is told about where packages come from: environment before files, as pip has it."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PUBLIC_INDEX = "https://pypi.org/simple"


@dataclass(frozen=True)
class PipSettings:
    """The settings that an install needs; empty where nothing is said."""

    index_url: str = PUBLIC_INDEX
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    cert: str = ""
    proxy: str = ""

    @property
    def is_public(self) -> bool:
        """Whether packages come from the public index, so that the lock's own addresses can be used."""
        return self.index_url.rstrip("/") == PUBLIC_INDEX


def config_files(environment: Mapping[str, str], home: Path) -> list[Path]:
    """Pip's configuration files, the weakest first."""
    named = environment.get("PIP_CONFIG_FILE", "")
    if named == "/dev/null":
        return []
    config_home = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    files = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf")]
    files += [home / ".pip/pip.conf", config_home / "pip/pip.conf"]
    return files + ([Path(named)] if named else [])


def pip_settings(environment: Mapping[str, str], home: Path) -> PipSettings:
    """Pip's settings as they are in force for `pip install`."""
    values: dict[str, str] = {}
    for file in config_files(environment, home):
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read(file, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue  # pip itself will say what is wrong with it
        for section in ("global", "install"):
            if parser.has_section(section):
                values.update({key.replace("_", "-"): value for key, value in parser.items(section)})
    for key, value in environment.items():
        if key.startswith("PIP_") and value:
            values[key[4:].lower().replace("_", "-")] = value
    return PipSettings(
        index_url=values.get("index-url") or PUBLIC_INDEX,
        extra_index_urls=tuple(values.get("extra-index-url", "").split()),
        find_links=tuple(values.get("find-links", "").split()),
        cert=values.get("cert", ""),
        proxy=values.get("proxy", ""),
    )
