"""What a step says fits on a phone, beside the couple's own words."""

from __future__ import annotations

import pytest

from couples.models import User
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES, PAUSED_STEP
from dialogues.protocol.step_help import help_of
from dialogues.protocol.types import Step
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact

MOST_WORDS = 45


def count_words(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)


@pytest.mark.parametrize("kind", KINDS)
def test_no_step_has_more_guidance_than_fits(kind: str):
    def guidance(step: Step) -> dict[str, int]:
        return {
            "acts": count_words(step.title, step.stem, step.tip, step.next),
            "waits": count_words(step.waiting, step.waiting_tip, step.waiting_next or step.next),
        }

    words = {(step.name, who): count for step in KINDS[kind].steps for who, count in guidance(step).items()}
    assert {place: count for place, count in words.items() if count > MOST_WORDS} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_says_on_request_what_it_is_for_briefly_and_with_an_example_of_its_own(kind: str):
    helps = {step: help_of(step) for step in (*KINDS[kind].steps, PAUSED_STEP)}
    lengths = {step.name: count_words(*(texts or ())) for step, texts in helps.items()}
    assert {name: count for name, count in lengths.items() if not 0 < count <= MOST_WORDS} == {}
    assert [step.name for step, texts in helps.items() if texts and texts.example == step.example] == []


def test_the_help_of_a_step_is_folded_beside_its_title_for_both(ana: User, ben: User):
    talk = Talk(ana, ben, kind="appreciation")
    talk.play("ben accept, ana ready, ben ready")
    for person in (ana, ben):
        page = compact(signed_in(person).get(f"/dialogues/{talk.pk}/").content.decode())
        assert '<details class="more step-help" id="help-sending">' in page
        assert "One thing that really happened says more" in page


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_reads_of_themselves_in_the_third_person(kind: str):
    moves = [*GLOBAL_MOVES, *PAUSED_STEP.moves, *(move for step in KINDS[kind].steps for move in step.moves)]
    assert [move.name for move in moves if not move.own_log_text.startswith("You")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_reads_their_own_name_in_what_both_read(kind: str):
    of_both = {
        step.name: (step.title, step.tip, step.next, step.last_next, step.waiting_next, step.waiting_tip)
        for step in KINDS[kind].steps
    }
    named = [name for name, texts in of_both.items() if any("{sender}" in text for text in texts)]
    assert named == []
