"""Decrypts turns for reading, with their author and a text for the log."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from dialogues.models import Turn, turn_place
from dialogues.protocol import Move, State, TimeChoices
from dialogues.protocol.shared_steps import STOP, WITHDRAW, stop_at
from dialogues.retention import GRACE_PERIOD
from dialogues.store import Participant, Scene, select_turns
from dialogues.transcript_types import TranscriptLine, find_turn_move
from vault.sealing import CannotOpen, Destroyed, unseal

log = logging.getLogger(__name__)


def line_of_move(
    scene: Scene, before: State, move: Move, words: str, at: datetime, scale: int | None = None
) -> TranscriptLine:
    """Return the line of a move that was stored just now. `scene` is the one it led to."""
    shown = stop_at(before.step) if move is STOP else move
    return TranscriptLine(
        seq=scene.state.version,
        slot=scene.me.slot,
        name=scene.me.name,
        step=before.step,
        move=move.name,
        round=before.round,
        log_text=shown.log_text,
        words=words,
        blanked="",
        meet_at=scene.time_of(move),
        created_at=at,
        withdrawn_seq=before.open_at if move is WITHDRAW else 0,
        scale=scale,
        is_day=names_a_day(move),
        time_text=move.time_text,
        own_log_text=shown.own_log_text,
        question=move.question,
    )


def names_a_day(move: Move | None) -> bool:
    """Whether the time that a move asks for is a day."""
    return (
        move is not None
        and bool(move.time_question)
        and move.time_choices in (TimeChoices.START, TimeChoices.WEEKS)
    )


def encode_words(move: Move, words: str, scale: int | None) -> str:
    """Return what a turn seals: its words, after a line with the number if the move asks for one."""
    if not move.scale_question or (scale is None and not words):
        return words
    return f"{'' if scale is None else scale}\n{words}"


def decode_words(move: Move | None, text: str) -> tuple[str, int | None]:
    """Return the words and the number that a turn sealed."""
    if move is None or not move.scale_question:
        return text, None
    number, _, words = text.partition("\n")
    if number and not (number.isascii() and number.isdigit()):
        return text, None
    return words, int(number) if number else None


def read_lines(scene: Scene, after: int = 0) -> list[TranscriptLine]:
    """Return the lines of a scene after this version, in order, up to the version of the scene."""
    erased = is_erased(scene)
    people = {person.id: person for person in (scene.me, scene.partner)}
    turns = select_turns(scene.dialogue, after, scene.state.version)
    return [decrypt_turn(scene, people[turn.author_id], turn, erased) for turn in turns]


def read_lines_of_many(scenes: Sequence[Scene]) -> dict[uuid.UUID, list[TranscriptLine]]:
    """Return all lines of some scenes of one couple, by dialogue, with one query."""
    by_id = {scene.dialogue: scene for scene in scenes}
    lines: dict[uuid.UUID, list[TranscriptLine]] = {pk: [] for pk in by_id}
    erased = {pk: is_erased(scene) for pk, scene in by_id.items()}
    withdrawn: dict[uuid.UUID, int] = {}  # the latest turn that was taken back
    for turn in Turn.objects.filter(dialogue__in=by_id).order_by("dialogue", "seq").iterator(2000):
        pk = turn.dialogue_id
        scene = by_id[pk]
        author = scene.me if turn.author_id == scene.me.id else scene.partner
        withdrawn_seq = withdrawn.get(pk, 0) if turn.move == WITHDRAW.name else 0
        lines[pk].append(decrypt_turn(scene, author, turn, erased[pk], withdrawn_seq))
        if turn.blanked == Turn.WITHDRAWN:
            withdrawn[pk] = turn.seq
    return lines


def is_erased(scene: Scene) -> bool:
    """Whether the words of this dialogue may not be read any more, even if they aren't blanked yet."""
    return is_past_retention(scene.kept, scene.closed_at)


def is_past_retention(kept: bool, closed_at: datetime | None) -> bool:
    """Like `is_erased`, computed from two columns."""
    return not kept and closed_at is not None and timezone.now() > closed_at + GRACE_PERIOD


def decrypt_turn(
    scene: Scene, author: Participant, turn: Turn, erased: bool, withdrawn_seq: int | None = None
) -> TranscriptLine:
    """Return a turn as it is read. If `erased`, its words may not be read any more."""
    words, blanked = (None, Turn.LET_GO) if erased and turn.words else unseal_words(scene, author, turn)
    move = find_turn_move(scene.kind, turn.step, turn.move)
    text, scale = decode_words(move, words) if words else (words, None)
    return TranscriptLine(
        seq=turn.seq,
        slot=author.slot,
        name=author.name,
        step=turn.step,
        move=turn.move,
        round=turn.round,
        log_text=move.log_text if move else "{name}",
        words=text,
        blanked=turn.blanked or blanked,
        meet_at=turn.meet_at,
        created_at=turn.created_at,
        withdrawn_seq=find_withdrawn_seq(turn) if withdrawn_seq is None else withdrawn_seq,
        scale=scale,
        is_day=names_a_day(move),
        time_text=move.time_text if move else "{time}",
        own_log_text=move.own_log_text if move else "",
        question=move.question if move else "",
    )


def unseal_words(scene: Scene, author: Participant, turn: Turn) -> tuple[str | None, str]:
    """Return the words, and why they are missing if they are. One broken turn doesn't hide the others."""
    if turn.words is None:
        return (None if turn.blanked else ""), ""
    try:
        return unseal(author.owners, bytes(turn.words), turn_place(scene.dialogue, turn.seq)), ""
    except Destroyed:
        return None, Turn.LET_GO
    except CannotOpen:
        log.error("turn %s of a dialogue can't be opened", turn.seq)
        return None, Turn.UNREADABLE


def find_withdrawn_seq(turn: Turn) -> int:
    """Return the seq of the turn that this one withdrew, 0 if there is none."""
    if turn.move != WITHDRAW.name:
        return 0
    earlier = Turn.objects.filter(dialogue=turn.dialogue_id, seq__lt=turn.seq, blanked=Turn.WITHDRAWN)
    return earlier.order_by("-seq").values_list("seq", flat=True).first() or 0
