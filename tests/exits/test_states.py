"""The table of an exit's states, and that the services follow it."""

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
from exits.states import CLOSED, DELETED, EXIT_STATES, OPEN, OWNER, PROMISED
from tests.exits.factories import commit, create_exit, reload_exit, review, start_dialogue

NEXT_STATES = {
    (OPEN, "bring"): OPEN,
    (OPEN, "promise"): PROMISED,
    (OPEN, "let_go"): DELETED,
    (PROMISED, "bring"): PROMISED,
    (PROMISED, "promise"): PROMISED,
    (PROMISED, "review"): PROMISED,
    (PROMISED, "complete"): CLOSED,
    (PROMISED, "reopen"): OPEN,
    (CLOSED, "bring"): CLOSED,
    (CLOSED, "promise"): PROMISED,
    (CLOSED, "reopen"): OPEN,
    (CLOSED, "let_go"): DELETED,
}
STATES, ACTS = (OPEN, PROMISED, CLOSED), ("bring", "promise", "review", "complete", "reopen", "let_go")


@pytest.mark.parametrize(("state", "act"), list(product((*STATES, DELETED, "lost"), (*ACTS, "name", ""))))
def test_every_act_leads_where_the_table_says_or_is_refused(state, act):
    assert EXIT_STATES.is_allowed(state, act, OWNER) is ((state, act) in NEXT_STATES)
    if (state, act) in NEXT_STATES:
        assert EXIT_STATES.next_state(state, act, OWNER) == NEXT_STATES[state, act]
    else:
        with pytest.raises(InvalidTransition):
            EXIT_STATES.next_state(state, act, OWNER)


def test_an_exit_can_be_shared_and_promised_about_in_every_state():
    for state in STATES:
        assert EXIT_STATES.is_allowed(state, "bring", OWNER)
        assert EXIT_STATES.is_allowed(state, "promise", OWNER)


def test_the_way_out_of_a_promise_is_always_open():
    for state in (PROMISED, CLOSED):
        assert EXIT_STATES.next_state(state, "reopen", OWNER) == OPEN
    assert EXIT_STATES.is_allowed(OPEN, "let_go", OWNER)


def test_the_table_is_printed_for_the_readme():
    printed = EXIT_STATES.as_markdown()
    for state, act in NEXT_STATES:
        assert f"`{act}` (owner) → {NEXT_STATES[state, act]}" in next(
            line for line in printed.splitlines() if line.startswith(f"| `{state}`")
        )


def review_if_scheduled(exit: Exit) -> None:
    if Review.objects.filter(commitment__exit=exit, done_at=None).exists():
        review(exit, next_on=timezone.localdate())
    else:
        raise InvalidTransition


def share_and_stop(exit: Exit) -> None:
    earlier = timezone.now() - timedelta(hours=2)  # only a few invitations an hour may go unanswered
    Dialogue.objects.filter(pk=start_dialogue(exit).pk).update(created_at=earlier, closed_at=timezone.now())


WRITERS: dict[str, Callable[[Exit], Any]] = {
    "bring": share_and_stop,
    "promise": commit,
    "review": review_if_scheduled,
    "complete": services.complete_exit,
    "reopen": services.reopen_exit,
    "let_go": deletion.delete_exit,
}
PATHS: dict[str, tuple[str, ...]] = {OPEN: (), PROMISED: ("promise",), CLOSED: ("promise", "complete")}


@pytest.mark.parametrize(("state", "act"), list(product(STATES, ACTS)))
def test_the_services_follow_the_table(ana: User, state: str, act: str):
    exit = create_exit(ana)
    for step in PATHS[state]:
        WRITERS[step](exit)
    assert reload_exit(exit).state == state
    version = reload_exit(exit).version
    if (state, act) not in NEXT_STATES:
        with pytest.raises((InvalidTransition, StaleVersion)):
            WRITERS[act](exit)
        assert (reload_exit(exit).state, reload_exit(exit).version) == (state, version)
        return
    WRITERS[act](exit)
    if NEXT_STATES[state, act] == DELETED:
        assert not Exit.objects.filter(pk=exit.pk).exists()
    else:
        assert reload_exit(exit).state == NEXT_STATES[state, act]
        assert reload_exit(exit).version > version


def try_act(act: str, exit: Exit) -> str:
    """The state after an act that may be refused."""
    before: str = reload_exit(exit).state
    try:
        WRITERS[act](exit)
    except InvalidTransition:
        return before
    except (StaleVersion, DialogueInProgress) as error:
        raise AssertionError from error
    return NEXT_STATES[before, act]


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(acts=st.lists(st.sampled_from(ACTS), max_size=8))
def test_whatever_its_owner_does_at_most_one_promise_is_active(ana: User, acts: list[str]):
    with transaction.atomic():
        exit = create_exit(ana)
        for act in acts:
            expected = try_act(act, exit)
            if expected == DELETED:
                break
            stored = reload_exit(exit)
            assert stored.state == expected
            assert Commitment.objects.filter(exit=exit, ended_on=None).count() == (stored.state != OPEN)
            if stored.state != PROMISED:
                assert not Review.objects.filter(commitment__exit=exit, done_at=None).exists()
        transaction.set_rollback(True)
