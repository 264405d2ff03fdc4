"""Private notes and bookmarks on turns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import Http404

from couples.models import User
from dialogues.models import Dialogue, Turn
from transcripts.models import Bookmark, Note
from vault.fields import text_or_blank


class StaleNote(Exception):
    """The note was changed on another device; `note` is the current one, None if deleted."""

    def __init__(self, note: Note | None) -> None:
        super().__init__()
        self.note = note


def get_turn_or_404(dialogue: Dialogue, seq: int) -> Turn:
    """Return a turn of the dialogue."""
    turn = Turn.objects.filter(dialogue=dialogue, seq=seq).first()
    if turn is None:
        raise Http404
    return turn


def set_bookmark(user: User, dialogue: Dialogue, seq: int, *, on: bool) -> None:
    """Bookmark a turn, or remove its bookmark. Raises Http404 without such a turn."""
    get_turn_or_404(dialogue, seq)
    key: dict[str, Any] = {"user": user, "dialogue": dialogue, "seq": seq}
    if on:
        Bookmark.objects.get_or_create(**key)
    else:
        Bookmark.objects.filter(**key).delete()


def has_bookmark(user: User, dialogue: Dialogue) -> bool:
    """Whether someone bookmarked a turn of this dialogue."""
    return Bookmark.objects.filter(user=user, dialogue=dialogue).exists()


def get_note(user: User, dialogue: Dialogue, seq: int) -> Note | None:
    """Return a person's note on a turn."""
    rows = Note.objects.select_related("user__profile")
    return rows.filter(user=user, dialogue=dialogue, seq=seq).first()


@transaction.atomic
def save_note(user: User, dialogue: Dialogue, seq: int, words: str, seen: int) -> None:
    """Create or change a note, or delete it if it has no words.

    `seen` is the version that was edited, 0 for a new note. Raises StaleNote if the note has changed since,
    unless it already has these words, and Http404 without such a turn.
    """
    get_turn_or_404(dialogue, seq)
    User.objects.select_for_update().get(pk=user.pk)
    note, words = get_note(user, dialogue, seq), words.strip()
    if words == (text_or_blank(note.words) if note else ""):
        return
    if seen != (note.version if note else 0):
        raise StaleNote(note)
    if not words and note:
        note.delete()
    elif note:
        note.words, note.version = words, note.version + 1
        note.save()
    else:
        Note.objects.create(user=user, dialogue=dialogue, seq=seq, words=words)


def bookmarks_by_dialogue(user: User, dialogues: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """Return a person's bookmarked turns by dialogue."""
    bookmarks: dict[uuid.UUID, set[int]] = {}
    rows = Bookmark.objects.filter(user=user, dialogue__in=list(dialogues)).values_list("dialogue", "seq")
    for dialogue, seq in rows:
        bookmarks.setdefault(dialogue, set()).add(seq)
    return bookmarks


def notes_by_dialogue(user: User, dialogues: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[int, Note]]:
    """Return a person's notes by dialogue and turn."""
    notes: dict[uuid.UUID, dict[int, Note]] = {}
    rows = Note.objects.filter(user=user, dialogue__in=list(dialogues)).select_related("user__profile")
    for row in rows:
        notes.setdefault(row.dialogue_id, {})[row.seq] = row
    return notes
