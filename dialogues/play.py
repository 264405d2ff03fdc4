"""`play`: the one writer of a dialogue. Socket and form both come through here."""

from __future__ import annotations

import time
import uuid
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from core import metrics
from core.form_utils import KEY_PATTERN
from core.reminder_types import announce_soon
from core.text import is_visible
from couples.session_credentials import Credentials
from dialogues import (
    gates,
    hooks,
    meeting_times,
    prepared_words,
    rate_limits,
    retention,
    store,
    transcript_lines,
)
from dialogues.models import turn_place
from dialogues.protocol import CLOSED, SPOKEN, Act, Move, Refusal, Refused, Words
from dialogues.protocol.engine import advance, check_words, find_move
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import STEP_OUT, UNLIMITED_MOVES, WITHDRAW
from dialogues.reminder_types import ANSWER, is_answer
from dialogues.scenes import load_scene
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine
from vault.sealing import seal


@dataclass(frozen=True, slots=True)
class MoveSubmission:
    """A move as a client sent it."""

    move: str
    words: str
    seen: int  # the version on its author's screen
    key: str
    at: datetime | None = None  # a time to meet again
    is_time_unclear: bool = False  # what was typed for it can't be read
    keep: bool = False  # a yes to keeping the words
    keep_topic: bool = False  # a yes to keeping the topic, where the words aren't kept
    scale: int | None = None  # a number from 0 to 10


@dataclass(frozen=True, slots=True)
class MoveResult:
    """The result of a move."""

    scene: Scene
    version: int
    line: TranscriptLine | None = None  # the new turn; None for a key that was accepted before
    refusal: Refusal | None = None


def play(dialogue: uuid.UUID, credentials: Credentials, submission: MoveSubmission) -> MoveResult:
    """Make one move. Raises NotDialoguePartner or SignedOut.

    Repeating a key returns the first result and stores nothing. The statement that writes checks again what was
    read, so the two together are as good as one transaction.
    """
    began = time.perf_counter()
    result = play_visible(dialogue, credentials, submission)
    metrics.move_seconds.observe(time.perf_counter() - began)
    outcome = "accepted" if result.line else "refused" if result.refusal else "repeated"
    metrics.moves[outcome] += 1
    return result


def play_visible(dialogue: uuid.UUID, credentials: Credentials, submission: MoveSubmission) -> MoveResult:
    """Make a move, counting words in which nothing is visible as none."""
    if not is_visible(submission.words):
        submission = replace(submission, words="")
    # A lost race has few outcomes: the version moved on, the key is in use, the user lost access. A second try
    # tells which.
    result = try_move(dialogue, credentials, submission) or try_move(dialogue, credentials, submission)
    return result or MoveResult(
        scene := load_scene(dialogue, credentials), scene.state.version, refusal=Refusal.STALE
    )


def try_move(dialogue: uuid.UUID, credentials: Credentials, submission: MoveSubmission) -> MoveResult | None:
    """Try once. Returns None if someone else was quicker."""
    scene = load_scene(dialogue, credentials, submission.key)
    if scene.repeat_of is not None:
        return MoveResult(scene, scene.repeat_of)
    if submission.move not in UNLIMITED_MOVES and not rate_limits.may_move(credentials.user_id):
        return MoveResult(scene, scene.state.version, refusal=Refusal.TOO_FAST)
    move = validate_submission(scene, submission)
    if isinstance(move, Refused):
        is_out = submission.move == STEP_OUT.name and scene.state.step == STEP_OUT.to  # the other was quicker
        return MoveResult(scene, scene.state.version, refusal=None if is_out else move.reason)
    try:
        return store_move(scene, credentials, submission, move)
    except gates.GateClosed:
        return MoveResult(scene, scene.state.version, refusal=Refusal.NOT_OPEN)


