"""uvicorn's protocol, with limits on request heads: their time, their size, and how many an address may have open."""

from __future__ import annotations

import asyncio
import ipaddress
import resource
from collections import defaultdict
from typing import Any, cast

import uvloop
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_PATIENCE = 10.0  # seconds for a head or a TLS handshake to complete
LARGEST_HEAD = 64 * 1024
UNFINISHED_AN_ADDRESS = 64
YOUNG = 1.0  # seconds before a connection counts, since crowds arrive all at once
MOST_FILES = 65_536


class UnfinishedRequests:
    """Connections whose request hasn't come in full, by address. The oldest makes room for the newest."""

    def __init__(self) -> None:
        self.since: defaultdict[str, dict[BoundedProtocol, float]] = defaultdict(dict)

    def add(self, connection: BoundedProtocol, address: str, now: float) -> None:
        others = self.since[address]
        while len(others) >= UNFINISHED_AN_ADDRESS and now - next(iter(others.values())) > YOUNG:
            next(iter(others)).give_up()
        others[connection] = now

    def discard(self, connection: BoundedProtocol, address: str) -> None:
        self.since[address].pop(connection, None)
        if not self.since[address]:
            del self.since[address]


unfinished = UnfinishedRequests()


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Its timer runs while a head is awaited or arriving."""

    address = ""
    head_timer: asyncio.TimerHandle | None = None
    head_size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = counted_address(self.client[0] if self.client else "")
        self.await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self.have_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.head_timer is None and (self.cycle is None or self.cycle.response_complete):
            self.await_head()
        self.head_size += len(data)
        super().data_received(data)
        if self.head_timer is not None and self.head_size > LARGEST_HEAD:
            self.give_up()

    def on_headers_complete(self) -> None:
        self.have_head()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        super().handle_websocket_upgrade()
        socket = cast(Any, self.transport.get_protocol())
        if not socket.handshake_initiated:  # the head was unreadable, and this would wait forever
            self.transport.abort()

    def await_head(self) -> None:
        self.head_size = 0
        self.head_timer = self.loop.call_later(HEAD_PATIENCE, self.give_up)
        if self.address:
            unfinished.add(self, self.address, self.loop.time())

    def have_head(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None
        if self.address:
            unfinished.discard(self, self.address)

    def give_up(self) -> None:
        self.have_head()
        self.transport.abort()


class BoundedLoop(uvloop.Loop):
    """An event loop whose TLS handshakes time out as request heads do."""

    async def create_server(  # type: ignore[override]  # passes on whichever overload was called
        self, *args: Any, **options: Any
    ) -> asyncio.AbstractServer:
        if options.get("ssl"):
            options["ssl_handshake_timeout"] = HEAD_PATIENCE
        return await super().create_server(*args, **options)


def counted_address(host: str) -> str:
    """Returns the key to count connections by; "" for a proxy, which speaks for everybody."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    if settings.BEHIND_PROXY and any(
        address in ipaddress.ip_network(one) for one in settings.PROXIES if one != "*"
    ):
        return ""
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


def raise_file_limit() -> None:
    """Raise this process's file limit as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
