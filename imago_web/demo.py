"""The couple of `--demo`: people from one room; all that they did from the others."""

from __future__ import annotations

from datetime import timedelta

from caring import demo as caring
from change_requests import demo as request
from couples import demo as couple
from couples import magic_links
from couples.models import User
from dialogues import demo as dialogue
from exits import demo as exit
from pulse import demo as pulse
from transcripts import demo as past
from vision import demo as vision
from workup import demo as workup

LASTS = timedelta(minutes=15)  # two phones have to be found and unlocked
PHONES = {"Ana": "ana@example.org", "Ben": "ben@example.org"}


def create() -> dict[str, str]:
    """Make what is not there yet; return for each of the two the path that signs their phone in."""
    couple.create_demo_couples()
    people = {name: User.objects.get(email=email) for name, email in PHONES.items()}
    dialogue.create(people["Ana"], people["Ben"])
    past.create(people["Ana"], people["Ben"])
    workup.create_demo_workup(people["Ana"], workup.ANA)
    workup.create_demo_workup(people["Ben"], workup.BEN)
    exit.create_demo_exits(people["Ana"], people["Ben"])
    request.create_demo_requests(people["Ana"], people["Ben"])
    caring.create_demo_lists(people["Ana"], people["Ben"])
    vision.create_demo_vision(people["Ana"], people["Ben"])
    pulse.create_demo_pulse(people["Ana"], people["Ben"])
    return {name: magic_links.create_link(user, LASTS) for name, user in people.items()}
