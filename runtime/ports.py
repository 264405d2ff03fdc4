"""Listens on ports, and explains what to do when that fails."""

from __future__ import annotations

import errno
import socket
from argparse import ArgumentTypeError
from contextlib import suppress

from django.utils.translation import gettext as _

USUAL = 7999  # so that 8000 comes next
TRIED = 100
BACKLOG = 2048
MAKE = {"--port": "PORT=", "--https-port": "HTTPS_PORT="}


class Taken(Exception):
    """The port can't be listened on; the message is user-facing."""

    def __init__(self, sentence: str, option: str = "", other: int = 0) -> None:
        super().__init__(sentence)
        self.option, self.other = option, other

    def told(self, by_make: bool = False) -> str:
        """Returns the message, with what to type instead."""
        if not self.other:
            return str(self)
        choice = f"{MAKE[self.option]}{self.other}" if by_make else f"{self.option} {self.other}"
        return f"{self} " + _("Add this to the command, for example: %(choice)s") % {"choice": choice}


def port(text: str) -> int:
    """Returns an option's value as a port. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """Raises Taken."""
    try:
        return bound(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = _("Port %(port)s is already in use.") % {"port": port}
            raise Taken(sentence, option, free_after(host, port)) from None
        if error.errno == errno.EACCES:
            sentence = _("Only root can use port %(port)s.") % {"port": port}
            raise Taken(sentence, option, free_after(host, max(port, USUAL))) from None
        sentence = _(
            "This computer can't be reached as %(host)s. Leave out --host, or give an address it has."
        )
        raise Taken(sentence % {"host": host}) from None


def bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def free_after(host: str, port: int) -> int:
    """Returns the next free port."""
    for other in range(port + 1, min(port + TRIED, 65536)):
        with suppress(OSError), bound(host, other):
            return other
    with bound(host, 0) as listener:
        return int(listener.getsockname()[1])
