"""What someone kept for their first talk: offered in the first appreciation they begin, and deleted once it's said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from couples.models import Partner, Profile
from dialogues.hooks import DialogueHooks, register_hooks
from dialogues.models import Dialogue
from dialogues.prepared_words import latest_words_by_piece
from dialogues.protocol.kinds.appreciation import KIND, PIECE
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine
from vault.fields import text_or_blank


def register() -> None:
    """Register the hook that deletes it."""
    register_hooks(KIND.name, DialogueHooks(begun=ignore, closed=delete_once_said))


def prepared_words(partner: Partner, kind: str) -> Mapping[str, Sequence[str]] | None:
    """Return what this partner kept, as prepared words of a dialogue of this kind; None if there is nothing."""
    kept = text_or_blank(partner.user.profile.kept_appreciation) if kind == KIND.name else ""
    return {PIECE: [kept]} if kept else None


def ignore(_dialogue: Dialogue, _about: object) -> None:
    """Do nothing when an appreciation begins: if it ends before anything was said, what was kept is still there."""


def delete_once_said(scene: Scene, lines: Sequence[TranscriptLine]) -> None:
    """Delete what the one who began it had kept, if an appreciation was said."""
    if PIECE in latest_words_by_piece(scene.kind, lines):
        begun_by = Partner.objects.filter(pk=scene.started_by)
        Profile.objects.filter(user__in=begun_by.values("user")).update(kept_appreciation=None)
