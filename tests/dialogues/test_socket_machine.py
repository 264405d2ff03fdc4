"""Two people press whatever they like on real sockets; the server answers as the protocol says, each time."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from websockets.sync.client import connect

from dialogues.models import Turn
from dialogues.protocol import CLOSED, Act, Move, Refusal, Refused, first_state
from dialogues.protocol.engine import advance, check_words, current_step, find_move, may_act
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import STEP_OUT
from tests.dialogues.dialogue_driver import Talk, new_key
from tests.factories import pair, person
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)
WHO = ("ana", "ben")
PATIENCE = 30  # seconds
numbers = itertools.count()


class Room(RuleBasedStateMachine):
    """A dialogue on a live server, beside the state that the protocol alone makes of it."""

    server: WebProcess

    @initialize(kind=st.sampled_from(sorted(KINDS)))
    def begin(self, kind: str) -> None:
        number = next(numbers)
        ana, ben = person(f"Ana{number}"), person(f"Ben{number}")
        pair(ana, ben)
        self.kind = KINDS[kind]
        self.talk = Talk(ana, ben, kind=kind)
        self.state = first_state(self.kind)
        self.keys: dict[str, tuple[int, int]] = {}
        self.screens: tuple[list[int], list[int]] = ([], [])
        self.sockets = [self.open(slot) for slot in (0, 1)]

    def open(self, slot: int) -> Any:
        url = f"{self.server.base_url.replace('http', 'ws', 1)}/ws/dialogues/{self.talk.pk}/"
        cookie = f"imago_session={self.talk.credentials[WHO[slot]].session_key}"
        return connect(
            f"{url}?seen={len(self.screens[slot])}", additional_headers={"Cookie": cookie}, legacy=True
        )

    def answer(self, slot: int, key: str) -> dict[str, Any]:
        while True:
            frame = self.receive(slot)
            if frame["is"] in ("ack", "refused") and frame["key"] == key:
                return frame

    def receive(self, slot: int) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.sockets[slot].recv(timeout=PATIENCE))
        if frame["is"] == "stage":
            screen = self.screens[slot]
            screen += [turn["seq"] for turn in frame["turns"] if turn["seq"] > len(screen)]
            assert frame["version"] >= len(screen)
        return frame

    def press(self, slot: int, move: str, words: str, seen: int, key: str) -> None:
        frame = {"do": "move", "move": move, "words": words, "seen": seen, "key": key}
        self.sockets[slot].send(json.dumps(frame))
        reply = self.answer(slot, key)
        expected = self.expected(slot, move, words, seen, key)
        if isinstance(expected, Refusal):
            assert (reply["is"], reply.get("reason")) == ("refused", expected)
            assert reply["version"] == self.state.version
        else:
            assert (reply["is"], reply["version"]) == ("ack", expected)

    def expected(self, slot: int, move: str, words: str, seen: int, key: str) -> int | Refusal:
        """The version that a move leads to, or why it may not be made: from the protocol and the key alone."""
        if key in self.keys and self.keys[key][0] == slot:
            return self.keys[key][1]
        if seen != self.state.version and move != STEP_OUT.name:
            return Refusal.STALE
        act = Act(slot, "start_now" if move == "start" else move)  # no time is named, so none has come
        move_or_refusal: Move | Refused = find_move(self.kind, self.state, act)
        if (self.state.step, move) == ("rescheduling", "agree"):
            return Refusal.STALE  # nobody has named another time to agree to
        if not isinstance(move_or_refusal, Refused):
            move_or_refusal = (
                check_words(move_or_refusal, words, is_spoken=self.kind.is_spoken_only) or move_or_refusal
            )
        if isinstance(move_or_refusal, Refused):
            return move_or_refusal.reason
        self.state = advance(self.kind, self.state, act, move_or_refusal)
        self.keys[key] = (slot, self.state.version)
        return self.state.version

    @rule(
        data=st.data(), words=st.sampled_from(["A few words.", "A few words.", "", "x" * 4001, "😀" * 4000])
    )
    def go_on(self, data: st.DataObject, words: str) -> None:
        """Someone who may act does so."""
        if self.state.step == CLOSED:
            return
        step = current_step(self.kind, self.state)
        slot = next(slot for slot in (0, 1) if may_act(step, self.state, slot))
        move = data.draw(st.sampled_from([move.name for move in step.moves]))
        self.press(slot, move, words, self.state.version, new_key())

    @rule(
        slot=st.sampled_from([0, 1]),
        move=st.sampled_from(["send", "mirror", "got_it", "ready", "pause", "withdraw", "not_quite", "sing"]),
        behind=st.sampled_from([0, 0, 0, 1, -1]),
    )
    def press_anything(self, slot: int, move: str, behind: int) -> None:
        self.press(slot, move, "Something.", max(0, self.state.version - behind), new_key())

    @rule(data=st.data(), slot=st.sampled_from([0, 1]))
    def send_again(self, data: st.DataObject, slot: int) -> None:
        """A move whose answer was lost, by its maker; or a key of the partner's, which is nobody's own."""
        if self.keys:
            key = data.draw(st.sampled_from(list(self.keys)))
            self.press(slot, "send", "Once more.", self.keys[key][1] - 1, key)

    @rule(slot=st.sampled_from([0, 1]))
    def come_back(self, slot: int) -> None:
        """The phone loses its line, and joins again with what it has."""
        self.sockets[slot].close()
        self.sockets[slot] = self.open(slot)

    @invariant()
    def both_screens_come_to_the_same_turns(self) -> None:
        for slot in (0, 1):
            while len(self.screens[slot]) < self.state.version:
                self.receive(slot)
            assert self.screens[slot] == list(range(1, self.state.version + 1))

    def teardown(self) -> None:
        for socket in self.sockets:
            socket.close()
        stored = Turn.objects.filter(dialogue=self.talk.pk).values_list("seq", flat=True)
        assert list(stored) == list(range(1, self.state.version + 1))
        connection.close()


def test_the_server_answers_as_the_protocol_says(server: WebProcess, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Room, "server", server, raising=False)
    run_state_machine_as_test(
        Room,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
