"""Kinds that are prepared elsewhere: their tables, and prepared words that stand in their sender's box alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from couples.leaving import leave_couple
from couples.models import Partner, User
from dialogues import stage
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from dialogues.play import MoveResult
from dialogues.protocol import CLOSED, Kind, Move, Purpose, Words
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.validation import InvalidKind, validate_kind
from tests.change_requests.factories import TO_THE_DESIRE
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

CLOSING_EXIT, CHANGE_REQUEST = KINDS["closing_exit"], KINDS["change_request"]
SIGNS = {Words.NONE: "", Words.OPTIONAL: "?", Words.NEEDED: "+"}

# Written down a second time, from where the general dialogue ends: step, who acts, {move: (takes words, leads to)}.
PROMISED = {
    "promising": (
        "sender",
        {
            "close+": "mirroring_promise",
            "close_partly+": "mirroring_promise",
            "close_for_a_time+": "mirroring_promise",
            "not_yet": "closing",
        },
    ),
    "mirroring_promise": ("receiver", {"mirror+": "confirming"}),
    "confirming": (
        "sender",
        {"got_it": "instead", "not_quite+": "mirroring_promise", "rethink": "promising"},
    ),
    "instead": ("sender", {"send+": "thanking", "no_more": "thanking"}),
    "thanking": ("receiver", {"thank?": "easing"}),
    "easing": ("receiver", {"ease+": "closing", "no_more": "closing"}),
    "closing": ("sender", {"thank?": CLOSED}),
}
ASKED = {
    "desiring": ("sender", {"desire+": "mirroring_desire"}),
    "mirroring_desire": ("receiver", {"mirror+": "checking_desire"}),
    "checking_desire": ("sender", {"got_it": "asking", "not_quite+": "mirroring_desire"}),
    "asking": ("sender", {"ask+": "mirroring_first"}),
    "mirroring_first": ("receiver", {"mirror+": "checking_first"}),
    "checking_first": ("sender", {"ask+": "mirroring_second", "not_quite+": "mirroring_first"}),
    "mirroring_second": ("receiver", {"mirror+": "checking_second"}),
    "checking_second": ("sender", {"ask+": "mirroring_third", "not_quite+": "mirroring_second"}),
    "mirroring_third": ("receiver", {"mirror+": "checking_third"}),
    "checking_third": ("sender", {"got_it": "choosing", "not_quite+": "mirroring_third"}),
    "choosing": (
        "receiver",
        {
            "choose_first": "planning",
            "choose_second": "planning",
            "choose_third": "planning",
            "change_one+": "changing",
            "not_yet": "taking_in",
        },
    ),
    "changing": (
        "sender",
        {
            "reword_first+": "choosing",
            "reword_second+": "choosing",
            "reword_third+": "choosing",
            "leave": "choosing",
        },
    ),
    "planning": ("receiver", {"give?": "mirroring_gift", "rechoose": "choosing"}),
    "mirroring_gift": ("sender", {"mirror+": "confirming_gift"}),
    "confirming_gift": ("receiver", {"got_it": "thanking", "not_quite+": "mirroring_gift"}),
    "thanking": ("sender", {"thank?": CLOSED}),
    "taking_in": ("sender", {"thank?": CLOSED}),
}
HEARD = ["sending", "mirroring", "checking", "summarising", "checking_summary", "validating"]
HEARD += ["checking_validation", "empathising", "checking_empathy"]
TO_CHECKING = "ben accept, ana ready, ben ready, ana send, ben mirror"
SECRET = {"say": ["the first secret piece", "the second secret piece"], "desire": ["a secret longing"]}


def table(kind: Kind, steps: dict[str, object]) -> dict[str, object]:
    return {
        name: (str(step.actor), {m.name + SIGNS[m.words]: m.to for m in step.moves})
        for name in steps
        for step in [kind.step(name, kind.edition)]
    }


@pytest.mark.parametrize(("kind", "tail"), [(CLOSING_EXIT, PROMISED), (CHANGE_REQUEST, ASKED)])
def test_the_kind_is_heard_as_in_the_general_dialogue_and_then_goes_its_own_way(
    kind: Kind, tail: dict[str, object]
):
    middle = [step.name for step in kind.steps if step.name not in tail]
    assert middle == ["invited", "postponed", "agreed", "rescheduling", "starting", "centering", *HEARD]
    assert table(kind, tail) == tail
    for name in HEARD[:-1]:
        general = KINDS["intentional"].table[name]
        assert [(m.name, m.to) for m in kind.table[name].moves] == [(m.name, m.to) for m in general.moves]
    met = kind.table["checking_empathy"].move("got_it")
    assert met
    assert met.to == next(iter(tail))


GOOD = Move("go", CLOSED, "Go", Purpose.CONFIRMATION, log_text="went")


def with_moves(kind: Kind, at: str, *moves: Move, rounds: int = 1) -> Kind:
    steps = tuple(replace(step, moves=moves) if step.name == at else step for step in kind.steps)
    return Kind("broken", "", "", steps, rounds=rounds)


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        (with_moves(CLOSING_EXIT, "easing", replace(GOOD, words=Words.NEEDED, piece="say")), "prepared"),
        (with_moves(CLOSING_EXIT, "closing", replace(GOOD, piece="say")), "prepared"),
        (with_moves(CLOSING_EXIT, "closing", replace(GOOD, shows="a poem")), "nobody says a poem"),
        (with_moves(CLOSING_EXIT, "closing", GOOD, rounds=2), "change of roles"),
        (with_moves(CLOSING_EXIT, "closing", replace(GOOD, swaps=True)), "change of roles"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(kind: Kind, complaint: str):
    with pytest.raises(InvalidKind, match=complaint):
        validate_kind(kind)


def prepared_talk(ana: User, ben: User, mode: str = "written") -> Talk:
    place = Partner.objects.current(ana)
    assert place
    dialogue = begin_dialogue(
        place, kind="change_request", mode=mode, topic="Evenings", keep=True, prepared=SECRET, about=None
    )
    return Talk(ana, ben, dialogue=dialogue)


def box(result: MoveResult, move: str) -> str:
    return result.scene.move_texts[move].box


def stage_of(result: MoveResult, slot: int) -> str:
    return stage.render_stage(result.scene, slot, "en", "UTC")


@pytest.mark.django_db
class TestPreparedWords:
    def test_they_stand_in_the_box_until_they_are_said(self, ana: User, ben: User):
        talk = prepared_talk(ana, ben)
        talk.play("ben accept, ana ready")
        assert box(talk.make("ben", "ready"), "send") == SECRET["say"][0]
        talk.make("ana", "send", "in other words")
        assert box(talk.make("ben", "mirror", "I heard"), "more") == SECRET["say"][1]
        talk.make("ana", "more", "and more")
        assert box(talk.make("ben", "mirror", "I heard"), "more") == ""

    def test_asked_for_smaller_pieces_what_was_said_is_offered_again(self, ana: User, ben: User):
        talk = prepared_talk(ana, ben)
        talk.play("ben accept, ana ready, ben ready, ana send")
        assert box(talk.make("ben", "too_much"), "send") == "ana has something to send"

    def test_in_any_kind_they_come_back_with_what_was_asked(self, ana: User, ben: User):
        talk = Talk(ana, ben)
        talk.play("ben accept, ana ready, ben ready")
        said = "First this happened, and then that, and then you said what you said."
        talk.make("ana", "send", said)
        asked = talk.make("ben", "too_much")
        assert f">{said}</textarea>" in stage_of(asked, asked.scene.state.sender)
        assert "Ben asked for smaller pieces. Say just one part" in stage_of(asked, asked.scene.state.sender)
        talk.play("ana pause, ben ready")
        assert box(talk.make("ana", "ready"), "send") == said
        assert said not in stage_of(talk.make("ana", "send", "First this."), 0)

    def test_the_wish_that_was_chosen_is_quoted_to_both_until_the_end(self, ana: User, ben: User):
        talk = prepared_talk(ana, ben)
        talk.play(TO_THE_DESIRE)
        talk.play("ana desire, ben mirror, ana got_it")
        for wish in ("a walk", "a letter", "a cup of tea"):
            talk.make("ana", "ask", wish)
            talk.play("ben mirror")
        talk.make("ana", "got_it")
        for move, who in (
            ("choose_third", "ben"),
            ("rechoose", "ben"),
            ("choose_second", "ben"),
            ("give", "ben"),
            ("mirror", "ana"),
            ("got_it", "ben"),
        ):
            result = talk.make(who, move, "A letter." if move == "mirror" else "")
            quoted = {"choose_third": "a cup of tea", "rechoose": None}.get(move, "a letter")
            for slot in (0, 1):
                html = stage_of(result, slot)
                assert not quoted or f'<blockquote class="move-quote">{quoted}</blockquote>' in html

    def test_taken_back_they_are_offered_again(self, ana: User, ben: User):
        talk = prepared_talk(ana, ben)
        talk.play("ben accept, ana ready, ben ready, ana send")
        assert box(talk.make("ana", "withdraw"), "send") == SECRET["say"][0]

    @pytest.mark.parametrize("mode", ["written", "spoken"])
    def test_nobody_else_sees_them(self, ana: User, ben: User, mode: str):
        talk = prepared_talk(ana, ben, mode)
        talk.play("ben accept, ana ready")
        result = talk.make("ben", "ready")
        if mode == "spoken":  # there to be read out, and sent by nobody
            assert "textarea" in stage_of(result, 0)
            assert f">{SECRET['say'][0]}</textarea>" not in stage_of(result, 0)
        assert SECRET["say"][0] in stage_of(result, 0)
        assert "secret" not in stage_of(result, 1)
        assert "secret" not in signed_in(ben).get(f"/dialogues/{talk.pk}/").content.decode()
        assert "secret" in signed_in(ana).get(f"/dialogues/{talk.pk}/").content.decode()

    def test_they_are_sealed_and_go_when_the_dialogue_closes(self, ana: User, ben: User):
        talk = prepared_talk(ana, ben)
        assert json.loads(talk.now().prepared) == SECRET
        talk.play("ben accept, ana stop")
        assert talk.now().prepared is None

    def test_they_go_when_one_leaves(self, ana: User, ben: User):
        talk = prepared_talk(ana, ben)
        place = Partner.objects.current(ben)
        assert place
        leave_couple(place)
        assert Dialogue.objects.get(pk=talk.pk).prepared is None

    def test_what_was_typed_goes_before_them_where_a_move_was_refused(self, ana: User, ben: User):
        talk = prepared_talk(ana, ben)
        talk.play("ben accept, ana ready, ben ready")
        response = signed_in(ana).post(
            f"/dialogues/{talk.pk}/moves/",
            {"move": "send", "words": "typed meanwhile", "seen": 1, "key": "k" * 22},
        )
        assert response.status_code == 409
        html = response.content.decode()
        assert ">typed meanwhile</textarea>" in html
        assert SECRET["say"][0] not in html


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["closing_exit", "change_request"])
def test_the_page_for_beginning_leads_to_where_it_is_prepared(ana: User, ben: User, kind: str):
    html = signed_in(ana).get("/dialogues/new/").content.decode()
    page = {"closing_exit": "/exits/", "change_request": "/requests/"}[kind]
    assert f'href="{page}"' in html
    assert f'value="{kind}"' not in html
