"""Who is who, and what they read, in a database that has come back."""

from __future__ import annotations

from couples.models import Partner, User
from dialogues import scenes, transcript_lines
from dialogues.models import Dialogue
from dialogues.transcript_types import TranscriptLine


def named(name: str) -> User:
    user: User = User.objects.get(email=f"{name}@example.org")
    return user


def place_of(name: str) -> Partner:
    partner = Partner.objects.current(named(name))
    assert partner
    return partner


def read_by(name: str, dialogue: Dialogue) -> list[TranscriptLine]:
    me = place_of(name)
    return transcript_lines.read_lines(scenes.scene_for(Dialogue.objects.get(pk=dialogue.pk), me, me.other()))
