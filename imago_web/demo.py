"""The couple of `--demo`: people from one room, their finished dialogue from another."""

from __future__ import annotations

from couples import demo as couple
from couples import signin
from couples.models import User
from dialogues import demo as dialogue

PHONES = {"Ana": "ana@example.org", "Ben": "ben@example.org"}


def create() -> dict[str, str]:
    """Make what is not there yet; return for each of the two the path that signs their phone in."""
    couple.create()
    dialogue.create()
    return {name: signin.make_link(User.objects.get(email=email)) for name, email in PHONES.items()}
