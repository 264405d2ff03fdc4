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
from couples.session_credentials import Credentials
from dialogues import hooks, prepared_words, rate_limits, retention, store, transcript_lines
from dialogues.models import SPOKEN, turn_place
from dialogues.protocol import CLOSED, PAUSED, Act, Move, Refusal, Refused, State, Words
from dialogues.protocol.engine import advance, check_words, find_move
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import UNLIMITED_MOVES, WITHDRAW
from dialogues.scenes import load_scene
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine
from vault.sealing import seal


@dataclass(frozen=True, slots=True)
class MoveSubmission:
    """A move as it arrived."""

    move: str
    words: str
    seen: int  # the version on its author's screen
    key: str
    at: datetime | None = None  # a time to meet again
    keep: bool = False  # a yes to keeping the words
    scale: int | None = None  # a number from 0 to 10


@dataclass(frozen=True, slots=True)
class MoveResult:
    """What became of a move."""

    scene: Scene
    version: int
    line: TranscriptLine | None = None  # the new turn; None for a key that was accepted before
    refusal: Refusal | None = None


def play(dialogue: uuid.UUID, who: Credentials, submission: MoveSubmission) -> MoveResult:
    """Make one move. Raises NotDialoguePartner or SignedOut.

    The same key again is answered as the first time, and adds nothing. The statement that writes checks again what was
    read, so the two together are as good as one transaction.
    """
    submission = replace(submission, words=visible_or_blank(submission.words))
    # A lost race has few outcomes: the version moved on, the key is taken, the person may not any more. A second try
    # tells which.
    answer = try_move(dialogue, who, submission) or try_move(dialogue, who, submission)
    return answer or MoveResult(
        scene := load_scene(dialogue, who), scene.state.version, refusal=Refusal.STALE
    )


def try_move(dialogue: uuid.UUID, who: Credentials, submission: MoveSubmission) -> MoveResult | None:
    """Try once. Returns None if someone else was quicker."""
    scene = load_scene(dialogue, who, submission.key)
    if scene.repeat_of is not None:
        return MoveResult(scene, scene.repeat_of)
    if submission.move not in UNLIMITED_MOVES and not rate_limits.may_move(who.user_id):
        return MoveResult(scene, scene.state.version, refusal=Refusal.TOO_FAST)
    move = validate_submission(scene, submission)
    if isinstance(move, Refused):
        return MoveResult(scene, scene.state.version, refusal=move.reason)
    return store_move(scene, who, submission, move)


def validate_submission(scene: Scene, submission: MoveSubmission) -> Move | Refused:
    """Return the move, or why it may not be made now with these words."""
    if not KEY_PATTERN.fullmatch(submission.key):
        return Refused(Refusal.GARBLED)
    if submission.seen != scene.state.version:
        return Refused(Refusal.STALE)
    if scene.key_taken:
        return Refused(Refusal.GARBLED)
    found = find_move(KINDS[scene.kind], scene.state, Act(scene.me.slot, submission.move))
    if isinstance(found, Refused):
        return found
    return check_words(found, submission.words, spoken=scene.mode == SPOKEN) or found


def store_move(scene: Scene, who: Credentials, submission: MoveSubmission, move: Move) -> MoveResult | None:
    """Store the move, and in the same transaction what follows from it. Returns None if someone else was quicker."""
    state = advance(KINDS[scene.kind], scene.state, Act(scene.me.slot, submission.move), move)
    new = replace(
        scene,
        state=state,
        kept=scene.kept or (move.asks_to_keep and may_agree_to_keep(scene) and submission.keep),
        meet_at=next_meeting(scene, state, move, submission),
        beside={},
    )
    words = submission.words.strip() if move.words is not Words.NONE else ""
    scale = submission.scale if move.scale_question else None
    sealed = seal_words(scene, state.version, transcript_lines.encode_words(move, words, scale))
    follows = move is WITHDRAW or state.step == CLOSED
    with transaction.atomic() if follows else nullcontext():
        written_at = store.append_turn(scene, new, who, move=move, key=submission.key, sealed=sealed)
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
    """Move a time that is too soon to the earliest that the move allows."""
    return at and max(at, timezone.now() + timedelta(minutes=move.min_pause_minutes))


def seal_words(scene: Scene, version: int, text: str) -> bytes | None:
    """Return the sealed text of a turn, None if there is none."""
    return seal(scene.me.owners, text, turn_place(scene.dialogue, version)) if text else None


def may_agree_to_keep(scene: Scene) -> bool:
    """Whether this partner may agree to keep the words: the other one, who began, has asked for it."""
    return scene.keep_asked and scene.me.slot != scene.state.sender


def next_meeting(scene: Scene, state: State, move: Move, submission: MoveSubmission) -> datetime | None:
    """Return the time agreed for coming back. It stays until the two go on."""
    if move.time_question:
        return apply_minimum_pause(submission.at, move) if move.min_pause_minutes else submission.at
    if state.step in (PAUSED, scene.state.step):
        return scene.meet_at
    return None
