"""The texts in a move's form: prepared words in its box, and earlier words above its button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dialogues import hooks, transcript_lines
from dialogues.models import Turn, prepared_place
from dialogues.protocol import CHOSEN, CLOSED, SPOKEN, Move, Purpose, Step
from dialogues.protocol.engine import current_step
from dialogues.protocol.kinds import KINDS
from dialogues.store import MoveText, Scene, select_latest_turns
from dialogues.transcript_types import TranscriptLine, find_purpose
from vault.fields import load_json
from vault.sealing import CannotOpen, Destroyed, unseal


def with_move_texts(scene: Scene) -> Scene:
    """Return the scene with the texts for the moves of its step, and what it quotes. Only whoever acts at a step sees
    its moves."""
    if scene.state.step == CLOSED:
        return scene
    step = current_step(KINDS[scene.kind], scene.state)
    if not may_have_texts(scene, step):
        return scene
    moves = [move for move in step.moves if move.piece or move.shows]
    has_texts = bool(moves) and (scene.prepared is not None or any(move.shows for move in moves))
    offers_pieces = any(move.piece and move.offers_lines for move in moves)
    said = words_by_piece(scene) if has_texts or step.quotes or offers_pieces else {}
    drafts = prepared_by_piece(scene) if has_texts else {}
    texts = {move.name: move_text(scene, move, said, drafts) for move in moves} if has_texts else {}
    texts |= returned_text(scene, step)
    lines = offered_lines(scene, step, said)
    return replace(
        scene,
        move_texts=texts | {name: replace(texts.get(name, MoveText()), lines=lines[name]) for name in lines},
        quote=(said.get(step.quotes) or [""])[-1],
        rung=count_pieces(scene, step),
    )


def may_have_texts(scene: Scene, step: Step) -> bool:
    """Whether moves of this step can have texts at all. Most steps' can't."""
    is_asked_again = step.name in KINDS[scene.kind].smaller_pieces_requests
    return step.has_texts or is_asked_again or (scene.mode == SPOKEN and step.most_stems > 0)


def count_pieces(scene: Scene, step: Step) -> int:
    """Return how many pieces were said in this round, where that decides what the phone suggests saying aloud."""
    if not step.most_stems or scene.mode != SPOKEN:
        return 0
    names = {move for _, move in moves_for(scene.kind, Purpose.SEND)}
    turns = Turn.objects.filter(dialogue_id=scene.dialogue, round=scene.state.round, move__in=names)
    return min(step.most_stems, turns.exclude(blanked=Turn.WITHDRAWN).count())


def offered_lines(scene: Scene, step: Step, said: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return the lines that an app above offers for each move of this step, to the one who acts, without those that
    they have said already."""
    moves = [move for move in step.moves if move.offers_lines]
    if not moves:
        return {}
    reader = scene.person(scene.state.slot_of(step.actor)).id
    lines = {move: hooks.offered_lines(scene.kind, reader, move.purpose) for move in moves}
    return {
        move.name: tuple(line for line in lines[move] if line.strip() not in said.get(move.piece, ()))
        for move in moves
    }


def returned_text(scene: Scene, step: Step) -> dict[str, MoveText]:
    """Return what was to be said in smaller pieces, for the move that says it again."""
    requests = KINDS[scene.kind].smaller_pieces_requests.get(step.name)
    if not requests:
        return {}
    names = {move for _, move in moves_for(scene.kind, Purpose.SEND) | requests}
    latest = select_latest_turns(scene.dialogue, scene.state.version, names, 2)
    if len(latest) < 2 or (latest[0].step, latest[0].move) not in requests:
        return {}
    words, _ = transcript_lines.unseal_words(scene, scene.person(scene.state.sender), latest[1])
    text = MoveText(box="" if scene.mode == SPOKEN else words or "", is_returned=True)
    return {move.name: text for move in step.moves if move.purpose is Purpose.SEND}


