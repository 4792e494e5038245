"""Puts uv into .tools of this checkout, with nothing but a Python: by pip where there is one, else by hand.

The version and the allowed sha256 sums stand in uv.txt. Where the wheel comes from is up to pip's own
settings (index, certificates, proxy), so that a machine behind a mirror works as it is set up.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pip_settings import PipSettings, pip_settings

CHECKOUT = Path(__file__).resolve().parent.parent
PINNED = Path(__file__).resolve().parent / "uv.txt"

WHEEL_ENDINGS = {
    ("Linux", "x86_64"): "manylinux2014_x86_64.whl",
    ("Linux", "aarch64"): "manylinux_2_28_aarch64.whl",
    ("Darwin", "arm64"): "macosx_11_0_arm64.whl",
    ("Darwin", "x86_64"): "macosx_10_12_x86_64.whl",
}


class Links(HTMLParser):
    """The links of a package index's page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def pinned() -> tuple[str, set[str]]:
    """Version and allowed sha256 sums of uv.txt."""
    text = PINNED.read_text(encoding="utf-8")
    version = re.search(r"^uv==(\S+)", text, re.MULTILINE)
    assert version, "tools/uv.txt names no version"
    return version.group(1), set(re.findall(r"sha256:([0-9a-f]{64})", text))


def uv_path() -> Path:
    """Where uv is, or will be: a folder a version, so that raising the version needs no cleaning up."""
    return CHECKOUT / ".tools" / f"uv-{pinned()[0]}" / "bin" / "uv"


def by_pip(folder: Path) -> bool:
    """Installs uv with pip; False where this Python has no pip or pip cannot do it."""
    if importlib.util.find_spec("pip") is None:
        return False
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--target", str(folder), "-r", str(PINNED)]
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0


def by_hand(folder: Path, settings: PipSettings) -> None:
    """Fetches the wheel from the index, checks it against uv.txt and unpacks the one program in it."""
    version, sums = pinned()
    ending = WHEEL_ENDINGS.get((platform.system(), platform.machine()))
    if ending is None:
        sys.exit(f"No uv is pinned for {platform.system()} on {platform.machine()}; see tools/uv.txt.")
    page_address = settings.index_url.rstrip("/") + "/uv/"
    page = Links()
    page.feed(fetch(page_address, settings).decode("utf-8"))
    for link in page.found:
        address, _, _ = urllib.parse.urljoin(page_address, link).partition("#")
        name = urllib.parse.unquote(address.rsplit("/", 1)[-1])
        if name.startswith(f"uv-{version}-") and name.endswith(ending):
            break
    else:
        sys.exit(f"{page_address} has no uv {version} for this machine ({ending}).")
    wheel = fetch(address, settings)
    found = hashlib.sha256(wheel).hexdigest()
    if found not in sums:
        sys.exit(f"{address} has the sha256 {found}, which is not in tools/uv.txt; nothing was installed.")
    with zipfile.ZipFile(BytesIO(wheel)) as archive:
        [member] = [name for name in archive.namelist() if name.endswith(".data/scripts/uv")]
        target = folder / "bin" / "uv"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(member))
        target.chmod(0o755)


def fetch(address: str, settings: PipSettings) -> bytes:
    """The bytes at an address, by pip's certificates and proxy."""
    context = ssl.create_default_context(cafile=settings.cert or None)
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
    if settings.proxy:
        handlers.append(urllib.request.ProxyHandler({"http": settings.proxy, "https": settings.proxy}))
    request = urllib.request.Request(address, headers={"Accept": "text/html, */*"})
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=180) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, TimeoutError) as problem:
        reason = getattr(problem, "reason", problem)
        hint = " On Debian: apt-get install ca-certificates." if "CERTIFICATE" in str(reason) else ""
        sys.exit(f"{address} cannot be fetched: {reason}.{hint}")


def certificate_options() -> list[str]:
    """Options that make uv trust what this machine trusts, which may be more than the public authorities."""
    # uv's own list serves where the machine has none; SSL_CERT_FILE goes before both.
    has_store = sys.platform == "darwin" or Path("/etc/ssl/certs/ca-certificates.crt").exists()
    return ["--system-certs"] if has_store and not os.environ.get("SSL_CERT_FILE") else []


def get_uv() -> Path:
    """The path of a working uv of the pinned version, fetched if it is not there yet."""
    path = uv_path()
    if not path.exists():
        print(f"Fetching uv {pinned()[0]} into {path.parent.parent.relative_to(CHECKOUT)} …", file=sys.stderr)
        folder = path.parent.parent
        if not (by_pip(folder) and path.exists()):
            by_hand(folder, pip_settings(dict(os.environ), Path.home()))
    return path


if __name__ == "__main__":
    print(get_uv())
