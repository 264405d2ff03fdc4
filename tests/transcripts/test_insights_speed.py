"""The insights of five years, 300 dialogues of 60 turns, are shown within 300 ms."""

from __future__ import annotations

import time

import pytest

from bench import dataset
from couples.models import Couple, User
from tests.factories import signed_in
from tests.web_process import SLOW

DIALOGUES, BOUND, TRIES = 300, 0.3, 5  # seconds


@pytest.mark.slow
def test_insights_of_years_are_fast(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, DIALOGUES)
    phone = signed_in(ana)
    best = float("inf")
    for _ in range(TRIES):
        start = time.thread_time()
        answer = phone.get("/transcripts/insights/")
        best = min(best, time.thread_time() - start)
    assert f"{DIALOGUES} dialogues since" in answer.content.decode()
    assert best < BOUND * SLOW, f"{best * 1000:.0f} ms"
