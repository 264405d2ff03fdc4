"""The rules of what fits after a dialogue."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dialogues.protocol.kinds import KINDS
from suggestions.rules import HARD_KINDS, RULES, EndedDialogue, choose_rule

TALK = EndedDialogue(
    "intentional",
    is_finished=True,
    is_whole=True,
    finished_kinds={"appreciation", "intentional"},
    week_kinds={"intentional"},
    hour=20,
)


def chosen(ended: EndedDialogue, *off: str) -> str:
    rule = choose_rule(ended, off)
    return rule.name if rule else ""


def test_a_request_comes_after_a_frustration_that_both_were_heard_with():
    assert chosen(TALK) == "request_after_frustration"
    assert chosen(replace(TALK, is_whole=False)) == "appreciation_after_hard"


@pytest.mark.parametrize("kind", HARD_KINDS)
def test_an_appreciation_comes_after_a_hard_one_and_nothing_where_one_stopped(kind: str):
    for is_whole in (True, False):
        ended = replace(TALK, kind=kind, is_whole=is_whole)
        assert chosen(ended, "request_after_frustration") == "appreciation_after_hard"
        assert chosen(replace(ended, is_finished=False)) == ""


def test_talking_something_through_comes_after_an_appreciation_until_they_have():
    ended = replace(TALK, kind="appreciation", finished_kinds={"appreciation"})
    assert chosen(ended) == "talk_after_appreciation"
    assert chosen(replace(ended, finished_kinds={"appreciation", "intentional"})) == ""


def test_praise_comes_after_three_good_things_and_not_twice_a_week():
    ended = replace(TALK, kind="daily", week_kinds={"daily"})
    assert chosen(ended) == "praise_once_a_week"
    assert chosen(replace(ended, is_whole=False)) == ""
    assert chosen(replace(ended, week_kinds={"daily", "flooding"})) == ""


ended_dialogues = st.builds(
    EndedDialogue,
    kind=st.sampled_from(sorted(KINDS)),
    is_finished=st.booleans(),
    is_whole=st.booleans(),
    finished_kinds=st.sets(st.sampled_from(sorted(KINDS))),
    week_kinds=st.sets(st.sampled_from(sorted(KINDS))),
    hour=st.integers(0, 23),
)


@given(ended_dialogues, st.sets(st.sampled_from([rule.name for rule in RULES])))
def test_nothing_comes_at_night_and_nothing_that_is_turned_off(ended: EndedDialogue, off: set[str]):
    name = chosen(ended, *off)
    assert name not in off
    if ended.hour >= 22 or ended.hour < 6:
        assert name == ""


def test_the_rules_name_kinds_and_pages_that_exist():
    for rule in RULES:
        assert not rule.kind or rule.kind in KINDS
        assert reverse(rule.url_name)
    assert set(HARD_KINDS) <= set(KINDS)
