"""The three parts of a list, and how a line of each reads aloud. Plain Python."""

from __future__ import annotations

from typing import NamedTuple

from dialogues.protocol.types import gettext_noop as _


class Part(NamedTuple):
    """One part of a list: its name as it is stored, its title, how its lines begin, and an example."""

    name: str
    title: str
    opening: str
    example: str


NOW = Part(
    "now",
    _("What you do now"),
    _("I feel cared for when you ..."),
    _("put your hand on my back as you walk by"),
)
BEGINNING = Part(
    "beginning",
    _("What you did in the beginning"),
    _("I felt cared for when you ..."),
    _("left a note in my coat pocket"),
)
WISH = Part(
    "wish",
    _("A wish I've never told you"),
    _("I'd feel cared for if you ..."),
    _("read to me on a Sunday morning"),
)
PARTS = (NOW, BEGINNING, WISH)
BY_NAME = {part.name: part for part in PARTS}
