"""The two statements of a move: read all that it depends on, and write it if nothing has changed meanwhile.

They are SQL because every move runs them: prepared once for each connection, one look-up and one write.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakSet

from django.db import connection

from couples.models import display_name
from couples.session_credentials import Credentials
from dialogues.models import to_snapshot, to_state
from dialogues.protocol import CLOSED, Move, State
from dialogues.protocol.arrangements import RESCHEDULING

LOAD = """
PREPARE load_scene (uuid, integer, text, text, text) AS
SELECT d.kind, d.mode, d.version, d.snapshot::text, d.keep_asked, d.kept, d.meet_at, d.new_meet_at,
       d.closed_at, d.prepared, d.started_by_id, d.topic IS NOT NULL, d.topic_asked, d.topic_kept, d.couple_id,
       c.key_id, me.id, me.slot, my_profile.first_name, my_profile.key_id, my_profile.language, my_profile.time_zone,
       partner.id, partner_profile.first_name, partner_profile.key_id, t.seq, t.author_id,
       u.is_active AND u.password = $4 AND my_profile.agrees AND s.session_key IS NOT NULL
FROM dialogues_dialogue d
JOIN couples_couple c ON c.id = d.couple_id AND c.ended_at IS NULL
JOIN couples_partner me ON me.couple_id = c.id AND me.user_id = $2 AND me.left_at IS NULL
JOIN couples_profile my_profile ON my_profile.user_id = me.user_id
JOIN couples_user u ON u.id = me.user_id
JOIN couples_partner partner ON partner.couple_id = c.id AND partner.slot = 1 - me.slot
JOIN couples_profile partner_profile ON partner_profile.user_id = partner.user_id
LEFT JOIN django_session s ON s.session_key = $3 AND s.expire_date > now()
LEFT JOIN dialogues_turn t ON t.dialogue_id = d.id AND t.key = $5
WHERE d.id = $1
"""

SCENE_COLUMNS = (
    "keep_asked",
    "kept",
    "meet_at",
    "new_meet_at",
    "closed_at",
    "prepared",
    "started_by",
    "has_topic",
    "topic_asked",
    "topic_kept",
    "couple",
)  # as `LOAD` selects them

APPEND = """
PREPARE append_turn (uuid, integer, integer, text, boolean, timestamptz, boolean, bigint, text, text,
                     integer, text, bytea, text, text, timestamptz, boolean, boolean, timestamptz) AS
WITH moved AS (
    UPDATE dialogues_dialogue SET version = $3, snapshot = $4::jsonb, kept = $5, meet_at = $6,
           closed_at = CASE WHEN $7 THEN now() END, topic_asked = $17, topic_kept = $18,
           new_meet_at = $19
    WHERE id = $1 AND version = $2 AND closed_at IS NULL
      AND EXISTS (SELECT FROM couples_partner me
                  JOIN couples_profile my_profile ON my_profile.user_id = me.user_id AND my_profile.agrees
                  JOIN couples_user u ON u.id = me.user_id AND u.is_active AND u.password = $15
                  WHERE me.id = $8 AND me.left_at IS NULL)
      AND EXISTS (SELECT FROM django_session WHERE session_key = $14 AND expire_date > now())
    RETURNING id
)
INSERT INTO dialogues_turn
       (dialogue_id, seq, author_id, step, move, round, key, words, blanked, meet_at, created_at)
