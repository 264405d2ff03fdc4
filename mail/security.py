"""How the connection to the mail server is encrypted."""

from __future__ import annotations

IMPLICIT_TLS = 465  # RFC 8314
LOCAL = {"localhost", "127.0.0.1", "::1"}
CHOICES = ("auto", "tls", "starttls", "none")


def encryption_options(host: str, port: int, asked: str = "auto") -> tuple[bool, bool]:
    """Whether to require STARTTLS, and whether to start with TLS. By default the port decides, with neither for this
    machine."""
    chosen = encryption_by_port(host, port) if asked == "auto" else asked
    return chosen == "starttls", chosen == "tls"


def encryption_by_port(host: str, port: int) -> str:
    """Return the usual encryption of a port."""
    if port == IMPLICIT_TLS:
        return "tls"
    return "none" if host in LOCAL else "starttls"
