"""Behind one proxy or two, limits count the address that the outermost saw, and no header gets around them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from runtime.forwarded import ForwardedMiddleware
from tests.proxy import Proxy
from tests.web_process import WebProcess

BALANCER, CADDY, SENDER = "198.51.100.1", "10.0.0.2", "192.0.2.7"
FORGED = "203.0.113.9"
TRIES = 11  # one more than an address has in a minute


def seen(proxies: int, peer: str, headers: list[tuple[bytes, bytes]], kind: str = "http") -> tuple[str, str]:
    """The address and scheme that the pages see."""
    found: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        found.update(scope)

    scope = {
        "type": kind,
        "client": (peer, 1),
        "scheme": {"http": "http"}.get(kind, "ws"),
        "headers": headers,
    }
    middleware = ForwardedMiddleware(application, proxies, ["10.0.0.0/8", "::1/128"])
    asyncio.run(middleware(scope, None, None))
    return found["client"][0], found["scheme"]


def said(*values: str) -> list[tuple[bytes, bytes]]:
    return [(b"x-forwarded-for", value.encode()) for value in values]


@pytest.mark.parametrize(
    ("proxies", "peer", "headers", "address"),
    [
        (1, CADDY, said(SENDER), SENDER),
        (1, CADDY, said(f"{FORGED}, {SENDER}"), SENDER),
        (1, CADDY, said(FORGED, SENDER), SENDER),
        (1, CADDY, said(f"{SENDER}:4711"), SENDER),
        (1, CADDY, said("[2001:db8::1]:4711"), "2001:db8::1"),
        (1, "::1", said(SENDER), SENDER),
        (2, CADDY, said(f"{SENDER}, {BALANCER}"), SENDER),
        (2, CADDY, said(f"{FORGED}, {SENDER}, {BALANCER}"), SENDER),
        (2, CADDY, said(SENDER), SENDER),  # not by way of the balancer
        (1, CADDY, said("unknown"), CADDY),
        (1, CADDY, [], CADDY),
        (1, SENDER, said(FORGED), SENDER),  # not by way of a proxy
        (0, CADDY, said(FORGED), CADDY),
    ],
)
def test_the_address_is_what_the_outermost_proxy_saw(
    proxies: int, peer: str, headers: list[tuple[bytes, bytes]], address: str
):
    assert seen(proxies, peer, headers)[0] == address


def test_the_scheme_is_what_a_proxy_says_and_nobody_else():
    https = [(b"x-forwarded-proto", b"https")]
    assert seen(1, CADDY, https)[1] == "https"
    assert seen(1, CADDY, https, "websocket")[1] == "wss"
    assert seen(1, CADDY, [(b"x-forwarded-proto", b"wss")], "websocket")[1] == "wss"
    assert seen(1, CADDY, [(b"x-forwarded-proto", b"wss")])[1] == "http"
    assert seen(1, SENDER, https)[1] == seen(0, CADDY, https)[1] == "http"
    assert seen(1, CADDY, [(b"x-forwarded-proto", b"gopher")])[1] == "http"


@pytest.fixture
def doors(transactional_db: None, tmp_path: Path) -> Iterator[list[Proxy]]:
    """The ways to a web process: through a balancer and Caddy, or past the balancer."""
    web = WebProcess(tmp_path / "log", IMAGO_PROXIES="2", IMAGO_ORIGINS="http://localhost")
    web.start()
    (tmp_path / "balancer").mkdir()
    with (
        Proxy(tmp_path, web, balancers="127.0.0.1") as caddy,
        Proxy(tmp_path / "balancer", caddy) as balancer,
    ):
        yield [balancer, caddy]
    web.terminate()


def sign_in(door: Proxy, phone: str, number: int) -> bool:
    """Guess wrongly, from a phone that claims a new address each time. Returns whether it was one guess too many."""
    headers = {"X-Forwarded-For": f"203.0.113.{number}", "Host": "localhost", "Origin": "http://localhost"}
    way = httpx.HTTPTransport(local_address=phone)
    with httpx.Client(transport=way, headers=headers, base_url=f"http://127.0.0.1:{door.port}") as web:
        token = web.get("/accounts/login/").cookies["imago_csrf"]
        form = {"login": f"{phone}.{number}@example.org", "password": "a wrong guess"}
        page = web.post("/accounts/login/", data={**form, "csrfmiddlewaretoken": token}).text
        return "a lot of tries. Please" in page


@pytest.mark.slow
def test_a_phone_is_known_by_its_address_at_every_door(doors: list[Proxy]):
    for number, door in enumerate(doors):
        guesses = [sign_in(door, f"127.0.1.{number}", guess) for guess in range(TRIES)]
        assert guesses == [False] * (TRIES - 1) + [True]
    assert not sign_in(doors[0], "127.0.1.9", 0)
