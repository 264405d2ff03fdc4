"""Who is who, and what they read, in a database that has come back."""

from __future__ import annotations

from couples.models import Partner, User
from dialogues import lines, reading
from dialogues.lines import Line
from dialogues.models import Dialogue


def named(name: str) -> User:
    user: User = User.objects.get(email=f"{name}@example.org")
    return user


def place_of(name: str) -> Partner:
    found = Partner.objects.current(named(name))
    assert found
    return found


def read_by(name: str, dialogue: Dialogue) -> list[Line]:
    me = place_of(name)
    return lines.read(reading.scene_of(Dialogue.objects.get(pk=dialogue.pk), me, me.other()))