def move_text(
    scene: Scene, move: Move, texts: Mapping[str, list[str]], drafts: Mapping[str, list[str]]
) -> MoveText:
    """Return the texts for one move.

    In a spoken dialogue what was prepared is read out, so it is in the box only if it stays with the outcome.
    """
    if move.shows:
        shown = (texts.get(move.shows) or [""])[-1]
        return MoveText(shown="" if move.piece else shown, box=shown if move.piece else "")
    remaining = drafts.get(move.piece, [])[len(texts.get(move.piece, [])) :]
    draft = remaining[0] if remaining else ""
    return (
        MoveText(shown=draft) if scene.mode == SPOKEN and not move.kept_with_outcome else MoveText(box=draft)
    )


def words_by_piece(scene: Scene) -> dict[str, list[str]]:
    """Return what was said for each piece, in order, without what was taken back."""
    pieces = pieces_by_move(scene.kind)
    repeat_requests = asks_for_smaller_pieces(scene.kind)
    choices = pieces_by_choice(scene.kind)
    names = {move for _, move in (*pieces, *repeat_requests, *choices)}
    turns = Turn.objects.filter(
        dialogue_id=scene.dialogue, seq__lte=scene.state.version, move__in=names
    ).exclude(blanked=Turn.WITHDRAWN)
    people = {person.id: person for person in (scene.me, scene.partner)}
    texts: dict[str, list[str]] = {}
    latest = ""
    for turn in turns.order_by("seq"):
        if (turn.step, turn.move) in repeat_requests and texts.get(latest):
            texts[latest].pop()  # its author will say it again
        elif choice := choices.get((turn.step, turn.move)):
            texts[CHOSEN] = texts.get(choice, [])[-1:]
        elif piece := pieces.get((turn.step, turn.move)):
            latest = piece
            words, _ = transcript_lines.unseal_words(scene, people[turn.author_id], turn)
            texts.setdefault(piece, []).append(words or "")
    return texts


def prepared_by_piece(scene: Scene) -> dict[str, list[str]]:
    """Return what was prepared, by piece."""
    author = scene.me if scene.me.id == scene.started_by else scene.partner
    if scene.prepared is None:
        return {}
    try:
        text = unseal(author.owners, scene.prepared, prepared_place(scene.dialogue))
    except (CannotOpen, Destroyed):
        return {}
    pieces: dict[str, list[str]] = load_json(text) or {}
    return pieces


def pieces_by_move(kind: str) -> dict[tuple[str, str], str]:
    """Return the piece that a move says, by step and move."""
    moves = ((step.name, move) for step in KINDS[kind].table.values() for move in step.moves)
    return {(step, move.name): move.piece for step, move in moves if move.piece}


def pieces_by_choice(kind: str) -> dict[tuple[str, str], str]:
    """Return the piece that a move chooses, by step and move."""
    moves = ((step.name, move) for step in KINDS[kind].table.values() for move in step.moves)
    return {(step, move.name): move.shows for step, move in moves if move.purpose is Purpose.CHOICE}


def asks_for_smaller_pieces(kind: str) -> set[tuple[str, str]]:
    """Return the moves, by step and name, that ask for what was said last in smaller pieces."""
    return moves_for(kind, Purpose.SMALLER_PIECES)


def moves_for(kind: str, purpose: Purpose) -> set[tuple[str, str]]:
    """Return the moves for this purpose, by step and name."""
    moves = ((step.name, move) for step in KINDS[kind].table.values() for move in step.moves)
    return {(step, move.name) for step, move in moves if move.purpose is purpose}


def latest_words_by_piece(kind: str, lines: Iterable[TranscriptLine]) -> dict[str, str]:
    """Return the last words for each piece, without those that were taken back."""
    pieces = pieces_by_move(kind)
    return {
        pieces[line.step, line.move]: line.words or ""
        for line in lines
        if (line.step, line.move) in pieces and line.blanked != Turn.WITHDRAWN
    }


def latest_turn(kind: str, lines: Iterable[TranscriptLine], *purposes: Purpose) -> TranscriptLine | None:
    """Return what was done last for one of these purposes."""
    backwards = reversed(list(lines))
    return next((line for line in backwards if find_purpose(kind, line.step, line.move) in purposes), None)
