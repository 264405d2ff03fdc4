"""The insights of five years, 300 dialogues of 60 turns, are shown within 300 ms."""

from __future__ import annotations

from functools import partial

import pytest

from bench import dataset
from couples.models import Couple, User
from tests import pace
from tests.factories import signed_in

DIALOGUES, BOUND, TRIES = 300, 0.3, 5  # seconds


@pytest.mark.slow
def test_insights_of_years_are_fast(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, DIALOGUES)
    phone = signed_in(ana)
    look = partial(phone.get, "/transcripts/insights/")
    assert f"{DIALOGUES} dialogues since" in look().text
    best = min(pace.cpu_seconds(look) for _ in range(TRIES))
    assert best < pace.here(BOUND), f"{best * 1000:.0f} ms"
