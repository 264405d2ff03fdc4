"""Words beside a move: those that its author prepared, in its box, and those that were said, above its button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dialogues import transcript_lines
from dialogues.models import SPOKEN, Turn, prepared_place
from dialogues.protocol import Move, Purpose
from dialogues.protocol.kinds import KINDS
from dialogues.store import MoveText, Scene
from dialogues.transcript_types import TranscriptLine, find_purpose
from vault.fields import load_json
from vault.sealing import CannotOpen, Destroyed, unseal


def with_move_texts(scene: Scene) -> Scene:
    """Return the scene with the words beside the moves of its step. Only whoever acts at a step sees its moves."""
    step = KINDS[scene.kind].table.get(scene.state.step)
    moves = [move for move in step.moves if move.piece or move.shows] if step else []
    if not moves or not (scene.prepared or any(move.shows for move in moves)):
        return scene
    said, drafts = words_by_piece(scene), prepared_by_piece(scene)
    return replace(scene, beside={move.name: move_text(scene, move, said, drafts) for move in moves})


def move_text(
    scene: Scene, move: Move, said: Mapping[str, list[str]], drafts: Mapping[str, list[str]]
) -> MoveText:
    """Return the words beside one move.

    In a spoken dialogue what was prepared is read out, so it is in the box only if it stays with the outcome.
    """
    if move.shows:
        shown = (said.get(move.shows) or [""])[-1]
        return MoveText(shown="" if move.piece else shown, box=shown if move.piece else "")
    rest = drafts.get(move.piece, [])[len(said.get(move.piece, [])) :]
    words = rest[0] if rest else ""
    return (
        MoveText(shown=words) if scene.mode == SPOKEN and not move.kept_with_outcome else MoveText(box=words)
    )


def words_by_piece(scene: Scene) -> dict[str, list[str]]:
    """Return what was said for each piece, in order, without what was taken back."""
    spoken = pieces_by_move(scene.kind)
    again = asks_for_smaller_pieces(scene.kind)
    names = {move for _, move in spoken} | {move for _, move in again}
    turns = Turn.objects.filter(
        dialogue_id=scene.dialogue, seq__lte=scene.state.version, move__in=names
    ).exclude(blanked=Turn.WITHDRAWN)
    people = {person.id: person for person in (scene.me, scene.partner)}
    said: dict[str, list[str]] = {}
    latest = ""
    for turn in turns.order_by("seq"):
        if (turn.step, turn.move) in again and said.get(latest):
            said[latest].pop()  # it will be said again
        elif piece := spoken.get((turn.step, turn.move)):
            latest = piece
            words, _ = transcript_lines.unseal_words(scene, people[turn.author_id], turn)
            said.setdefault(piece, []).append(words or "")
    return said


def prepared_by_piece(scene: Scene) -> dict[str, list[str]]:
    """Return what was prepared, by piece."""
    author = scene.me if scene.me.id == scene.started_by else scene.partner
    if scene.prepared is None:
        return {}
    try:
        text = unseal(author.owners, scene.prepared, prepared_place(scene.dialogue))
    except (CannotOpen, Destroyed):
        return {}
    found: dict[str, list[str]] = load_json(text) or {}
    return found


def pieces_by_move(kind: str) -> dict[tuple[str, str], str]:
    """Return the piece that a move says, by step and move."""
    moves = ((step.name, move) for step in KINDS[kind].steps for move in step.moves)
    return {(step, move.name): move.piece for step, move in moves if move.piece}


def asks_for_smaller_pieces(kind: str) -> set[tuple[str, str]]:
    """Return the moves, by step and name, that ask for what was said last in smaller pieces."""
    moves = ((step.name, move) for step in KINDS[kind].steps for move in step.moves)
    return {(step, move.name) for step, move in moves if move.purpose is Purpose.SMALLER_PIECES}


def latest_words_by_piece(kind: str, said: Iterable[TranscriptLine]) -> dict[str, str]:
    """Return the last words for each piece, without those that were taken back."""
    spoken = pieces_by_move(kind)
    return {
        spoken[line.step, line.move]: line.words or ""
        for line in said
        if (line.step, line.move) in spoken and line.blanked != Turn.WITHDRAWN
    }


def latest_turn(kind: str, lines: Iterable[TranscriptLine], *purposes: Purpose) -> TranscriptLine | None:
    """Return what was done last for one of these purposes."""
    backwards = reversed(list(lines))
    return next((line for line in backwards if find_purpose(kind, line.step, line.move) in purposes), None)