SELECT id, $3, $8, $9, $10, $11, $12, $13, '', $16, now() FROM moved
RETURNING created_at
"""

prepared: WeakSet[Any] = WeakSet()


@dataclass(frozen=True, slots=True)
class Participant:
    """One of the two, as a dialogue needs them."""

    id: int
    slot: int
    name: str
    owners: tuple[uuid.UUID, uuid.UUID]  # the vault keys that seal what they say


@dataclass(frozen=True, slots=True)
class MoveText:
    """Words beside a move."""

    shown: str = ""  # above its button
    box: str = ""  # in its box
    is_returned: bool = False  # its author said this, and is asked to say it in smaller pieces
    lines: tuple[str, ...] = ()  # to be tapped into its box


@dataclass(frozen=True, slots=True)
class Scene:
    """A dialogue at one version, as one partner finds it."""

    dialogue: uuid.UUID
    kind: str
    mode: str
    state: State
    keep_asked: bool
    kept: bool
    meet_at: datetime | None
    new_meet_at: datetime | None
    closed_at: datetime | None
    prepared: bytes | None  # sealed; for the one alone who began the dialogue
    started_by: int
    couple: uuid.UUID
    me: Participant
    partner: Participant
    language: str
    time_zone: str
    signed_in: bool
    repeat_of: int | None = None  # the version that the move with the same key led to
    key_is_used: bool = False  # the partner has used the key
    has_topic: bool = False  # this and what follows is for the stage
    topic_asked: bool = False  # one of the two would like to keep the topic
    topic_kept: bool = False  # both would
    move_texts: Mapping[str, MoveText] = field(default_factory=dict)  # by move, for whoever acts at this step
    quote: str = ""  # what was said earlier and matters at this step
    rung: int = 0  # how many pieces were said aloud in this round: the next one may go deeper

    def person(self, slot: int) -> Participant:
        """Return the partner in this slot."""
        return self.me if slot == self.me.slot else self.partner

    def time_of(self, move: Move) -> datetime | None:
        """Return the time that the move which led to this scene has asked for, or agreed to."""
        if self.state.step == RESCHEDULING.name:
            return self.new_meet_at
        return self.meet_at if move.time_question or move.names_asked_time else None


def execute_prepared(name: str, parameters: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Return the first row of a prepared statement."""
    with connection.cursor() as cursor:
        if connection.connection not in prepared:
            cursor.execute(LOAD)
            cursor.execute(APPEND)
            prepared.add(connection.connection)
        placeholders = ", ".join(["%s"] * len(parameters))
        cursor.execute(f"EXECUTE {name} ({placeholders})", parameters)  # noqa: S608
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def select_scene(dialogue: uuid.UUID, credentials: Credentials, key: str = "") -> Scene | None:
    """Return the scene as a partner finds it, None for anybody else."""
    row = execute_prepared(
        "load_scene", (dialogue, credentials.user_id, credentials.session_hash, credentials.password, key)
    )
    return scene_from_row(dialogue, row) if row else None


def scene_from_row(dialogue: uuid.UUID, row: tuple[Any, ...]) -> Scene:
    """Return the scene of a row that `LOAD` has selected."""
    kind, mode, version, snapshot, *more = row
    columns = dict(zip(SCENE_COLUMNS, more, strict=False))
    columns["prepared"] = bytes(columns["prepared"]) if columns["prepared"] else None
    people = people_from_row(*more[len(SCENE_COLUMNS) :])
    return Scene(dialogue, kind, mode, to_state(version, json.loads(snapshot)), **columns, **people)


def people_from_row(couple_key: uuid.UUID, my_id: int, *row: Any) -> dict[str, Any]:
    """Return what a row says of the two: who they are, who reads, and whether the key of a move is known."""
    my_slot, my_name, my_key, language, time_zone, *row_of_partner = row
    their_id, their_name, their_key, seq, author, signed_in = row_of_partner
    return {
        "me": Participant(my_id, my_slot, display_name(my_name), (couple_key, my_key)),
        "partner": Participant(their_id, 1 - my_slot, display_name(their_name), (couple_key, their_key)),
        "language": language,
        "time_zone": time_zone,
        "signed_in": bool(signed_in),
        "repeat_of": seq if author == my_id else None,
        "key_is_used": seq is not None and author != my_id,
    }


def append_turn(
    before: Scene, after: Scene, credentials: Credentials, *, move: Move, key: str, sealed: bytes | None
) -> datetime | None:
    """Write one move, if version, membership and session are still as they were read.

    Returns when it was written, None if it wasn't.
    """
    versions = (before.dialogue, before.state.version, after.state.version)
    outcome = (json.dumps(to_snapshot(after.state)), after.kept, after.meet_at, after.state.step == CLOSED)
    turn = (before.me.id, before.state.step, move.name, before.state.round, key, sealed)
    session = (credentials.session_hash, credentials.password)
    topic = (after.topic_asked, after.topic_kept)
    times = (after.time_of(move), *topic, after.new_meet_at)
    row = execute_prepared("append_turn", (*versions, *outcome, *turn, *session, *times))
    return row[0] if row else None