def validate_submission(scene: Scene, submission: MoveSubmission) -> Move | Refused:
    """Return the move, or why it may not be made now with these words."""
    if not KEY_PATTERN.fullmatch(submission.key):
        return Refused(Refusal.GARBLED)
    if submission.seen != scene.state.version and submission.move != STEP_OUT.name:
        return Refused(Refusal.STALE)
    if scene.key_is_used:
        return Refused(Refusal.GARBLED)
    act = Act(scene.me.slot, meeting_times.timely_move(scene, submission.move))
    move = find_move(KINDS[scene.kind], scene.state, act)
    if isinstance(move, Refused):
        return move
    if meeting_times.is_too_late(scene, move):
        return Refused(Refusal.STALE)
    if move.time_question and submission.is_time_unclear:
        return Refused(Refusal.UNCLEAR_TIME)
    return check_words(move, submission.words, is_spoken=scene.mode == SPOKEN) or move


def store_move(
    scene: Scene, credentials: Credentials, submission: MoveSubmission, move: Move
) -> MoveResult | None:
    """Store the move and its effects, in one transaction. Returns None if someone else was quicker.

    Raises GateClosed if it would start what is shut.
    """
    new = scene_after(scene, submission, move)
    words = submission.words.strip() if move.words is not Words.NONE else ""
    scale = submission.scale if move.scale_question else None
    sealed = seal_words(scene, new.state.version, transcript_lines.encode_words(move, words, scale))
    has_effects = move is WITHDRAW or new.state.step == CLOSED or gates.starts_at_gate(scene, new.state)
    with transaction.atomic() if has_effects else nullcontext():
        written_at = store.append_turn(scene, new, credentials, move=move, key=submission.key, sealed=sealed)
        if written_at is None:
            return None
        new = apply_effects(scene, new, move, written_at)
    line = transcript_lines.line_of_move(new, scene.state, move, words, written_at, scale)
    return MoveResult(prepared_words.with_move_texts(new), new.state.version, line=line)


def scene_after(scene: Scene, submission: MoveSubmission, move: Move) -> Scene:
    """Return the scene that a move leads to."""
    state = advance(KINDS[scene.kind], scene.state, Act(scene.me.slot, move.name), move)
    wants_topic = submission.keep_topic and move.ends_together and may_keep_topic(scene)
    meet_at, new_meet_at = meeting_times.next_times(scene, state, move, submission.at)
    return replace(
        scene,
        state=state,
        kept=scene.kept or (move.asks_to_keep and may_agree_to_keep(scene) and submission.keep),
        topic_asked=scene.topic_asked or wants_topic,
        topic_kept=scene.topic_kept or (scene.topic_asked and wants_topic),
        meet_at=meet_at,
        new_meet_at=new_meet_at,
        move_texts={},
        quote="",
        rung=0,
    )


def apply_effects(before: Scene, after: Scene, move: Move, written_at: datetime) -> Scene:
    """Pass the gate, blank withdrawn words, announce an answer; at the end, run the hooks and blank what isn't kept.

    Returns the scene after that. Raises GateClosed if it may not start.
    """
    gates.pass_gate(before, after.state)
    if move is WITHDRAW:
        retention.blank_withdrawn(before.dialogue, before.state.open_at)
    if is_answer(before.state.step, move):
        announce_soon(ANSWER)
    if after.state.step == CLOSED:
        after = replace(after, closed_at=written_at)
        hooks.notify_closed(after)
        retention.blank_unkept(after, before.state.step)
    return after


def seal_words(scene: Scene, version: int, text: str) -> bytes | None:
    """Return the sealed text of a turn, None if there is none."""
    return seal(scene.me.owners, text, turn_place(scene.dialogue, version)) if text else None


def may_agree_to_keep(scene: Scene) -> bool:
    """Whether this partner may agree to keep the words: the other one, who began, has asked for it."""
    return scene.keep_asked and scene.me.slot != scene.state.sender


def may_keep_topic(scene: Scene) -> bool:
    """Whether there is a topic that would otherwise be blanked at the end."""
    return scene.has_topic and not scene.kept
