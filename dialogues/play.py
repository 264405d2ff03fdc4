"""`play`: the one writer of a dialogue. Socket and form both come through here."""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.form_utils import KEY
from core.text import visible
from couples.credentials import Credentials
from dialogues import hooks, prepared_words, rate_limits, retention, store, transcript_lines
from dialogues.models import SPOKEN, place
from dialogues.protocol import CLOSED, PAUSED, Act, Move, Refusal, Refused, State, Words
from dialogues.protocol.engine import after, find, refuse_words
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import NEVER_TOO_FAST, WITHDRAW
from dialogues.store import Scene
from dialogues.transcript_lines import Line
from vault.sealing import seal


class NotYours(Exception):
    """The dialogue is not this person's, or not any more."""


class SignedOut(Exception):
    """The session has ended."""


@dataclass(frozen=True, slots=True)
class Made:
    """A move as it arrived. `seen` is the version its maker saw; `at` a time to meet again; `keep` their yes
    to keeping the words; `scale` a number from 0 to 10 where the move asks for one."""

    move: str
    words: str
    seen: int
    key: str
    at: datetime | None = None
    keep: bool = False
    scale: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a move. Accepted: `line` is the new turn. The same key again: accepted, without a line.
    Refused: the reason."""

    scene: Scene
    version: int
    line: Line | None = None
    refusal: Refusal | None = None


def enter(dialogue: uuid.UUID, who: Credentials, key: str = "") -> Scene:
    """The scene as this person finds it. NotYours or SignedOut when they may not."""
    scene = store.load(dialogue, who, key)
    if scene is None:
        raise NotYours
    if not scene.signed_in:
        raise SignedOut
    return prepared_words.with_words(scene)


def play(dialogue: uuid.UUID, who: Credentials, made: Made) -> Answer:
    """Make one move. Raises NotYours or SignedOut. The same key again answers as the first time did and adds
    nothing.

    What is read is checked again by the statement that writes, so both together are as one transaction.
    """
    made = replace(made, words=visible(made.words))
    # A lost race has few outcomes: the version moved on, the key is there already, they may not any more.
    # Once more tells which.
    answer = attempt(dialogue, who, made) or attempt(dialogue, who, made)
    return answer or Answer(scene := enter(dialogue, who), scene.state.version, refusal=Refusal.STALE)


def attempt(dialogue: uuid.UUID, who: Credentials, made: Made) -> Answer | None:
    """One try; None when somebody else was quicker."""
    scene = enter(dialogue, who, made.key)
    if scene.repeat_of is not None:
        return Answer(scene, scene.repeat_of)
    if made.move not in NEVER_TOO_FAST and not rate_limits.may_move(who.user_id):
        return Answer(scene, scene.state.version, refusal=Refusal.TOO_FAST)
    move = validate(scene, made)
    if isinstance(move, Refused):
        return Answer(scene, scene.state.version, refusal=move.reason)
    return write(scene, who, made, move)


def validate(scene: Scene, made: Made) -> Move | Refused:
    """The move, if it may be made now with these words."""
    if not KEY.fullmatch(made.key):
        return Refused(Refusal.GARBLED)
    if made.seen != scene.state.version:
        return Refused(Refusal.STALE)
    if scene.key_taken:
        return Refused(Refusal.GARBLED)
    found = find(KINDS[scene.kind], scene.state, Act(scene.me.slot, made.move))
    if isinstance(found, Refused):
        return found
    return refuse_words(found, made.words, spoken=scene.mode == SPOKEN) or found


def write(scene: Scene, who: Credentials, made: Made, move: Move) -> Answer | None:
    """Store the move, and in the same transaction what follows from it."""
    state = after(KINDS[scene.kind], scene.state, Act(scene.me.slot, made.move), move)
    new = replace(
        scene,
        state=state,
        kept=scene.kept or (move.with_keep and is_asked_to_keep(scene) and made.keep),
        meet_at=next_meeting(scene, state, move, made),
        beside={},
    )
    words = made.words.strip() if move.words is not Words.NONE else ""
    scale = made.scale if move.with_scale else None
    sealed = sealed_words(scene, state.version, transcript_lines.to_seal(move, words, scale))
    follows = move is WITHDRAW or state.step == CLOSED
    with transaction.atomic() if follows else nullcontext():
        written_at = store.append(scene, new, who, move=move, key=made.key, sealed=sealed)
        if written_at is None:
            return None
        if move is WITHDRAW:
            retention.withdraw(scene.dialogue, scene.state.open_at)
        if state.step == CLOSED:
            new = replace(new, closed_at=written_at)
            hooks.closed(new)
            retention.close(new, scene.state.step)
    line = transcript_lines.made(new, scene.state, move, words, written_at, scale)
    return Answer(prepared_words.with_words(new), state.version, line=line)


def apply_minimum_pause(at: datetime | None, move: Move) -> datetime | None:
    """A time that is not too soon, where one was named."""
    return at and max(at, timezone.now() + timedelta(minutes=move.rest))


def sealed_words(scene: Scene, version: int, text: str) -> bytes | None:
    return seal(scene.me.owners, text, place(scene.dialogue, version)) if text else None


def is_asked_to_keep(scene: Scene) -> bool:
    """Whether it is theirs to say yes to keeping the words: the other one, who began, has asked for it."""
    return scene.keep_asked and scene.me.slot != scene.state.sender


def next_meeting(scene: Scene, state: State, move: Move, made: Made) -> datetime | None:
    """The time agreed for coming back: kept until the two go on."""
    if move.with_time:
        return apply_minimum_pause(made.at, move) if move.rest else made.at
    if state.step in (PAUSED, scene.state.step):
        return scene.meet_at
    return None
