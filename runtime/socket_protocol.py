"""uvicorn's protocol for websockets, with one timer for the pings of all sockets."""

from __future__ import annotations

import asyncio

from django.conf import settings
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

PING = b"\x89\x00"  # a whole frame, without a payload
TURNS_A_SECOND = 10


class PingWheel:
    """Visits each socket once every `KEEP_ALIVE` seconds, about as many in each turn. Stops when it has none."""

    def __init__(self) -> None:
        turns = settings.KEEP_ALIVE * TURNS_A_SECOND
        self.groups: list[set[SocketProtocol]] = [set() for _ in range(turns)]
        self.turn = 0  # the latest, by the loop's clock
        self.timer: asyncio.TimerHandle | None = None

    def add(self, socket: SocketProtocol) -> None:
        """Visit a socket from now on."""
        min(self.groups, key=len).add(socket)
        if self.timer is None:
            self.turn = turn_now(socket.loop)
            self.timer = socket.loop.call_later(1 / TURNS_A_SECOND, self.visit, socket.loop)

    def discard(self, socket: SocketProtocol) -> None:
        """Stop visiting a socket."""
        for group in self.groups:
            group.discard(socket)
        if self.timer is not None and not any(self.groups):
            self.timer.cancel()
            self.timer = None

    def visit(self, loop: asyncio.AbstractEventLoop) -> None:
        """Visit the sockets whose turn it is, or was while the loop was busy.

        After a long stall, visit only the last half of them, so that each phone has time to answer before the next.
        """
        self.timer = loop.call_later(1 / TURNS_A_SECOND, self.visit, loop)
        last, self.turn = self.turn, turn_now(loop)
        for turn in range(max(last, self.turn - len(self.groups) // 2) + 1, self.turn + 1):
            for socket in list(self.groups[turn % len(self.groups)]):
                socket.ping()


def turn_now(loop: asyncio.AbstractEventLoop) -> int:
    """Return the number of the current turn."""
    return int(loop.time() * TURNS_A_SECOND)


wheel = PingWheel()


class SocketProtocol(WebSocketsSansIOProtocol):
    """One socket. A phone that hasn't answered a ping by the next one counts as dead."""

    awaits_pong = False

    def start_keepalive(self) -> None:
        """Begin once the socket is open, and free what only opening it needed."""
        del self.request, self.response
        wheel.add(self)

    def stop_keepalive(self) -> None:
        wheel.discard(self)

    def ping(self) -> None:
        """Ping the phone, or hang up."""
        if self.awaits_pong:
            self.keepalive_timeout()
        elif not self.transport.is_closing():
            self.awaits_pong = True
            self.transport.write(PING)

    def handle_pong(self, event: Frame) -> None:
        self.awaits_pong = False
