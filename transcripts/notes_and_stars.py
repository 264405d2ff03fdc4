"""Private stars and notes on turns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import Http404

from couples.models import User
from dialogues.models import Dialogue, Turn
from transcripts.models import Note, Star
from vault.fields import text_or_blank


class StaleNote(Exception):
    """The note was changed on another device; `note` is the current one, None if deleted."""

    def __init__(self, note: Note | None) -> None:
        super().__init__()
        self.note = note


def get_turn_or_404(dialogue: Dialogue, seq: int) -> Turn:
    """This turn of the dialogue."""
    turn = Turn.objects.filter(dialogue=dialogue, seq=seq).first()
    if turn is None:
        raise Http404
    return turn


def set_star(user: User, dialogue: Dialogue, seq: int, *, on: bool) -> None:
    """Star a turn, or take the star away. Raises Http404 without such a turn."""
    get_turn_or_404(dialogue, seq)
    place: dict[str, Any] = {"user": user, "dialogue": dialogue, "seq": seq}
    if on:
        Star.objects.get_or_create(**place)
    else:
        Star.objects.filter(**place).delete()


def get_note(user: User, dialogue: Dialogue, seq: int) -> Note | None:
    """Someone's note on a turn."""
    rows = Note.objects.select_related("user__profile")
    return rows.filter(user=user, dialogue=dialogue, seq=seq).first()


@transaction.atomic
def save_note(user: User, dialogue: Dialogue, seq: int, words: str, seen: int) -> None:
    """Write, change or (without words) delete a note.

    `seen` is the version that was edited, 0 for none. Raises StaleNote if it is another by now, unless
    that one says the same, and Http404 without such a turn.
    """
    get_turn_or_404(dialogue, seq)
    User.objects.select_for_update().get(pk=user.pk)
    found, words = get_note(user, dialogue, seq), words.strip()
    if words == (text_or_blank(found.words) if found else ""):
        return
    if seen != (found.version if found else 0):
        raise StaleNote(found)
    if not words and found:
        found.delete()
    elif found:
        found.words, found.version = words, found.version + 1
        found.save()
    else:
        Note.objects.create(user=user, dialogue=dialogue, seq=seq, words=words)


def stars_by_dialogue(user: User, dialogues: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """Someone's starred turns by dialogue."""
    found: dict[uuid.UUID, set[int]] = {}
    rows = Star.objects.filter(user=user, dialogue__in=list(dialogues)).values_list("dialogue", "seq")
    for dialogue, seq in rows:
        found.setdefault(dialogue, set()).add(seq)
    return found


def notes_by_dialogue(user: User, dialogues: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[int, Note]]:
    """Someone's notes by dialogue and turn."""
    found: dict[uuid.UUID, dict[int, Note]] = {}
    rows = Note.objects.filter(user=user, dialogue__in=list(dialogues)).select_related("user__profile")
    for row in rows:
        found.setdefault(row.dialogue_id, {})[row.seq] = row
    return found
