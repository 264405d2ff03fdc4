"""A program that holds one socket as a phone does, for tests against a real server."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Origin

PATIENCE = 30.0  # seconds


class Phone:
    """One socket. Frames are kept in the order they came; `until` waits for the one that is asked for."""

    def __init__(self, socket: ClientConnection):
        self.socket = socket
        self.frames: list[dict[str, Any]] = []
        self.patience = PATIENCE

    @classmethod
    async def join(
        cls,
        base_url: str,
        dialogue: uuid.UUID | str,
        cookie: str,
        seen: int = 0,
        origin: str | None = "",
        **options: Any,
    ) -> Phone:
        return await cls.on(base_url, f"/ws/dialogues/{dialogue}/?seen={seen}", cookie, origin, **options)

    @classmethod
    async def on(
        cls, base_url: str, path: str, cookie: str, origin: str | None = "", **options: Any
    ) -> Phone:
        """A socket at any of our addresses."""
        url = f"{base_url.replace('http', 'ws', 1)}{path}"
        headers = {"Cookie": f"imago_session={cookie}"}
        socket = await connect(
            url,
            additional_headers=headers,
            origin=None if origin is None else Origin(origin or base_url),
            max_size=None,
            **options,
        )
        return cls(socket)

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(self.patience):
            frame: dict[str, Any] = json.loads(await self.socket.recv())
        self.frames.append(frame)
        return frame

    async def until(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next frame that fits, passing over the others."""
        while not fits(frame := await self.next()):
            pass
        return frame

    async def stage(self, version: int | None = None) -> dict[str, Any]:
        return await self.until(lambda f: f["is"] == "stage" and (version is None or f["version"] >= version))

    async def answer(self, key: str) -> dict[str, Any]:
        return await self.until(lambda f: f["is"] in ("ack", "refused") and f["key"] == key)

    async def send(self, frame: Any) -> None:
        await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def move(
        self, move: str, words: str = "", *, seen: int, key: str = "", **more: Any
    ) -> dict[str, Any]:
        """Make a move and wait for its answer."""
        key = key or secrets.token_urlsafe(16)
        await self.send({"do": "move", "move": move, "words": words, "seen": seen, "key": key, **more})
        return await self.answer(key)

    async def closed(self) -> int:
        """The code the socket is closed with."""
        try:
            while True:
                await self.next()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 1006

    async def leave(self) -> None:
        await self.socket.close()

    def turns(self) -> list[int]:
        """The turns that arrived, in order."""
        return [turn["seq"] for frame in self.frames if frame["is"] == "stage" for turn in frame["turns"]]


class ReconnectingPhone:
    """A phone that comes back by itself, and sends a move again until it is answered, as the page does."""

    def __init__(self, base_url: str, dialogue: uuid.UUID | str, cookie: str, *others: str) -> None:
        self.base_urls = [base_url, *others]
        self.dialogue, self.cookie = dialogue, cookie
        self.phone: Phone | None = None
        self.lost = 0
        self.close_codes: list[int] = []
        self.turns: list[int] = []

    async def connected(self) -> Phone:
        """The open line, opened again if need be."""
        while self.phone is None:
            try:
                seen = len(self.turns)
                self.phone = await Phone.join(self.base_urls[0], self.dialogue, self.cookie, seen)
            except (OSError, InvalidHandshake, InvalidMessage, EOFError, TimeoutError):
                self.base_urls = [*self.base_urls[1:], self.base_urls[0]]
                await asyncio.sleep(0.1)
        return self.phone

    async def move(self, move: str, words: str, seen: int) -> dict[str, Any]:
        key = secrets.token_urlsafe(16)
        return await self.retry(lambda phone: phone.move(move, words, seen=seen, key=key))

    async def stage(self, version: int) -> None:
        """Wait until the screen shows this version."""
        while len(self.turns) < version:
            await self.retry(lambda phone: phone.stage())

    async def retry(self, action: Callable[[Phone], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """Ask until an answer comes, over as many lines as it takes."""
        while True:
            phone = await self.connected()
            try:
                return await action(phone)
            except (ConnectionClosed, OSError) as end:
                self.lost += 1
                self.phone = None
                if isinstance(end, ConnectionClosed) and end.rcvd:
                    self.close_codes.append(end.rcvd.code)
            finally:
                self.turns += [seq for seq in phone.turns() if seq > len(self.turns)]

    async def leave(self) -> None:
        if self.phone:
            await self.phone.leave()

    async def go_to(self, *base_urls: str) -> None:
        """Connect to another server, or to the next ones if it is gone."""
        await self.leave()
        self.phone, self.base_urls = None, list(base_urls)
        await self.connected()
