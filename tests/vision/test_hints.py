"""A line gets at most one hint, and none when it's fine as it is."""

from __future__ import annotations

import pytest

from vision.hints import FOR_BOTH, POSITIVE, PRESENT, hint_for

FINE = """We laugh every day.
We talk things over before we go to sleep.
We can't wait to see each other in the evening.
We eat together without our phones.
I feel at home in our house.
We never stop kissing.
Our children hear us laugh.
You and I dance in the kitchen, just the two of us.
"""


@pytest.mark.parametrize("words", FINE.splitlines())
def test_a_line_that_is_fine_gets_none(words: str):
    assert hint_for(words) == ""


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("We don't fight.", POSITIVE),
        ("We don’t fight", POSITIVE),
        ("No more shouting", POSITIVE),
        ("We will travel one day.", PRESENT),
        ("I want to feel safe with us.", PRESENT),
        ("You bring me flowers.", FOR_BOTH),
        ("My husband listens to me.", FOR_BOTH),
        ("You don't shout at me.", POSITIVE),
    ],
)
def test_the_first_hint_that_fits(words: str, hint: str):
    assert hint_for(words) == hint


def test_nothing_typed_gets_none_and_a_long_text_is_read_only_at_its_beginning():
    assert hint_for("") == hint_for("  🌻 ") == ""
    assert hint_for("We laugh. " * 200 + "We never fight.") == ""
