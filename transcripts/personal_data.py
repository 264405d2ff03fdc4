"""A person's stars and notes, for the export and the erasure of personal data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from couples.models import User
from couples.personal_data_registry import PersonalDataProvider, any_exist, isoformat, register_provider
from transcripts.models import Note, Star


def register() -> None:
    """Register the provider."""
    register_provider(
        PersonalDataProvider(
            "transcripts",
            _("Your stars and notes"),
            export,
            erase,
            _(
                "Your stars go, and the private notes that you wrote beside dialogues. The dialogues stay as they are."
            ),
            holds,
        )
    )


def export(user: User) -> dict[str, Any]:
    """Stars and notes, each with its dialogue and turn."""
    notes = Note.objects.filter(user=user).select_related("user__profile").order_by("changed_at", "pk")
    stars = Star.objects.filter(user=user).order_by("created_at", "pk")
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
            {"dialogue": str(star.dialogue_id), "seq": star.seq, "starred_at": isoformat(star.created_at)}
            for star in stars
        ],
    }


def erase(user: User) -> None:
    """Delete a person's stars and notes."""
    Note.objects.filter(user=user).delete()
    Star.objects.filter(user=user).delete()


def holds(user: User) -> bool:
    """Whether there are any."""
    return any_exist(Note.objects.filter(user=user), Star.objects.filter(user=user))
