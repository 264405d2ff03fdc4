"""Where an exit stands: the table of its owner's acts, and that the writers follow it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from couples.models import User
from dialogues.models import Dialogue
from exits import deletion, services
from exits.models import Commitment, Exit, Review
from exits.states import CLOSED, EXIT_STATES, GONE, OPEN, OWNER, PROMISED
from tests.exits.factories import bring, look_back, named, now, promise

LEADS = {
    (OPEN, "bring"): OPEN,
    (OPEN, "promise"): PROMISED,
    (OPEN, "let_go"): GONE,
    (PROMISED, "bring"): PROMISED,
    (PROMISED, "promise"): PROMISED,
    (PROMISED, "review"): PROMISED,
    (PROMISED, "complete"): CLOSED,
    (PROMISED, "reopen"): OPEN,
    (CLOSED, "bring"): CLOSED,
    (CLOSED, "promise"): PROMISED,
    (CLOSED, "reopen"): OPEN,
    (CLOSED, "let_go"): GONE,
}
STATES, ACTS = (OPEN, PROMISED, CLOSED), ("bring", "promise", "review", "complete", "reopen", "let_go")


@pytest.mark.parametrize(("state", "act"), list(product((*STATES, GONE, "lost"), (*ACTS, "name", ""))))
def test_every_act_leads_where_the_table_says_or_nowhere(state, act):
    assert EXIT_STATES.is_allowed(state, act, OWNER) is ((state, act) in LEADS)
    if (state, act) in LEADS:
        assert EXIT_STATES.next_state(state, act, OWNER) == LEADS[state, act]
    else:
        with pytest.raises(InvalidTransition):
            EXIT_STATES.next_state(state, act, OWNER)


def test_an_exit_can_be_brought_and_promised_about_from_wherever_it_stands():
    for state in STATES:
        assert EXIT_STATES.is_allowed(state, "bring", OWNER)
        assert EXIT_STATES.is_allowed(state, "promise", OWNER)


def test_the_way_out_of_a_promise_is_always_open():
    for state in (PROMISED, CLOSED):
        assert EXIT_STATES.next_state(state, "reopen", OWNER) == OPEN
    assert EXIT_STATES.is_allowed(OPEN, "let_go", OWNER)


def test_the_table_is_printed_for_the_readme():
    printed = EXIT_STATES.as_markdown()
    for state, act in LEADS:
        assert f"`{act}` (owner) → {LEADS[state, act]}" in next(
            line for line in printed.splitlines() if line.startswith(f"| `{state}`")
        )


def look_back_at_any(found: Exit) -> None:
    if Review.objects.filter(commitment__exit=found, done_at=None).exists():
        look_back(found, next_on=timezone.localdate())
    else:
        raise InvalidTransition


def bring_and_stop(found: Exit) -> None:
    earlier = timezone.now() - timedelta(hours=2)  # only a few invitations an hour may go unanswered
    Dialogue.objects.filter(pk=bring(found).pk).update(created_at=earlier, closed_at=timezone.now())


WRITERS: dict[str, Callable[[Exit], Any]] = {
    "bring": bring_and_stop,
    "promise": promise,
    "review": look_back_at_any,
    "complete": services.complete_exit,
    "reopen": services.reopen_exit,
    "let_go": deletion.delete_exit,
}
WAYS: dict[str, tuple[str, ...]] = {OPEN: (), PROMISED: ("promise",), CLOSED: ("promise", "complete")}


@pytest.mark.parametrize(("state", "act"), list(product(STATES, ACTS)))
def test_the_writers_follow_the_table(ana: User, state: str, act: str):
    found = named(ana)
    for step in WAYS[state]:
        WRITERS[step](found)
    assert now(found).state == state
    version = now(found).version
    if (state, act) not in LEADS:
        with pytest.raises((InvalidTransition, StaleVersion)):
            WRITERS[act](found)
        assert (now(found).state, now(found).version) == (state, version)
        return
    WRITERS[act](found)
    if LEADS[state, act] == GONE:
        assert not Exit.objects.filter(pk=found.pk).exists()
    else:
        assert now(found).state == LEADS[state, act]
        assert now(found).version > version


def tried(act: str, found: Exit) -> str:
    """The state after an act that may be refused."""
    before: str = now(found).state
    try:
        WRITERS[act](found)
    except InvalidTransition:
        return before
    except (StaleVersion, DialogueInProgress) as error:
        raise AssertionError from error
    return LEADS[before, act]


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(acts=st.lists(st.sampled_from(ACTS), max_size=8))
def test_whatever_its_owner_does_one_promise_stands_or_none(ana: User, acts: list[str]):
    with transaction.atomic():
        found = named(ana)
        for act in acts:
            expected = tried(act, found)
            if expected == GONE:
                break
            stored = now(found)
            assert stored.state == expected
            assert Commitment.objects.filter(exit=found, ended_on=None).count() == (stored.state != OPEN)
            if stored.state != PROMISED:
                assert not Review.objects.filter(commitment__exit=found, done_at=None).exists()
        transaction.set_rollback(True)
