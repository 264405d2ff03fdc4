"""Mail servers on real sockets: one that hangs, one that refuses, none at all, and some with TLS."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from runtime.embedded_servers import free_port
from tests.reminders.fake_servers import MailServer

ELSEWHERE = "127.0.0.2"  # this machine under a name other than localhost


@contextmanager
def hanging() -> Iterator[int]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        yield listener.getsockname()[1]


@contextmanager
def gone() -> Iterator[int]:
    yield free_port()


class Refusing:
    async def handle_RCPT(self, *args: Any) -> str:  # noqa: N802  its name
        return "550 Nobody here"


@contextmanager
def refusing() -> Iterator[int]:
    controller = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class Submission(MailServer):
    """Wants a password, and would accept it unencrypted. `signed_in` records for each time whether it came by TLS."""

    def __init__(self) -> None:
        super().__init__()
        self.signed_in: list[bool] = []

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.signed_in.append(
            session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None
        )
        return AuthResult(success=True)


@contextmanager
def submission(context: ssl.SSLContext | None, *, implicit: bool = False) -> Iterator[Submission]:
    """A server with STARTTLS if there is a certificate, or with TLS from the first byte."""
    server = Submission()
    controller = Controller(
        server,
        hostname=ELSEWHERE,
        port=server.port,
        ssl_context=context if implicit else None,
        tls_context=None if implicit else context,
        authenticator=server.check,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
