"""A crowd, and bodies without end: pages stay within what the database and the memory can bear."""

from __future__ import annotations

import asyncio
import http.client

import httpx
import pytest
from channels.db import database_sync_to_async as in_database

from runtime.request_limits import MAX_BODY_BYTES
from tests.factories import pair, person, session_cookie
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)


def make_cookie() -> str:
    ana = person("Ana")
    pair(ana, person("Ben"))
    return session_cookie(ana)


async def test_three_hundred_pages_at_once_all_come(server: WebProcess) -> None:
    cookies = {"imago_session": await in_database(make_cookie)()}
    limits = httpx.Limits(max_connections=300)
    async with httpx.AsyncClient(
        base_url=server.base_url, cookies=cookies, limits=limits, timeout=180
    ) as browsers:
        answers = await asyncio.gather(*(browsers.get("/help/") for _ in range(300)))
    assert {answer.status_code for answer in answers} == {200}


async def test_a_body_that_is_too_large_is_refused_kindly(server: WebProcess) -> None:
    async with httpx.AsyncClient(base_url=server.base_url) as browser:
        answer = await browser.post("/exit/", content=b"x" * (MAX_BODY_BYTES + 1))
        assert answer.status_code == 413
        assert "Your words are still on your phone" in answer.text
        assert (await browser.post("/exit/", content=b"x" * MAX_BODY_BYTES)).status_code == 303


def test_bodies_that_never_end_keep_nobody_waiting(server: WebProcess) -> None:
    stuck = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=30) for _ in range(40)]
    for browser in stuck:
        browser.putrequest("POST", "/exit/")
        browser.putheader("Content-Length", "1000")
        browser.endheaders(b"some of it")
    assert httpx.get(f"{server.base_url}/help/", timeout=30).status_code == 200
    for browser in stuck:
        browser.close()
