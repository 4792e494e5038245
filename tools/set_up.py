"""Makes .venv from the lock, with nothing but a Python 3.11 or later: `python3 tools/set_up.py`.

Needs no uv, no venv module and no pip, and leaves the system's Python alone. Run again, it does only what is
missing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from get_uv import CHECKOUT, certificate_options, get_uv
from pip_settings import PipSettings, pip_settings

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-from"


def inputs() -> str:
    """A fingerprint of all that decides what .venv holds."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((CHECKOUT / name).read_bytes())
    digest.update(os.path.realpath(sys.executable).encode())
    digest.update(str(CHECKOUT).encode())
    return digest.hexdigest()


def is_installed() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == inputs()


def uv(*arguments: str, settings: PipSettings) -> None:
    """Runs uv in the checkout, or ends with its exit status."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    environment["UV_COMPILE_BYTECODE"] = "1"  # else a command compiles numba's sources at every start
    environment["UV_LINK_MODE"] = os.environ.get("UV_LINK_MODE", "copy")
    environment["UV_HTTP_TIMEOUT"] = os.environ.get("UV_HTTP_TIMEOUT", "180")
    if "UV_CACHE_DIR" in os.environ:
        environment["UV_CACHE_DIR"] = os.environ["UV_CACHE_DIR"]
    environment.pop("VIRTUAL_ENV", None)
    if settings.cert:
        environment.setdefault("SSL_CERT_FILE", settings.cert)
    if settings.proxy:
        environment.setdefault("HTTPS_PROXY", settings.proxy)
    command = [str(get_uv()), "--quiet", "--no-config", *certificate_options(), *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(
            f"uv {arguments[0]} did not succeed (exit status {done.returncode}); what it said stands above."
        )


def install(settings: PipSettings) -> None:
    """Installs exactly the lock's packages, each checked by its sum, and the checkout itself as editable."""
    if not PYTHON.exists() or os.path.realpath(PYTHON) != os.path.realpath(sys.executable):
        uv("venv", "--allow-existing", "--python", sys.executable, str(VENV), settings=settings)
    if settings.is_public:
        uv("sync", "--frozen", "--python", str(PYTHON), settings=settings)
        return
    # The lock names the public index's files; behind a mirror the same files, by sum, come from there.
    wanted = VENV / "requirements.txt"
    uv("export", "--frozen", "--no-emit-project", "--output-file", str(wanted), settings=settings)
    # Like pip, any index may serve any package; the sums say which files will do.
    sources = ["--default-index", settings.index_url, "--index-strategy", "unsafe-best-match"]
    for address in settings.extra_index_urls:
        sources += ["--index", address]
    for address in settings.find_links:
        sources += ["--find-links", address]
    python = ["--python", str(PYTHON)]
    uv("pip", "sync", "--require-hashes", *python, *sources, str(wanted), settings=settings)
    uv(
        "pip",
        "install",
        "--no-deps",
        "--no-build-isolation",
        *python,
        *sources,
        "--editable",
        ".",
        settings=settings,
    )


def compile_kernels() -> None:
    """Compiles the planner's kernels now, so that no question ever waits for it."""
    if (CHECKOUT / "src/canyou/plan/compile.py").exists():
        done = subprocess.run(
            [str(PYTHON), "-m", "canyou.plan.compile"], cwd=CHECKOUT, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            print(
                "The kernels could not be compiled now; Canyou tries again when it starts.", file=sys.stderr
            )


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Canyou needs Python 3.11 or later, and {sys.executable} is {sys.version.split()[0]}.")
    if importlib.util.find_spec("ssl") is None:
        sys.exit(f"{sys.executable} has no ssl module; on Debian: apt-get install python3.")
    if not is_installed():
        print("Installing what the lock names into .venv …", file=sys.stderr)
        install(pip_settings(dict(os.environ), Path.home()))
        STAMP.write_text(inputs(), encoding="utf-8")
    compile_kernels()
    print("Ready: .venv/bin/canyou", file=sys.stderr)


if __name__ == "__main__":
    main()
