"""What `manage.py up` says in the terminal: where the phones find the app."""

from __future__ import annotations

import io
import socket
import sys

import segno

from runtime import environment

BLOCKS = "\N{FULL BLOCK}\N{UPPER HALF BLOCK}\N{LOWER HALF BLOCK}"
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
OUTSIDE_ADDRESS = ("192.0.2.1", 9)  # an address for documentation; asking for the way there sends nothing


def lan_host() -> str:
    """This machine's address in the network at home."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(OUTSIDE_ADDRESS)
        except OSError:
            return socket.gethostname()
        host: str = probe.getsockname()[0]
        return host


def host_for_phones(host: str) -> str | None:
    """Where phones find what listens at this host, or None if only this machine is served or nobody can tell."""
    if host in LOCAL_HOSTS or is_in_container():
        return None
    return lan_host() if host in ("0.0.0.0", "::", "") else host


def is_in_container() -> bool:
    """Whether this is our image, in a container whose own address phones can't reach."""
    return bool(environment.text("IMAGO_CONTAINER"))


def qr_code(address: str) -> str:
    """The address as a QR code, in block characters, or in coloured spaces if the terminal has no blocks."""
    drawing = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(drawing, border=2, compact=can_encode(BLOCKS))
    return drawing.getvalue()


def can_encode(letters: str) -> bool:
    """Whether the terminal can show these."""
    try:
        letters.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
