"""What a deck of prompts is made of."""

from __future__ import annotations

from typing import NamedTuple


class Prompt(NamedTuple):
    """How someone could begin, with "..." for what only they know; and a topic for the invitation, if it isn't a
    surprise. Both untranslated."""

    opening: str
    topic: str = ""
    step: str = ""  # where it's offered; without it, at the sender's first words
