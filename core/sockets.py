"""One open socket, and why it may be closed."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Coroutine
from enum import IntEnum
from typing import Any, ClassVar, Protocol

import orjson

from core.change_feed import shard_of_couple, shard_of_user

# Frames that may wait for a slow phone. Beyond it the socket closes: on return it gets all it missed.
MAX_QUEUED_FRAMES = 64


class CloseCode(IntEnum):
    """Why a socket is closed. Clients know these numbers."""

    ABUSE = 1008
    RESTARTING = 1012
    SIGN_IN_AGAIN = 4401
    NOT_DIALOGUE_PARTNER = 4403


class SignedIn(Protocol):
    """Credentials: who opened a socket, and in which session."""

    @property
    def user_id(self) -> int: ...

    @property
    def session_hash(self) -> str: ...


class Connection:
    """One socket. `purpose` says what it is for; `joined_at` is set by the socket limit."""

    purpose: ClassVar[str]

    __slots__ = (
        "last_times",
        "closed",
        "closing",
        "couple",
        "credentials",
        "frames",
        "hang_up",
        "joined_at",
        "send",
        "sending",
    )

    def __init__(
        self,
        credentials: SignedIn,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        self.credentials, self.send, self.hang_up = credentials, send, hang_up
        self.couple: uuid.UUID | None = None  # until it is known
        self.frames: list[str] = []  # an empty deque would take 760 bytes of each socket
        self.sending: asyncio.Task[None] | None = None
        self.closing: asyncio.Task[None] | None = None
        self.last_times: dict[str, float] = {}
        self.joined_at = 0.0
        self.closed = False

    @property
    def limit_key(self) -> str:
        """The person, and what the socket is for."""
        return f"{self.purpose}:{self.credentials.user_id}"

    @property
    def shards(self) -> set[int]:
        """The shards whose events concern this socket."""
        own = {shard_of_user(self.credentials.user_id)}
        return own if self.couple is None else own | {shard_of_couple(self.couple)}

    def push(self, frame: dict[str, Any]) -> None:
        """Send a frame after those already waiting, without holding up the caller."""
        if self.closed:
            return
        self.frames.append(orjson.dumps(frame).decode())
        if len(self.frames) > MAX_QUEUED_FRAMES:
            self.close(CloseCode.RESTARTING)
        elif self.sending is None:
            self.sending = asyncio.create_task(self.drain())

    async def drain(self) -> None:
        """Send the waiting frames."""
        try:
            while self.frames and not self.closed:
                await self.send(self.frames.pop(0))
        except Exception:  # the socket is gone; its disconnect clears the connection
            self.frames.clear()
        finally:
            self.sending = None

    def close(self, code: int) -> None:
        """Hang up once, with this code."""
        if not self.closed:
            self.closed = True
            self.closing = asyncio.create_task(self.hang_up(code))

    def may(self, action: str, interval: float) -> bool:
        """Whether this socket may ask for something again, at most once in so many seconds."""
        now = time.monotonic()
        if now - self.last_times.get(action, -interval) < interval:
            return False
        self.last_times[action] = now
        return True
