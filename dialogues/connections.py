"""The sockets at one dialogue, and whether they may stay."""

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

    __slots__ = (
        "blanked_at", "catching_up", "dialogue", "language", "needs_catch_up", "partner_here", "shown", "slot",
        "time_zone", "who",
    )  # fmt: skip

    def __init__(
        self,
        dialogue: uuid.UUID,
        who: Credentials,
        seen: int,
        send: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(f"room:{who.user_id}", send, hang_up)
        self.dialogue, self.who = dialogue, who
        self.shown = seen  # the version on its screen
        self.slot, self.language, self.time_zone = -1, "en", "UTC"
        self.blanked_at: datetime | None = None  # `Dialogue.blanked_at`, as its screen knows it
        self.partner_here: bool | None = None  # as last announced
        self.catching_up = self.needs_catch_up = False

    def identify(self, scene: Scene) -> None:
        """Remember whose socket it is."""
        self.slot, self.language, self.time_zone = scene.me.slot, scene.language, scene.time_zone


class Room:
    """The sockets at one dialogue, and until when each partner counts as present in other processes.

    Presence is only shown while the dialogue is under way: earlier, it would reveal that an invitation was read.
    """

    __slots__ = ("connections", "elsewhere", "is_under_way", "version")

    def __init__(self) -> None:
        self.connections: set[DialogueConnection] = set()
        self.version, self.is_under_way = -1, False
        self.elsewhere = [0.0, 0.0]

    def update_state(self, state: State) -> None:
        """Remember the dialogue's state, unless a newer one is known."""
        if state.version >= self.version:
            self.version, self.is_under_way = state.version, is_under_way(state)

    def has(self, slot: int) -> bool:
        """Whether this partner has a socket in this process."""
        return any(connection.slot == slot for connection in self.connections)

    def is_here(self, slot: int, now: float) -> bool:
        """Whether this partner is in the room, in whichever process."""
        return self.elsewhere[slot] > now or self.has(slot)

    def update_presence(self) -> None:
        """Tell each socket when the partner has come or gone."""
        now = time.monotonic()
        for one in self.connections if self.is_under_way else ():
            is_here = self.is_here(1 - one.slot, now) if one.slot >= 0 else one.partner_here
            if one.partner_here is not is_here:
                one.partner_here = is_here
                one.push(partner_frame("here" if is_here else "away"))

    def show_typing(self, slot: int) -> None:
        """Tell the other partner's sockets that this one is typing."""
        for one in self.connections if self.is_under_way else ():
            if one.slot == 1 - slot:
                one.push(partner_frame("typing"))


def check_connections(
    connections: Sequence[DialogueConnection],
) -> list[tuple[int, datetime | None, bool, bool]]:
    """Return for each: its dialogue's version and `blanked_at`, and whether its person is a partner and signed in."""
    columns = (
        [one.dialogue for one in connections],
        [one.who.user_id for one in connections],
        [one.who.session_hash for one in connections],
        [one.who.password for one in connections],
    )
    with database.cursor() as cursor:
        cursor.execute(CHECK_CONNECTIONS, columns)
        return [(version or 0, *rest) for _, version, *rest in cursor.fetchall()]
