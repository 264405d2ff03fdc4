"""Requests that never end take nobody's place, and clients that are only slow keep theirs."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
import trustme
import uvicorn

from runtime import http_protocol
from runtime.http_protocol import BoundedLoop, BoundedProtocol
from runtime.instance import ROOT

PATIENCE = 0.3  # seconds a head may take here
LONG = 30  # seconds: for what must come
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHost: x\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Knock = Callable[[], Awaitable[Line]]


async def slow_page(scope: Any, receive: Any, send: Any) -> None:
    """Answers when the body has come, if not at once."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    await asyncio.sleep(2 * PATIENCE if scope["path"] == "/slow" else 0)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def knock(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Knock]:
    """Opens a connection to a server with short timeouts."""
    monkeypatch.setattr(http_protocol, "HEAD_PATIENCE", PATIENCE)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(slow_page, http=BoundedProtocol, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([listener]))
    lines: list[Line] = []

    async def connect() -> Line:
        lines.append(await asyncio.open_connection(*listener.getsockname()))
        return lines[-1]

    yield connect
    for _, writer in lines:
        writer.close()
    server.should_exit = True
    await running


async def answer(line: Line, request: bytes = b"") -> bytes:
    """The response; b"" if the server hangs up."""
    reader, writer = line
    try:
        writer.write(request)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LONG)
        return head.split(b"\r\n")[0] + await reader.readexactly(2)
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return b""


OK = b"HTTP/1.1 200 OKok"


async def test_a_head_that_never_ends_is_hung_up_upon(knock: Knock) -> None:
    line = await knock()
    assert await answer(line, HALF) == b""


async def test_silence_is_hung_up_upon(knock: Knock) -> None:
    assert await answer(await knock()) == b""


@pytest.mark.parametrize("drip", [b"X", b"\r\n"])
async def test_dripping_does_not_help(knock: Knock, drip: bytes) -> None:
    line = await knock()
    assert await answer(line, WHOLE) == OK
    async with asyncio.timeout(LONG):
        with suppress(ConnectionError):
            while not line[0].at_eof():
                line[1].write(drip)
                with suppress(TimeoutError):
                    await asyncio.wait_for(line[0].read(1), PATIENCE / 10)


async def test_a_head_without_measure_is_hung_up_upon(knock: Knock) -> None:
    line = await knock()
    assert await answer(line, HALF + b"X: " + b"x" * 2 * http_protocol.LARGEST_HEAD) == b""


async def test_a_slow_answer_and_a_slow_body_have_their_time(knock: Knock) -> None:
    line = await knock()
    assert await answer(line, WHOLE.replace(b"/ ", b"/slow ")) == OK
    line[1].write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n")
    for byte in b"word":
        await asyncio.sleep(PATIENCE / 2)
        line[1].write(bytes([byte]))
    assert await answer(line) == OK
    assert await answer(line, WHOLE + WHOLE) == OK


async def test_many_of_one_address_make_room_for_its_next(
    knock: Knock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "UNFINISHED_AN_ADDRESS", 5)
    monkeypatch.setattr(http_protocol, "YOUNG", 0)
    monkeypatch.setattr(http_protocol, "HEAD_PATIENCE", 60)
    half_open = [await knock() for _ in range(30)]
    for _, writer in half_open:
        writer.write(HALF)
    assert await answer(await knock(), WHOLE) == OK
    gone = [await answer(line) for line in half_open[:24]]
    assert set(gone) == {b""}
    assert await answer(half_open[-1], b"\r\n") == OK


async def test_a_crowd_that_comes_at_once_is_let_in(knock: Knock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "UNFINISHED_AN_ADDRESS", 5)
    monkeypatch.setattr(http_protocol, "HEAD_PATIENCE", 60)
    lines = await asyncio.gather(*(knock() for _ in range(50)))
    assert set(await asyncio.gather(*(answer(line, WHOLE) for line in lines))) == {OK}


async def test_those_behind_a_proxy_are_not_counted_as_one(
    knock: Knock, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    settings.BEHIND_PROXY, settings.PROXIES = True, ["127.0.0.0/8"]
    monkeypatch.setattr(http_protocol, "UNFINISHED_AN_ADDRESS", 5)
    monkeypatch.setattr(http_protocol, "YOUNG", 0)
    monkeypatch.setattr(http_protocol, "HEAD_PATIENCE", 60)
    lines = [await knock() for _ in range(30)]
    assert [await answer(line, WHOLE) for line in lines] == [OK] * 30


def test_addresses_of_one_network_are_counted_together(settings) -> None:
    settings.BEHIND_PROXY, settings.PROXIES = True, ["10.0.0.0/8", "*"]
    of = http_protocol.counted_address
    assert of("2001:db8::1") == of("2001:db8::2") != of("2001:db8:0:1::1")
    assert of("192.0.2.1") != of("192.0.2.2")
    assert of("10.1.2.3") == of("") == ""


def test_a_tls_handshake_that_never_comes_is_hung_up_upon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_PATIENCE", PATIENCE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)

    async def knock_and_wait() -> bytes:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0, ssl=context)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            return await asyncio.wait_for(reader.read(1), LONG)
        finally:
            writer.close()
            server.close()

    with asyncio.Runner(loop_factory=BoundedLoop) as runner:
        assert runner.run(knock_and_wait()) == b""


def test_a_web_process_has_as_many_sockets_as_the_system_allows() -> None:
    code = "import resource as r; from runtime import http_protocol as p;"
    code += "r.setrlimit(r.RLIMIT_NOFILE, (64, r.getrlimit(r.RLIMIT_NOFILE)[1])); p.raise_file_limit();"
    code += "soft, hard = r.getrlimit(r.RLIMIT_NOFILE); print(soft in (hard, p.MOST_FILES))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == "True\n"
