"""The sockets of one dialogue, and whether they may stay open."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from django.db import connection as database

from core.sockets import Connection
from couples.session_credentials import Credentials
from dialogues.frames import partner_frame
from dialogues.protocol import State
from dialogues.protocol.engine import is_under_way
from dialogues.store import Scene

SILENCE_LIMIT = (
    35.0  # seconds without a frame, after which nobody counts as present: phones send a ping every 20
)

CHECK_CONNECTIONS = """
SELECT socket.n, d.version, d.blanked_at, partner.id IS NOT NULL, u.id IS NOT NULL AND s.session_key IS NOT NULL
FROM unnest(%s::uuid[], %s::integer[], %s::text[], %s::text[])
     WITH ORDINALITY AS socket (dialogue, person, session, password, n)
LEFT JOIN dialogues_dialogue d ON d.id = socket.dialogue
LEFT JOIN couples_couple c ON c.id = d.couple_id AND c.ended_at IS NULL
LEFT JOIN couples_partner partner
       ON partner.couple_id = c.id AND partner.user_id = socket.person AND partner.left_at IS NULL
LEFT JOIN couples_profile p ON p.user_id = socket.person AND p.agrees
LEFT JOIN couples_user u ON u.id = p.user_id AND u.is_active AND u.password = socket.password
LEFT JOIN django_session s ON s.session_key = socket.session AND s.expire_date > now()
ORDER BY socket.n
"""


class DialogueConnection(Connection):
    """One partner's socket at a dialogue."""

    purpose = "room"
    credentials: Credentials

    __slots__ = (
        "blanked_at", "catching_up", "dialogue", "heard_at", "knows_partner", "language",
        "needs_catch_up", "partner_is_present", "shown", "slot", "time_zone",
    )  # fmt: skip

    def __init__(
        self,
        dialogue: uuid.UUID,
        credentials: Credentials,
        seen: int,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(credentials, send, hang_up)
        self.dialogue = dialogue
        self.shown = seen  # the version on its screen
        self.slot, self.language, self.time_zone = -1, "en", "UTC"
        self.blanked_at: datetime | None = None  # `Dialogue.blanked_at`, as its screen knows it
        self.partner_is_present: bool | None = None  # as last announced
        self.knows_partner = False  # true once other processes have had time to say they're here
        self.catching_up = self.needs_catch_up = False
        self.heard_at = time.monotonic()

    @property
    def is_silent(self) -> bool:
        """Whether its page has been silent for so long that perhaps nobody is there."""
        return time.monotonic() - self.heard_at >= SILENCE_LIMIT

    def hear(self) -> bool:
        """Remember that its page has just sent something, and return whether it had fallen silent.

        A browser answers the server's pings even for a page asleep in a pocket, so those prove nothing.
        """
        was_silent = self.is_silent
        self.heard_at = time.monotonic()
        return was_silent

    def identify(self, scene: Scene) -> None:
        """Remember whose socket it is."""
        self.slot, self.language, self.time_zone = scene.me.slot, scene.language, scene.time_zone
        self.couple = scene.couple


class Room:
    """The sockets at one dialogue, and for each other process until when each partner counts as present there.

    Presence is only shown while the dialogue is under way: earlier, it would reveal that an invitation was read.
    """

    __slots__ = ("announced", "connections", "couple", "is_under_way", "remote_until", "version")

    def __init__(self) -> None:
        self.connections: set[DialogueConnection] = set()
        self.couple: uuid.UUID | None = None  # until one of the sockets is identified
        self.announced: set[int] = set()  # the slots that other processes know to be present in this one
        self.version, self.is_under_way = -1, False
        self.remote_until: dict[str, list[float]] = {}

    def update_state(self, state: State) -> None:
        """Remember the dialogue's state, unless a newer one is known."""
        if state.version >= self.version:
            self.version, self.is_under_way = state.version, is_under_way(state)

    def local_slots(self) -> set[int]:
        """The slots of those who are present by a socket in this process."""
        return {connection.slot for connection in self.connections if not connection.is_silent} & {0, 1}

    def is_behind(self, version: int) -> bool:
        """Whether a screen doesn't show this version yet."""
        return any(connection.shown < version for connection in self.connections)

    def hear_of(self, process: str, slot: int, seconds: float) -> None:
        """Count a partner as present in another process for so many seconds."""
        self.remote_until.setdefault(process, [0.0, 0.0])[slot] = time.monotonic() + seconds

    def other_processes(self) -> list[str]:
        """The other processes that have sockets in this room, as far as it's known."""
        now = time.monotonic()
        for process in [one for one, until in self.remote_until.items() if max(until) <= now]:
            del self.remote_until[process]
        return list(self.remote_until)

    def is_present(self, slot: int) -> bool:
        """Whether this partner is in the room, in whichever process."""
        now = time.monotonic()
        return any(until[slot] > now for until in self.remote_until.values()) or slot in self.local_slots()

    def update_presence(self) -> None:
        """Notify each socket when the partner has joined or left."""
        identified = [connection for connection in self.connections if connection.slot >= 0]
        for connection in identified if self.is_under_way else ():
            is_present = self.is_present(1 - connection.slot)
            may_tell = is_present or connection.knows_partner
            if may_tell and connection.partner_is_present is not is_present:
                connection.partner_is_present = is_present
                connection.push(partner_frame("here" if is_present else "away"))

    def show_typing(self, slot: int) -> None:
        """Tell the other partner's sockets that this one is typing."""
        for connection in self.connections if self.is_under_way else ():
            if connection.slot == 1 - slot:
                connection.push(partner_frame("typing"))


def check_connections(
    connections: Sequence[DialogueConnection],
) -> list[tuple[int, datetime | None, bool, bool]]:
    """Return for each: its dialogue's version and `blanked_at`, and whether its person is a partner and signed in."""
    columns = (
        [connection.dialogue for connection in connections],
        [connection.credentials.user_id for connection in connections],
        [connection.credentials.session_hash for connection in connections],
        [connection.credentials.password for connection in connections],
    )
    with database.cursor() as cursor:
        cursor.execute(CHECK_CONNECTIONS, columns)
        return [(version or 0, *flags) for _, version, *flags in cursor.fetchall()]
