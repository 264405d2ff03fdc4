"""A seat is one open socket, a room all seats at one dialogue in this process."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from couples.credentials import Credentials
from dialogues import stage
from dialogues.protocol import State
from dialogues.protocol.engine import is_under_way
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine

# Frames that may wait for a slow phone. Beyond it the socket closes: on return it gets all it missed.
MAX_QUEUED_FRAMES = 64


class Connection:
    """One socket at a dialogue. `shown` is the version on its screen, and `blanked_at` says up to when the words that
    were let go are off it."""

    __slots__ = (
        "again", "asked_at", "blanked_at", "catching_up", "closed", "dialogue", "frames", "hang_up",
        "hanging_up", "joined_at", "language", "partner_here", "send", "sending", "shown", "slot", "time_zone",
        "who",
    )  # fmt: skip

    def __init__(
        self,
        dialogue: uuid.UUID,
        who: Credentials,
        seen: int,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        self.dialogue, self.who, self.shown = dialogue, who, seen
        self.send, self.hang_up = send, hang_up
        self.slot, self.language, self.time_zone = -1, "en", "UTC"
        self.frames: deque[str] = deque()
        self.sending: asyncio.Task[None] | None = None
        self.hanging_up: asyncio.Task[None] | None = None
        self.asked_at: dict[str, float] = {}
        self.blanked_at: datetime | None = None
        self.joined_at = 0.0
        self.partner_here: bool | None = None  # as last announced
        self.catching_up = self.again = self.closed = False

    def push(self, frame: dict[str, Any] | str) -> None:
        """Send a frame after those already waiting, without holding up the caller."""
        if self.closed:
            return
        self.frames.append(frame if isinstance(frame, str) else json.dumps(frame))
        if len(self.frames) > MAX_QUEUED_FRAMES:
            self.close(1012)
        elif self.sending is None:
            self.sending = asyncio.create_task(self.drain())

    async def drain(self) -> None:
        try:
            while self.frames and not self.closed:
                await self.send(self.frames.popleft())
        except Exception:  # the socket is gone; its disconnect clears the seat
            self.frames.clear()
        finally:
            self.sending = None

    def close(self, code: int) -> None:
        """Hang up once, with this code."""
        if not self.closed:
            self.closed = True
            self.hanging_up = asyncio.create_task(self.hang_up(code))

    def may(self, what: str, every: float) -> bool:
        """Whether this socket may ask for something again, at most once in so many seconds."""
        now = time.monotonic()
        if now - self.asked_at.get(what, -every) < every:
            return False
        self.asked_at[what] = now
        return True

    def settle(self, scene: Scene) -> None:
        """Remember who sits here."""
        self.slot, self.language, self.time_zone = scene.me.slot, scene.language, scene.time_zone


class Room:
    """The seats at one dialogue, and until when each partner counts as present in other processes. Presence is only
    shown while the dialogue is under way: earlier, it would reveal that an invitation was read."""

    __slots__ = ("elsewhere", "is_under_way", "seats", "version")

    def __init__(self) -> None:
        self.seats: set[Connection] = set()
        self.version, self.is_under_way = -1, False
        self.elsewhere = [0.0, 0.0]

    def follow(self, state: State) -> None:
        """Note where the dialogue stands, unless something newer is known."""
        if state.version >= self.version:
            self.version, self.is_under_way = state.version, is_under_way(state)

    def sits(self, slot: int) -> bool:
        """Whether this partner has a seat in this process."""
        return any(seat.slot == slot for seat in self.seats)

    def here(self, slot: int, now: float) -> bool:
        """Whether this partner is in the room, in whichever process."""
        return self.elsewhere[slot] > now or self.sits(slot)

    def tell_who_is_here(self) -> None:
        """Tell each seat when the partner has come or gone."""
        now = time.monotonic()
        for seat in self.seats if self.is_under_way else ():
            is_here = self.here(1 - seat.slot, now) if seat.slot >= 0 else seat.partner_here
            if seat.partner_here is not is_here:
                seat.partner_here = is_here
                seat.push({"is": "partner", "state": "here" if is_here else "away"})

    def tell_typing(self, slot: int) -> None:
        """Tell the other one's seats that this partner is finding words."""
        for seat in self.seats if self.is_under_way else ():
            if seat.slot == 1 - slot:
                seat.push({"is": "partner", "state": "typing"})


def stage_frame(
    scene: Scene, lines: list[TranscriptLine], slot: int, language: str, time_zone: str
) -> dict[str, Any]:
    """The stage of one partner at one version, with these turns."""
    return {
        "is": "stage",
        "version": scene.state.version,
        "step": scene.state.step,
        "mine": stage.is_my_turn(scene, slot),
        "html": stage.render_stage(scene, slot, language, time_zone),
        "turns": [{"seq": line.seq, "html": stage.render_turn(line, language, time_zone)} for line in lines],
    }
