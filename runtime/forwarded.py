"""Who sent a request that came through proxies, and by which scheme.

Each proxy appends the address that it saw to `X-Forwarded-For`. So behind N proxies, the N-th entry from the right is
what the outermost of them saw. Anything further left came with the request and proves nothing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Any

WITH_PORT = re.compile(r"\[(?P<v6>[^]]+)\](:[0-9]+)?|(?P<v4>[0-9.]+):[0-9]+")
SOCKET_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}  # Traefik names a socket's own
SCHEMES = {"http": {"http": "http", "https": "https"}, "websocket": SOCKET_SCHEMES}


class ForwardedMiddleware:
    """Puts the sender's address and scheme into the scope, where pages, sockets and limits find them.

    `proxies` is how many a request passes through, `trusted` their addresses or networks. Headers from anybody else,
    or without a proxy, are ignored.
    """

    def __init__(self, application: Any, proxies: int, trusted: Sequence[str]) -> None:
        self.application = application
        self.proxies = proxies
        self.trusts_all = "*" in trusted
        self.networks = [ipaddress.ip_network(network) for network in trusted if network != "*"]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.proxies and scope["type"] in SCHEMES and self.is_proxy(scope.get("client")):
            scope = {**scope, **forwarded(scope, self.proxies)}
        await self.application(scope, receive, send)

    def is_proxy(self, client: Any) -> bool:
        """Return whether this is the address of a proxy of ours."""
        address = parse_address(client[0]) if client else ""
        return self.trusts_all or (
            bool(address) and any(ipaddress.ip_address(address) in network for network in self.networks)
        )


def forwarded(scope: Any, proxies: int) -> dict[str, Any]:
    """Return what the proxies say of the sender, as entries of the scope."""
    found: dict[str, Any] = {}
    entries = header_list(scope, b"x-forwarded-for")
    # With fewer entries than proxies, the request came in behind the outermost one.
    address = parse_address(entries[-min(proxies, len(entries))]) if entries else ""
    if address:
        found["client"] = (address, 0)
    scheme = (header_list(scope, b"x-forwarded-proto") or [""])[-1]
    if scheme in SCHEMES[scope["type"]]:
        found["scheme"] = SCHEMES[scope["type"]][scheme]
    return found


def header_list(scope: Any, header: bytes) -> list[str]:
    """Return the comma-separated entries of a header, which may be repeated."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == header]
    return [entry.strip() for entry in ",".join(values).split(",")] if values else []


def parse_address(entry: str) -> str:
    """Return an IP address without its port; "" if it isn't one."""
    if parts := WITH_PORT.fullmatch(entry):
        entry = parts["v6"] or parts["v4"]
    try:
        return str(ipaddress.ip_address(entry))
    except ValueError:
        return ""
