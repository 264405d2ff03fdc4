"""Listens on ports, and explains what to do when that fails."""

from __future__ import annotations

import errno
import socket
from argparse import ArgumentTypeError
from contextlib import suppress

from django.utils.translation import gettext as _

BEFORE_DEFAULT_PORT = 7999  # so that 8000 comes next
PORTS_TRIED = 100
BACKLOG = 2048
MAKE_VARIABLES = {"--port": "PORT=", "--https-port": "HTTPS_PORT="}


class PortUnavailable(Exception):
    """The port can't be listened on; the message is user-facing."""

    def __init__(self, sentence: str, option: str = "", other: int = 0) -> None:
        super().__init__(sentence)
        self.option, self.other = option, other

    def message(self, by_make: bool = False) -> str:
        """Returns the message, with what to type instead."""
        if not self.other:
            return str(self)
        choice = f"{MAKE_VARIABLES[self.option]}{self.other}" if by_make else f"{self.option} {self.other}"
        return f"{self} " + _("Add this to the command, for example: %(choice)s") % {"choice": choice}


def port_number(text: str) -> int:
    """Returns an option's value as a port. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def listen(host: str, port: int, option: str = "--port") -> socket.socket:
    """Raises PortUnavailable."""
    try:
        return bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = _("Port %(port)s is already in use.") % {"port": port}
            raise PortUnavailable(sentence, option, next_free_port(host, port)) from None
        if error.errno == errno.EACCES:
            sentence = _("Only root can use port %(port)s.") % {"port": port}
            raise PortUnavailable(
                sentence, option, next_free_port(host, max(port, BEFORE_DEFAULT_PORT))
            ) from None
        sentence = _(
            "This computer can't be reached as %(host)s. Leave out --host, or give an address it has."
        )
        raise PortUnavailable(sentence % {"host": host}) from None


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def next_free_port(host: str, port: int) -> int:
    """Returns the next free port."""
    for other in range(port + 1, min(port + PORTS_TRIED, 65536)):
        with suppress(OSError), bind(host, other):
            return other
    with bind(host, 0) as listener:
        return int(listener.getsockname()[1])
