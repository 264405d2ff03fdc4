"""How long a dialogue still takes, as it is said beside the path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from couples.models import User
from dialogues.progress import minutes_left
from dialogues.protocol import CLOSED, Act, Kind, State, apply, first_state
from dialogues.protocol.kinds import KINDS
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact


def next_states(kind: Kind, state: State) -> Iterator[State]:
    for move in kind.step(state.step, state.edition).moves:
        for slot in (0, 1):
            after = apply(kind, state, Act(slot, move.name))
            if isinstance(after, State) and after.step != CLOSED:
                yield replace(after, version=0, open_at=0, open_from="")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_minutes_left_never_rise_by_more_than_one_whatever_is_done(kind: Kind):
    start = first_state(kind)
    known, edge = {start}, [start]
    while edge:
        before = edge.pop()
        for after in next_states(kind, before):
            assert minutes_left(kind, after) <= minutes_left(kind, before) + 1, (before, after)
            if after not in known:
                known.add(after)
                edge.append(after)
    assert abs(minutes_left(kind, start) - kind.minutes) <= 2  # as the cards say
    assert min(minutes_left(kind, state) for state in known) <= 3


@pytest.mark.django_db
def test_an_invitation_says_how_long_and_the_path_how_much_is_left(ana: User, ben: User):
    talk = Talk(ana, ben)
    page = f"/dialogues/{talk.pk}/"
    browser = signed_in(ben)
    assert f"About {KINDS['intentional'].minutes} minutes." in browser.get(page).text
    talk.play("ben accept, ana ready, ben ready")
    assert "about 27 min left" in compact(browser.get(page).text)
    talk.play("ana send, ben mirror, ana more, ben mirror")
    assert "about 27 min left" in compact(browser.get(page).text)
    talk.play("ana that_is_all")
    assert "about 21 min left" in compact(browser.get(page).text)
