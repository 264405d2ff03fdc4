"""The two statements of a move: read all that it depends on, and write it if nothing has changed meanwhile.

Every move runs both, one read and one write, so they are database functions, whose plans PostgreSQL caches. Their SQL
is in `migrations/0011_move_functions.py`, which says why a changed function gets a new name.
"""

from __future__ import annotations

import json
import uuid
from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.raw_sql import fetch_models, fetch_value
from couples.models import display_name
from couples.session_credentials import Credentials
from dialogues.models import Dialogue, Turn, steps_by_moves, to_snapshot, to_state
from dialogues.protocol import CLOSED, Move, Purpose, State
from dialogues.protocol.arrangements import RESCHEDULING
from vault.sealing import KeyReading, WrappedKey

LOAD = "SELECT dialogues_load_scene_2(%s, %s, %s, %s, %s)"
APPEND = f"SELECT dialogues_append_turn_1({', '.join(['%s'] * 19)})"
TURN_COLUMNS = (
    *("id", "dialogue_id", "seq", "author_id", "step", "move", "round", "words", "blanked"),
    *("meet_at", "created_at"),
)
TURNS_OF = f"SELECT {', '.join(TURN_COLUMNS)} FROM dialogues_turn WHERE dialogue_id = %s AND seq <= %s"  # noqa: S608
TURNS_AFTER = f"{TURNS_OF} AND seq > %s ORDER BY seq"
LATEST_TURNS = f"{TURNS_OF} AND move = ANY(%s) AND blanked <> %s ORDER BY seq DESC LIMIT %s"
FIRST_TURNS = f"""
    SELECT DISTINCT ON (dialogue_id) {", ".join(TURN_COLUMNS)} FROM dialogues_turn
    WHERE words IS NOT NULL AND dialogue_id = ANY(%s)
        AND (dialogue_id, step, move) IN (SELECT * FROM unnest(%s, %s, %s))
    ORDER BY dialogue_id, seq
"""  # noqa: S608
COLUMNS = (
    *("kind", "mode", "version", "snapshot", "keep_asked", "kept", "meet_at", "new_meet_at", "closed_at"),
    *("prepared", "started_by", "couple", "has_topic", "topic_asked", "topic_kept", "couple_key"),
    *("my_id", "my_slot", "my_name", "my_key", "language", "time_zone"),
    *("partner_id", "partner_name", "partner_key", "key_seq", "key_author", "signed_in"),
    *("couple_master", "couple_wrapped", "my_master", "my_wrapped", "partner_master", "partner_wrapped"),
)  # as `LOAD` lists them
TIMES = ("meet_at", "new_meet_at", "closed_at")
AS_STORED = (
    *("mode", "keep_asked", "kept", "started_by", "language", "time_zone", "signed_in"),
    *("has_topic", "topic_asked", "topic_kept"),
)


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


def select_scene(dialogue: uuid.UUID, credentials: Credentials, key: str = "") -> Scene | None:
    """Return the scene as a partner finds it, None for anybody else."""
    person, reading = (credentials.user_id, credentials.session_hash, credentials.password), KeyReading()
    text = fetch_value(LOAD, (dialogue, *person, key))
    if not text:
        return None
    row = dict(zip(COLUMNS, json.loads(text), strict=True))
    scene = scene_from_row(dialogue, row)
    couple_key = wrapped_key(row, "couple")
    reading.remember(scene.me.owners, (couple_key, wrapped_key(row, "my")))
    reading.remember(scene.partner.owners, (couple_key, wrapped_key(row, "partner")))
    return scene


def wrapped_key(row: dict[str, Any], whose: str) -> WrappedKey:
    """Return the couple's wrapped key, or that of one of the two."""
    return row[f"{whose}_master"], row[f"{whose}_wrapped"]


def scene_from_row(dialogue: uuid.UUID, row: dict[str, Any]) -> Scene:
    """Return the scene of a row that `LOAD` has selected."""
    couple_key, author = uuid.UUID(row["couple_key"]), row["key_author"]
    return Scene(
        dialogue,
        row["kind"],
        couple=uuid.UUID(row["couple"]),
        state=to_state(row["version"], row["snapshot"]),
        prepared=b64decode(row["prepared"]) if row["prepared"] else None,
        me=participant_from_row(row, "my", row["my_slot"], couple_key),
        partner=participant_from_row(row, "partner", 1 - row["my_slot"], couple_key),
        repeat_of=row["key_seq"] if author == row["my_id"] else None,
        key_is_used=author not in (None, row["my_id"]),
        **{name: row[name] for name in AS_STORED},
        **times_from_row(row),
    )


def times_from_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return the times of a scene by name."""
    return {name: datetime.fromisoformat(row[name]) if row[name] else None for name in TIMES}


def participant_from_row(row: dict[str, Any], whose: str, slot: int, couple_key: uuid.UUID) -> Participant:
    """Return one of the two partners of a row that `LOAD` has selected."""
    owners = (couple_key, uuid.UUID(row[f"{whose}_key"]))
    return Participant(row[f"{whose}_id"], slot, display_name(row[f"{whose}_name"]), owners)


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
    written_at: datetime | None = fetch_value(APPEND, (*versions, *outcome, *turn, *session, *times))
    return written_at


def select_turns(dialogue: uuid.UUID, after: int, up_to: int) -> list[Turn]:
    """Return the turns of a dialogue between two versions, in order."""
    return fetch_models(Turn, TURN_COLUMNS, TURNS_AFTER, (dialogue, up_to, after))


def select_latest_turns(dialogue: uuid.UUID, up_to: int, moves: Collection[str], number: int) -> list[Turn]:
    """Return the latest turns up to a version that were made by these moves and not withdrawn, the latest first."""
    parameters = (dialogue, up_to, list(moves), Turn.WITHDRAWN, number)
    return fetch_models(Turn, TURN_COLUMNS, LATEST_TURNS, parameters)


def select_first_turns(dialogues: Iterable[Dialogue], purpose: Purpose) -> list[Turn]:
    """Return each dialogue's first turn that has words, and a move with this purpose."""
    places = [
        (row.pk, step, move)
        for row in dialogues
        for moves, steps in steps_by_moves(purpose, row.kind).items()
        for step in steps
        for move in moves
    ]
    if not places:
        return []
    ids, steps, moves = map(list, zip(*places, strict=True))
    return fetch_models(Turn, TURN_COLUMNS, FIRST_TURNS, (ids, ids, steps, moves))
