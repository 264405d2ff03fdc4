"""Checks every page request first: that it is well-formed, how large it is, and how many are answered at once.

Each page has a thread and a database connection of its own, so a crowd waits here instead of exhausting the
database. A body is read whole, in memory and within bounds, before anybody waits, and none of it is written to a temp
file. A response is sent after its place is freed, so that a slow reader holds nobody up.
"""

from __future__ import annotations

import asyncio
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from runtime.request_validation import MALFORMED, OTHER_ADDRESS, is_for_other_address, is_malformed

MAX_BODY_BYTES = 256 * 1024
MAX_CONCURRENT = 24
BODY_TIMEOUT = 30  # seconds for a body to arrive
TOO_LARGE = _(
    "That's more than we can take in at once. Your words are still on your phone: go back and try with less."
)
TOO_SLOW = _("That took too long to reach us. Your words are still on your phone: go back and try again.")


class RequestLimits:
    """Lets pages in one after the other, `MAX_CONCURRENT` at a time."""

    def __init__(self, pages: Any) -> None:
        self.pages = pages
        self.inside = asyncio.Semaphore(MAX_CONCURRENT)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if is_malformed(scope):
            await send_error(send, 400, OTHER_ADDRESS if is_for_other_address(scope) else MALFORMED)
            return
        if content_length(scope) > MAX_BODY_BYTES:
            await send_error(send, 413, TOO_LARGE)
            return
        try:
            async with asyncio.timeout(BODY_TIMEOUT):
                body = await read_body(receive)
        except TimeoutError:
            await send_error(send, 408, TOO_SLOW)
            return
        if body is None:
            await send_error(send, 413, TOO_LARGE)
            return
        answer: list[Any] = []

        async def keep(message: Any) -> None:
            answer.append(message)

        async with self.inside:
            await self.pages(scope, replay_body(body, receive), keep)
        for message in answer:
            await send(message)


def content_length(scope: Any) -> int:
    """The declared size of the body; the server has already refused anything but a number."""
    return int(dict(scope["headers"]).get(b"content-length", b"0"))


async def read_body(receive: Any) -> list[Any] | None:
    """All messages of a body; None when it is too large."""
    messages, size, more = [], 0, True
    while more:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > MAX_BODY_BYTES:
            return None
        more = message["type"] == "http.request" and message.get("more_body", False)
    return messages


def replay_body(messages: list[Any], receive: Any) -> Any:
    """A `receive` that gives what was read, and then what comes."""
    waiting = iter(messages)

    async def give() -> Any:
        message = next(waiting, None)
        return await receive() if message is None else message

    return give


async def send_error(send: Any, status: int, sentence: Promise) -> None:
    """Answer with a sentence, and close the connection."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": str(sentence).encode()})
