"""`play`: the one writer of a dialogue. Socket and form both come through here."""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.form_utils import KEY_PATTERN
from core.text import visible_or_blank
from couples.credentials import Credentials
from dialogues import hooks, prepared_words, rate_limits, retention, store, transcript_lines
from dialogues.models import SPOKEN, turn_place
from dialogues.protocol import CLOSED, PAUSED, Act, Move, Refusal, Refused, State, Words
from dialogues.protocol.engine import advance, check_words, find_move
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import UNLIMITED_MOVES, WITHDRAW
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine
from vault.sealing import seal


class NotDialoguePartner(Exception):
    """The dialogue is not this person's, or not any more."""


class SignedOut(Exception):
    """The session has ended."""


@dataclass(frozen=True, slots=True)
class MoveSubmission:
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
class MoveResult:
    """What became of a move. Accepted: `line` is the new turn. The same key again: accepted, without a line.
    Refused: the reason."""

    scene: Scene
    version: int
    line: TranscriptLine | None = None
    refusal: Refusal | None = None


def load_scene(dialogue: uuid.UUID, who: Credentials, key: str = "") -> Scene:
    """The scene as this person finds it. NotYours or SignedOut when they may not."""
    scene = store.select_scene(dialogue, who, key)
    if scene is None:
        raise NotDialoguePartner
    if not scene.signed_in:
        raise SignedOut
    return prepared_words.with_move_texts(scene)


def play(dialogue: uuid.UUID, who: Credentials, made: MoveSubmission) -> MoveResult:
    """Make one move. Raises NotYours or SignedOut. The same key again answers as the first time did and adds
    nothing.

    What is read is checked again by the statement that writes, so both together are as one transaction.
    """
    made = replace(made, words=visible_or_blank(made.words))
    # A lost race has few outcomes: the version moved on, the key is there already, they may not any more.
    # Once more tells which.
    answer = try_move(dialogue, who, made) or try_move(dialogue, who, made)
    return answer or MoveResult(
        scene := load_scene(dialogue, who), scene.state.version, refusal=Refusal.STALE
    )


def try_move(dialogue: uuid.UUID, who: Credentials, made: MoveSubmission) -> MoveResult | None:
    """One try; None when somebody else was quicker."""
    scene = load_scene(dialogue, who, made.key)
    if scene.repeat_of is not None:
        return MoveResult(scene, scene.repeat_of)
    if made.move not in UNLIMITED_MOVES and not rate_limits.may_move(who.user_id):
        return MoveResult(scene, scene.state.version, refusal=Refusal.TOO_FAST)
    move = validate_submission(scene, made)
    if isinstance(move, Refused):
        return MoveResult(scene, scene.state.version, refusal=move.reason)
    return store_move(scene, who, made, move)


def validate_submission(scene: Scene, made: MoveSubmission) -> Move | Refused:
    """The move, if it may be made now with these words."""
    if not KEY_PATTERN.fullmatch(made.key):
        return Refused(Refusal.GARBLED)
    if made.seen != scene.state.version:
        return Refused(Refusal.STALE)
    if scene.key_taken:
        return Refused(Refusal.GARBLED)
    found = find_move(KINDS[scene.kind], scene.state, Act(scene.me.slot, made.move))
    if isinstance(found, Refused):
        return found
    return check_words(found, made.words, spoken=scene.mode == SPOKEN) or found


def store_move(scene: Scene, who: Credentials, made: MoveSubmission, move: Move) -> MoveResult | None:
    """Store the move, and in the same transaction what follows from it."""
    state = advance(KINDS[scene.kind], scene.state, Act(scene.me.slot, made.move), move)
    new = replace(
        scene,
        state=state,
        kept=scene.kept or (move.asks_to_keep and may_agree_to_keep(scene) and made.keep),
        meet_at=next_meeting(scene, state, move, made),
        beside={},
    )
    words = made.words.strip() if move.words is not Words.NONE else ""
    scale = made.scale if move.scale_question else None
    sealed = seal_words(scene, state.version, transcript_lines.encode_words(move, words, scale))
    follows = move is WITHDRAW or state.step == CLOSED
    with transaction.atomic() if follows else nullcontext():
        written_at = store.append_turn(scene, new, who, move=move, key=made.key, sealed=sealed)
        if written_at is None:
            return None
        if move is WITHDRAW:
            retention.blank_withdrawn(scene.dialogue, scene.state.open_at)
        if state.step == CLOSED:
            new = replace(new, closed_at=written_at)
            hooks.notify_closed(new)
            retention.blank_unkept(new, scene.state.step)
    line = transcript_lines.line_of_move(new, scene.state, move, words, written_at, scale)
    return MoveResult(prepared_words.with_move_texts(new), state.version, line=line)


def apply_minimum_pause(at: datetime | None, move: Move) -> datetime | None:
    """A time that is not too soon, where one was named."""
    return at and max(at, timezone.now() + timedelta(minutes=move.min_pause_minutes))


def seal_words(scene: Scene, version: int, text: str) -> bytes | None:
    return seal(scene.me.owners, text, turn_place(scene.dialogue, version)) if text else None


def may_agree_to_keep(scene: Scene) -> bool:
    """Whether it is theirs to say yes to keeping the words: the other one, who began, has asked for it."""
    return scene.keep_asked and scene.me.slot != scene.state.sender


def next_meeting(scene: Scene, state: State, move: Move, made: MoveSubmission) -> datetime | None:
    """The time agreed for coming back: kept until the two go on."""
    if move.time_question:
        return apply_minimum_pause(made.at, move) if move.min_pause_minutes else made.at
    if state.step in (PAUSED, scene.state.step):
        return scene.meet_at
    return None
