"""One open socket, and why it may be closed."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Coroutine
from enum import IntEnum
from typing import Any

# Frames that may wait for a slow phone. Beyond it the socket closes: on return it gets all it missed.
MAX_QUEUED_FRAMES = 64


class CloseCode(IntEnum):
    """Why a socket is closed. Clients know these numbers."""

    ABUSE = 1008
    RESTARTING = 1012
    SIGN_IN_AGAIN = 4401
    NOT_DIALOGUE_PARTNER = 4403


class Connection:
    """One socket. `limit_key` names the person and what the socket is for; `joined_at` is set by the socket limit."""

    __slots__ = (
        "last_times",
        "closed",
        "closing",
        "frames",
        "hang_up",
        "joined_at",
        "limit_key",
        "send",
        "sending",
    )

    def __init__(
        self,
        limit_key: str,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        self.limit_key, self.send, self.hang_up = limit_key, send, hang_up
        self.frames: deque[str] = deque()
        self.sending: asyncio.Task[None] | None = None
        self.closing: asyncio.Task[None] | None = None
        self.last_times: dict[str, float] = {}
        self.joined_at = 0.0
        self.closed = False

    def push(self, frame: dict[str, Any]) -> None:
        """Send a frame after those already waiting, without holding up the caller."""
        if self.closed:
            return
        self.frames.append(json.dumps(frame))
        if len(self.frames) > MAX_QUEUED_FRAMES:
            self.close(CloseCode.RESTARTING)
        elif self.sending is None:
            self.sending = asyncio.create_task(self.drain())

    async def drain(self) -> None:
        """Send the waiting frames."""
        try:
            while self.frames and not self.closed:
                await self.send(self.frames.popleft())
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
