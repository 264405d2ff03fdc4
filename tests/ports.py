"""Ports for servers that a test starts later, or again."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress

LOWEST, HIGHEST = 20_000, 32_767  # below those that systems give to outgoing connections


def lasting_port() -> int:
    """Return a free port that no outgoing connection takes while its server isn't running."""
    while True:
        port = LOWEST + secrets.randbelow(
            HIGHEST - LOWEST + 1
        )  # pytest-randomly seeds `random` alike everywhere
        with suppress(OSError), socket.create_server(("", port)):
            return port
