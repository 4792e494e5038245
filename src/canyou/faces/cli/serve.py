"""`canyou serve`: the web app and the API."""

from __future__ import annotations

import errno
import socket

import typer

from canyou.faces.cli.stop import Stop, note

TRIED_PORTS = 20


def serve(
    host: str = typer.Option("127.0.0.1", help="Address to listen on; the default is this machine alone."),
    port: int = typer.Option(
        8000, min=1, max=65535, help="Port; the next free one is taken where it is in use."
    ),
) -> None:
    """Serve the web app and the API until Ctrl-C."""
    from canyou.faces.cli import program

    program.start()
    run(host, port)


def run(host: str, port: int) -> None:
    """Say the address, then serve."""
    from canyou.faces.cli import program

    free = free_port(host, port)
    if free != port:
        note(f"Port {port} is in use; taking {free}.")
    name = f"[{host}]" if ":" in host else host
    note(f"Canyou is at http://{name}:{free}/ (Ctrl-C ends it)")
    say_how_to_set_up(f"http://{name}:{free}")
    program.serve(host, free)


def say_how_to_set_up(address: str) -> None:
    """Where there is no admin yet: what is open until then, and the link that makes the first one."""
    from canyou.desk.setup import is_set_up, setup_token
    from canyou.desk.who import anybody_can_sign_in, is_demo

    if is_demo() or is_set_up():
        return
    if not anybody_can_sign_in():
        note("Nobody can sign in yet: whoever sits at this machine may look and ask, and nobody else.")
    note(f"The first admin is made at {address}/setup?token={setup_token()}")


def free_port(host: str, port: int) -> int:
    """The port itself, or the next one that nobody listens on.

    Raises:
        Stop: the address is not this machine's, or no port is free nearby.
    """
    for candidate in range(port, min(port + TRIED_PORTS, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    continue
                raise Stop(f"Cannot listen on {host}, port {candidate}: {error.strerror or error}.") from None
            return candidate
    raise Stop(f"No port from {port} to {port + TRIED_PORTS - 1} is free on {host}; --port names another.")
