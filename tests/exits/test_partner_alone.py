"""Whatever the partner does alone, an exit doesn't change: only its owner names, shares, promises and reopens."""

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
    FULL_SCRIPT,
    PROMISE,
    TO_EMPATHY,
    ExitTalk,
    active_commitment,
    add_note,
    commit,
    create_exit,
    dump,
    in_days,
    offer_ids,
    partner_of,
    start_dialogue,
)
from tests.exits.test_private import paths_of

KIND = KINDS[services.KIND]
MOVES = sorted({move.name for step in KIND.steps for move in (*step.moves, *GLOBAL_MOVES)} | {"promise", ""})
SCRIPTS = (
    FULL_SCRIPT,
    f"{TO_EMPATHY}, ana close_partly, ben mirror, ana rethink, ana not_yet, ana thank",
    f"{TO_EMPATHY}, ana close, ana withdraw, ana close_for_a_time, ben pause, ana ready, ben ready, ben mirror",
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
actions = st.lists(moves | beginnings | visits, min_size=1, max_size=6)


NOT_PLAYED = ("stop", "start", "agree")  # it would be over; the others hang on a time, and none is named here


class PartnerAlone:
    """Ben alone with his phone, knowing every id and key of Ana's."""

    def __init__(self, talk: ExitTalk, ben: User, client: Client, paths: list[str], ids: dict[str, str]):
        self.talk, self.ben, self.client, self.ids = talk, ben, client, ids
        self.paths = [*paths, f"/dialogues/{talk.pk}/moves/"]

    def move(self, name: str, words: str) -> MoveResult:
        return self.talk.say("ben", name, words)

    def begin(self, topic: str) -> None:
        self.client.post("/dialogues/", {"kind": KIND.name, "mode": "written", "topic": topic, **self.ids})

    def visit(self, index: int, method: str, data: dict[str, str]) -> None:
        dates = {
            name: str(in_days(int(data[name]))) for name in ("day", "next_on") if data.get(name, "").isdigit()
        }
        send: Callable[..., Any] = getattr(self.client, method)
        send(self.paths[index % len(self.paths)], {**self.ids, **data, **dates})


@pytest.fixture
def exits_of_ana(ana: User, ben: User) -> list[Exit]:
    """Exits of Ana's: an open one, one with a private commitment, one with a shared commitment, and a closed one."""
    exits = [create_exit(ana, name) for name in ("tidying up", "snacking", "joking", "reading")]
    _, private, shared, closed = exits
    for exit in (shared, closed):
        start_dialogue(exit, "Ana's line")
    for exit in (private, shared, closed):
        commit(exit)
        add_note(exit, "We played cards.", shared=True)
    services.offer_support(active_commitment(shared), partner_of(ben), "I could ask you.")
    services.complete_exit(closed)
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")
    return exits


def play_more(talk: ExitTalk, draw: Callable[[Any], Any]) -> None:
    """Play up to two more moves that the rules allow, by either partner."""
    for _ in range(draw(st.integers(0, 2))):
        state = talk.now().state
        legal = [
            (who, move)
            for slot, who in enumerate(("ana", "ben"))
            for move in MOVES
            if move not in NOT_PLAYED and not isinstance(apply(KIND, state, Act(slot, move)), Refused)
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
    ana: User, ben: User, ben_client: Client, exits_of_ana: list[Exit], many_moves: None, data: st.DataObject
):
    owner = partner_of(ana)
    with transaction.atomic():
        exit = data.draw(st.sampled_from(exits_of_ana))
        talk = ExitTalk(exit, ben, dialogue=begin(data, ana, exit))
        script = data.draw(st.sampled_from(SCRIPTS)).split(",")
        if steps := script[: data.draw(st.integers(0, len(script)))]:
            talk.play(",".join(steps))
        play_more(talk, data.draw)
        event(f"left at {talk.now().state.step}")
        paths = [path for one in exits_of_ana for path in paths_of(one)]
        alone = PartnerAlone(talk, ben, ben_client, paths, ids_of(exit))
        before, offers = dump(owner), offer_ids(owner)
        for action, *arguments in data.draw(actions):
            getattr(alone, action)(*arguments)
        assert dump(owner) == before
        assert offer_ids(owner) <= offers
        leave_or_stop(alone, data.draw(st.booleans()))
        transaction.set_rollback(True)


def begin(data: st.DataObject, ana: User, exit: Exit) -> Any:
    """Begin a dialogue from the exit, or without one."""
    if data.draw(st.booleans()):
        return start_dialogue(exit)
    return begin_dialogue(partner_of(ana), kind=KIND.name, mode="written", topic="my phone", keep=False)


def ids_of(exit: Exit) -> dict[str, str]:
    """The hidden fields of Ana's forms."""
    review_id = exit.commitments.values_list("reviews", flat=True).first()
    return {"key": exit.key, "review": str(review_id or ""), "exit": str(exit.pk), "about": str(exit.pk)}


def leave_or_stop(alone: PartnerAlone, leaves: bool) -> None:
    """End the dialogue as the partner alone, and check that no commitment comes of it."""
    commitments, states = (
        set(Commitment.objects.values_list("pk")),
        set(Exit.objects.values_list("pk", "state")),
    )
    if leaves:
        leave_couple(partner_of(alone.ben))
    else:
        alone.move("stop", "")
    assert alone.talk.now().closed_at
    assert set(Commitment.objects.values_list("pk")) == commitments
    assert set(Exit.objects.values_list("pk", "state")) == states


@pytest.fixture
def many_moves(settings: Any) -> None:
    settings.MOVES_A_MINUTE = 1_000_000


def test_an_offer_is_stored_only_with_the_promise_it_is_for(ana: User, ben: User, exit: Exit):
    talk = ExitTalk(exit, ben)
    talk.play(FULL_SCRIPT.removesuffix(", ana thank"))
    assert not offer_ids(partner_of(ana))
    talk.play("ana thank")
    assert len(offer_ids(partner_of(ana))) == 1


def test_what_the_partner_begins_is_an_exit_of_their_own(
    ana: User, ben: User, ben_client: Client, exit: Exit
):
    before = dump(partner_of(ana))
    form = {
        "kind": KIND.name,
        "mode": "written",
        "topic": "snacking",
        "exit": str(exit.pk),
        "key": exit.key,
    }
    ben_client.post("/dialogues/", form)
    assert dump(partner_of(ana)) == before
    assert [row.details.name for row in Exit.objects.of(partner_of(ben))] == ["snacking"]
