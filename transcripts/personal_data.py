"""A person's notes and bookmarks as personal data: export and erasure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from couples.letters import day_text
from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from transcripts.models import Bookmark, Note


def register() -> None:
    """Register the provider."""
    register_provider(
        PersonalDataProvider(
            "transcripts",
            _("Your stars and notes"),
            export,
            erase,
            _(
                "Your stars and the private notes you wrote on dialogues are deleted. The dialogues stay as they are."
            ),
            holds,
            tell,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Return notes and bookmarks, each with its dialogue and turn."""
    notes = Note.objects.filter(user=user).select_related("user__profile").order_by("changed_at", "pk")
    bookmarks = Bookmark.objects.filter(user=user).order_by("created_at", "pk")
    return {
        "notes": [
            {
                "dialogue": str(note.dialogue_id),
                "seq": note.seq,
                "words": note.words,
                "changed_at": isoformat(note.changed_at),
            }
            for note in notes
        ],
        "stars": [
            {"dialogue": str(row.dialogue_id), "seq": row.seq, "starred_at": isoformat(row.created_at)}
            for row in bookmarks
        ],
    }


def tell(data: dict[str, Any]) -> list[Any]:
    """Return exported notes in words, by day. The stars are with the dialogues; here they're counted."""
    notes = [
        {gettext("Your note, {day}").format(day=day_text(note["changed_at"])): note["words"]}
        for note in data["notes"]
    ]
    return [*notes, {gettext("Lines you starred"): len(data["stars"]) or None}]


def erase(user: User) -> None:
    """Delete a person's notes and bookmarks."""
    Note.objects.filter(user=user).delete()
    Bookmark.objects.filter(user=user).delete()


def holds(user: User) -> bool:
    """Return whether there are any."""
    return any_exist(Note.objects.filter(user=user), Bookmark.objects.filter(user=user))
