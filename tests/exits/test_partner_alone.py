"""Whatever the partner does alone, nothing of an exit changes: it is its owner's to name, share, promise and open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from couples.leaving import leave_couple
from couples.models import User
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from dialogues.play import MoveResult
from dialogues.protocol import Act, Refused, apply
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES
from exits import services
from exits.models import Commitment, Exit
from tests.exits.factories import (
    HEARD,
    PROMISE,
    WHOLE,
    ExitTalk,
    bring,
    dump,
    easings,
    in_days,
    named,
    note,
    place,
    promise,
    standing,
)
from tests.exits.test_private import paths_of

KIND = KINDS[services.KIND]
MOVES = sorted({move.name for step in KIND.steps for move in (*step.moves, *GLOBAL_MOVES)} | {"promise", ""})
SCRIPTS = (
    WHOLE,
    f"{HEARD}, ana close_partly, ben mirror, ana rethink, ana not_yet, ana thank",
    f"{HEARD}, ana close, ana withdraw, ana close_for_a_time, ben pause, ana ready, ben ready, ben mirror",
)
moves = st.tuples(st.just("move"), st.sampled_from(MOVES), st.sampled_from(["", PROMISE]))
beginnings = st.tuples(st.just("begin"), st.sampled_from(["", "tidying up", "my friends"]))
FIELDS = {
    "act": ["let_go", "take_back", "complete", "reopen", "strike"],
    "how_far": ["fully", "for_a_time", "x"],
    "words": [PROMISE, ""],
    "day": ["0", "7"],
    "next_on": ["", "7"],
    "outcome": ["kept", "x"],
    "note": ["taken over"],
    "shared": ["on"],
    "name": ["tidying up", ""],
    "topic": ["tidying up", ""],
    "mode": ["written"],
    "seen": ["0", "1", "2", "3"],
    "ready": ["10"],
    "move": MOVES,
}
fields = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FIELDS.items()}
)
visits = st.tuples(
    st.just("visit"), st.integers(0, 200), st.sampled_from(["get", "post", "post", "post"]), fields
)
deeds = st.lists(moves | beginnings | visits, min_size=1, max_size=6)


class Alone:
    """Ben alone with his phone, knowing every id and key of Ana's."""

    def __init__(self, talk: ExitTalk, ben: User, browser: Client, paths: list[str], ids: dict[str, str]):
        self.talk, self.ben, self.browser, self.ids = talk, ben, browser, ids
        self.paths = [*paths, f"/dialogues/{talk.pk}/moves/"]

    def move(self, name: str, words: str) -> MoveResult:
        return self.talk.say("ben", name, words)

    def begin(self, topic: str) -> None:
        self.browser.post("/dialogues/", {"kind": KIND.name, "mode": "written", "topic": topic, **self.ids})

    def visit(self, which: int, method: str, sent: dict[str, str]) -> None:
        dates = {
            name: str(in_days(int(sent[name]))) for name in ("day", "next_on") if sent.get(name, "").isdigit()
        }
        call: Callable[..., Any] = getattr(self.browser, method)
        call(self.paths[which % len(self.paths)], {**self.ids, **sent, **dates})


@pytest.fixture
def hers_all(ana: User, ben: User) -> list[Exit]:
    """Exits of Ana's in each state: private, brought, promised about, closed."""
    found = [named(ana, name) for name in ("tidying up", "snacking", "joking", "reading")]
    _, private, told, closed = found
    for one in (told, closed):
        bring(one, "Ana's line")
    for one in (private, told, closed):
        promise(one)
        note(one, "We played cards.", shared=True)
    services.offer_support(standing(told), place(ben), "I could ask you.")
    services.complete_exit(closed)
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")
    return found


def further(talk: ExitTalk, draw: Callable[[Any], Any]) -> None:
    """Some more moves that the rules allow, of either."""
    for _ in range(draw(st.integers(0, 2))):
        state = talk.now().state
        legal = [
            (who, move)
            for slot, who in enumerate(("ana", "ben"))
            for move in MOVES
            if move != "stop" and not isinstance(apply(KIND, state, Act(slot, move)), Refused)
        ]
        if legal:
            who, move = draw(st.sampled_from(legal))
            assert talk.say(who, move, f"{who} says {move}").refusal is None


@pytest.mark.slow
@settings(
    max_examples=80, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_partner_alone_changes_nothing_of_an_exit(
    ana: User, ben: User, his: Client, hers_all: list[Exit], many_moves: None, data: st.DataObject
):
    owner = place(ana)
    with transaction.atomic():
        found = data.draw(st.sampled_from(hers_all))
        talk = ExitTalk(found, ben, dialogue=begun(data, ana, found))
        script = data.draw(st.sampled_from(SCRIPTS)).split(",")
        if steps := script[: data.draw(st.integers(0, len(script)))]:
            talk.play(",".join(steps))
        further(talk, data.draw)
        event(f"left at {talk.now().state.step}")
        paths = [where for one in hers_all for where in paths_of(one)]
        alone = Alone(talk, ben, his, paths, ids_of(found))
        before, eased = dump(owner), easings(owner)
        for deed, *how in data.draw(deeds):
            getattr(alone, deed)(*how)
        assert dump(owner) == before
        assert easings(owner) <= eased
        leave_or_stop(alone, data.draw(st.booleans()))
        transaction.set_rollback(True)


def begun(data: st.DataObject, ana: User, found: Exit) -> Any:
    """A dialogue begun with the exit, or on its own."""
    if data.draw(st.booleans()):
        return bring(found)
    return begin_dialogue(place(ana), kind=KIND.name, mode="written", topic="my phone", keep=False)


def ids_of(found: Exit) -> dict[str, str]:
    """What a form of Ana's holds."""
    due = found.commitments.values_list("reviews", flat=True).first()
    return {"key": found.key, "review": str(due or ""), "exit": str(found.pk), "about": str(found.pk)}


def leave_or_stop(alone: Alone, leaves: bool) -> None:
    """Ended by the partner alone, a dialogue leaves no promise that was not there before."""
    promises, states = set(Commitment.objects.values_list("pk")), set(Exit.objects.values_list("pk", "state"))
    if leaves:
        leave_couple(place(alone.ben))
    else:
        alone.move("stop", "")
    assert alone.talk.now().closed_at
    assert set(Commitment.objects.values_list("pk")) == promises
    assert set(Exit.objects.values_list("pk", "state")) == states


@pytest.fixture
def many_moves(settings: Any) -> None:
    settings.MOVES_A_MINUTE = 1_000_000


def test_an_easing_arrives_only_with_the_promise_it_is_for(ana: User, ben: User, phone: Exit):
    talk = ExitTalk(phone, ben)
    talk.play(WHOLE.removesuffix(", ana thank"))
    assert not easings(place(ana))
    talk.play("ana thank")
    assert len(easings(place(ana))) == 1


def test_what_the_partner_begins_is_an_exit_of_their_own(ana: User, ben: User, his: Client, phone: Exit):
    before = dump(place(ana))
    form = {
        "kind": KIND.name,
        "mode": "written",
        "topic": "snacking",
        "exit": str(phone.pk),
        "key": phone.key,
    }
    his.post("/dialogues/", form)
    assert dump(place(ana)) == before
    assert [found.told.name for found in Exit.objects.of(place(ben))] == ["snacking"]
