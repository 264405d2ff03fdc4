"""The table of a request's states and acts."""

from __future__ import annotations

import pytest

from change_requests.states import ASKER, BEFORE, DELETED, GIVER, REQUEST_STATES, Role
from core.exceptions import InvalidTransition
from core.state_table import ANYONE

ACTS = sorted({act for acts in REQUEST_STATES.values() for act in acts})


@pytest.mark.parametrize("state", REQUEST_STATES)
@pytest.mark.parametrize("role", [ASKER, GIVER])
def test_an_act_leads_where_the_table_says_or_is_refused(state: str, role: Role):
    for act in ACTS:
        actor, leads_to = REQUEST_STATES[state].get(act, (None, ""))
        is_allowed = actor in (role, ANYONE)
        assert REQUEST_STATES.is_allowed(state, act, role) == is_allowed, act
        if is_allowed:
            assert REQUEST_STATES.next_state(state, act, role) == leads_to
        else:
            with pytest.raises(InvalidTransition):
                REQUEST_STATES.next_state(state, act, role)


def test_only_the_giver_chooses_gives_and_sets_aside():
    for acts in REQUEST_STATES.values():
        for act in {"choose", "give", "set_aside", "not_yet"} & acts.keys():
            assert acts[act][0] is GIVER


def test_only_the_asker_offers_withdraws_reopens_and_deletes():
    for acts in REQUEST_STATES.values():
        for act in {"offer", "withdraw", "reopen", "let_go"} & acts.keys():
            assert acts[act][0] is ASKER


def test_every_state_is_reached_and_all_but_the_last_are_left():
    reached = {leads_to for acts in REQUEST_STATES.values() for _, leads_to in acts.values()} | {"draft"}
    assert reached - {BEFORE} == set(REQUEST_STATES)
    assert [
        state for state in REQUEST_STATES if not {to for _, to in REQUEST_STATES[state].values()} - {state}
    ] == [DELETED]


def test_nobody_acts_as_both():
    assert not REQUEST_STATES.is_allowed("draft", "offer", ANYONE)
    assert REQUEST_STATES.is_allowed("offered", "unheard", ANYONE)


def test_the_giver_can_always_stop_giving_and_the_asker_always_take_it_back():
    for state in ("offered", "chosen", "under_way"):
        assert REQUEST_STATES.is_allowed(state, "set_aside", GIVER)
        assert REQUEST_STATES.is_allowed(state, "withdraw", ASKER)
