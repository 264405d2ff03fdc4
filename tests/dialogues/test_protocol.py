"""The rules: by the design's tables, and as properties of every way through them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dialogues.protocol import (
    CLOSED,
    PAUSED,
    Act,
    Actor,
    Kind,
    Move,
    Purpose,
    Refusal,
    Refused,
    State,
    Step,
    apply,
    first_state,
    replay,
)
from dialogues.protocol.arrangements import MEETING_STEP_NAMES
from dialogues.protocol.engine import (
    check_words,
    current_step,
    is_taken_back,
    may_act,
    may_make,
    may_withdraw,
    way_out,
)
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.validation import InvalidKind, validate_kind

INTENTIONAL, APPRECIATION = KINDS["intentional"], KINDS["appreciation"]

# The tables of the design, written down a second time: step, who acts, {move: (takes words, leads to)}.
DESIGNED = {
    "invited": (
        "receiver",
        {
            "accept": "centering",
            "later": "postponed",
            "decline": "closed",
            "take_back": "closed",
            "propose": "postponed",
        },
    ),
    "postponed": ("both", {"agree": "agreed", "propose": "postponed", "start": "centering"}),
    "agreed": ("both", {"start": "centering", "start_now": "starting", "propose": "rescheduling"}),
    "rescheduling": (
        "both",
        {"start": "centering", "agree": "agreed", "keep_time": "agreed", "propose": "rescheduling"},
    ),
    "starting": ("both", {"start_now": "centering", "not_now": "agreed", "start": "centering"}),
    "centering": ("both", {"ready?": "sending"}),
    "sending": ("sender", {"send+": "mirroring"}),
    "mirroring": ("receiver", {"mirror+": "checking", "too_much": "sending"}),
    "checking": ("sender", {"more+": "mirroring", "that_is_all": "summarising", "not_quite+": "mirroring"}),
    "summarising": ("receiver", {"summarise+": "checking_summary"}),
    "checking_summary": ("sender", {"got_it": "validating", "not_quite+": "summarising"}),
    "validating": ("receiver", {"validate+": "checking_validation"}),
    "checking_validation": ("sender", {"got_it": "empathising", "not_quite+": "validating"}),
    "empathising": ("receiver", {"empathise+": "checking_empathy"}),
    "checking_empathy": ("sender", {"got_it": "switching", "not_quite+": "empathising"}),
    "switching": ("both", {"switch": "sending", "not_today": "appreciating"}),
    "appreciating": ("both", {"appreciate+": "closed"}),
}
APPRECIATED = {
    "sending": ("sender", {"send+": "mirroring"}),
    "mirroring": ("receiver", {"mirror+": "checking", "too_much": "sending"}),
    "checking": ("sender", {"got_it": "meaning", "not_quite+": "mirroring"}),
    "meaning": ("sender", {"send+": "mirroring_meaning"}),
    "mirroring_meaning": ("receiver", {"mirror+": "thanking"}),
    "thanking": ("sender", {"thank?": "touched", "not_quite+": "mirroring_meaning"}),
    "touched": ("receiver", {"thank+": "switching", "no_more": "switching"}),
    "switching": ("both", {"switch": "sending", "not_today": "closed"}),
}
SIGNS = {"none": "", "optional": "?", "needed": "+"}


def table(kind: Kind, steps) -> dict:
    return {
        name: (str(step.actor), {m.name + SIGNS[m.words]: m.to for m in step.moves})
        for name in steps
        for step in [kind.step(name, kind.edition)]
    }


def test_the_intentional_dialogue_is_the_designed_table():
    assert table(INTENTIONAL, INTENTIONAL.table) == DESIGNED


def test_the_appreciation_is_the_designed_table():
    assert table(APPRECIATION, APPRECIATED) == APPRECIATED


def script(*moves: str) -> list[Act]:
    """ "0 send" is a move by slot 0."""
    return [Act(int(move[0]), move[2:]) for move in moves]


ROUND_OF_ANA = [
    "1 accept", "0 ready", "1 ready", "0 send", "1 mirror", "0 more", "1 mirror", "0 that_is_all", "1 summarise",
    "0 got_it", "1 validate", "0 got_it", "1 empathise", "0 got_it",
]  # fmt: skip
ROUND_OF_BEN = [
    "1 send", "0 mirror", "1 that_is_all", "0 summarise", "1 got_it", "0 validate", "1 got_it", "0 empathise",
    "1 got_it",
]  # fmt: skip


def test_a_whole_dialogue_with_a_switch_of_roles_ends_well():
    at_switch = replay(INTENTIONAL, State(), script(*ROUND_OF_ANA))
    assert at_switch.step == "switching"
    second = replay(INTENTIONAL, at_switch, script("1 switch", "0 switch"))
    assert (second.step, second.round, second.sender) == ("sending", 2, 1)
    thanks = replay(INTENTIONAL, second, script(*ROUND_OF_BEN))
    assert thanks.step == "appreciating"
    end = replay(INTENTIONAL, thanks, script("0 appreciate", "1 appreciate"))
    assert (end.step, end.finished) == (CLOSED, True)
    assert end.version == len(ROUND_OF_ANA) + 2 + len(ROUND_OF_BEN) + 2


def test_not_today_leads_to_thanks_from_either():
    at_switch = replay(INTENTIONAL, State(), script(*ROUND_OF_ANA))
    for slot in (0, 1):
        assert replay(INTENTIONAL, at_switch, [Act(slot, "not_today")]).step == "appreciating"


def test_the_receiver_can_not_confirm_for_the_sender():
    state = replay(INTENTIONAL, State(), script(*ROUND_OF_ANA[:5]))
    for move in ("that_is_all", "more", "not_quite"):
        assert apply(INTENTIONAL, state, Act(1, move)) == Refused(Refusal.NOT_YOUR_TURN)


def test_a_pause_needs_nobody_and_both_return_to_the_same_place():
    before = replay(INTENTIONAL, State(), script(*ROUND_OF_ANA[:8]))
    paused = replay(INTENTIONAL, before, [Act(1, "pause")])
    assert apply(INTENTIONAL, paused, Act(0, "got_it")) == Refused(Refusal.PAUSED)
    half = replay(INTENTIONAL, paused, [Act(0, "ready")])
    assert half.step == PAUSED
    resumed = replay(INTENTIONAL, half, [Act(1, "ready")])
    assert resumed == replace(before, version=before.version + 3)


def test_words_can_be_taken_back_while_they_rest():
    sent = replay(INTENTIONAL, State(), script(*ROUND_OF_ANA[:4]))
    resting = replay(INTENTIONAL, sent, script("1 pause", "1 ready", "0 withdraw"))
    assert (resting.step, resting.back, resting.done) == (PAUSED, "sending", (1,))
    assert replay(INTENTIONAL, resting, [Act(0, "ready")]).step == "sending"
    assert isinstance(apply(INTENTIONAL, resting, Act(0, "withdraw")), Refused)


def test_a_pause_keeps_who_was_ready_already():
    half = replay(INTENTIONAL, State(), script("1 accept", "0 ready"))
    resumed = replay(INTENTIONAL, half, script("1 pause", "0 ready", "1 ready"))
    assert (resumed.step, resumed.done) == ("centering", (0,))


def test_the_latest_piece_can_be_taken_back_until_it_is_answered():
    sent = replay(INTENTIONAL, State(), script(*ROUND_OF_ANA[:4]))
    assert apply(INTENTIONAL, sent, Act(1, "withdraw")) == Refused(Refusal.NOT_NOW)
    assert replay(INTENTIONAL, sent, [Act(0, "withdraw")]).step == "sending"
    more = replay(INTENTIONAL, sent, script("1 mirror", "0 more"))
    assert replay(INTENTIONAL, more, [Act(0, "withdraw")]).step == "checking"
    answered = replay(INTENTIONAL, sent, [Act(1, "mirror")])
    assert isinstance(apply(INTENTIONAL, answered, Act(0, "withdraw")), Refused)
    corrected = replay(INTENTIONAL, sent, script("1 mirror", "0 not_quite"))
    assert isinstance(apply(INTENTIONAL, corrected, Act(0, "withdraw")), Refused)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_time_is_asked_for_until_the_other_says_yes(kind):
    asked = replay(kind, first_state(kind), script("1 later"))
    assert apply(kind, asked, Act(1, "agree")) == Refused(Refusal.NOT_YOUR_TURN)
    assert replay(kind, asked, script("1 propose", "1 propose", "0 agree")).step == "agreed"
    asked_back = replay(kind, asked, script("0 propose"))
    assert apply(kind, asked_back, Act(0, "agree")) == Refused(Refusal.NOT_YOUR_TURN)
    agreed = replay(kind, asked_back, script("1 agree"))
    assert agreed.step == "agreed"
    for slot in (0, 1):
        asked_early = replay(kind, agreed, [Act(slot, "start_now")])
        assert isinstance(apply(kind, asked_early, Act(slot, "start_now")), Refused)
        assert replay(kind, asked_early, [Act(1 - slot, "not_now")]).step == "agreed"
        assert replay(kind, asked_early, [Act(1 - slot, "start_now")]).step == "centering"
        assert replay(kind, asked_early, [Act(slot, "start")]).step == "centering"  # the time has come


@pytest.mark.parametrize("asker", [0, 1])
def test_an_agreed_time_stands_until_the_other_agrees_to_another(asker):
    agreed = replay(INTENTIONAL, State(), script("1 later", "0 agree"))
    asked = replay(INTENTIONAL, agreed, [Act(asker, "propose"), Act(asker, "propose")])
    assert apply(INTENTIONAL, asked, Act(asker, "agree")) == Refused(Refusal.NOT_YOUR_TURN)
    for slot in (0, 1):
        assert replay(INTENTIONAL, asked, [Act(slot, "keep_time")]).step == "agreed"
        assert replay(INTENTIONAL, asked, [Act(slot, "start")]).step == "centering"
    assert replay(INTENTIONAL, asked, [Act(1 - asker, "agree")]).step == "agreed"


def test_nothing_is_paused_while_a_time_is_arranged():
    state = replay(INTENTIONAL, State(), script("1 later"))
    for act in ("0 agree", "1 propose", "0 keep_time", "0 start_now"):
        for slot in (0, 1):
            assert apply(INTENTIONAL, state, Act(slot, "pause")) == Refused(Refusal.NOT_BEGUN)
        state = replay(INTENTIONAL, state, script(act))
    assert apply(INTENTIONAL, state, Act(0, "pause")) == Refused(Refusal.NOT_BEGUN)


def test_a_dialogue_postponed_by_an_earlier_version_replays():
    for slot in (0, 1):
        assert replay(INTENTIONAL, State(), [Act(1, "later"), Act(slot, "start")]).step == "centering"


def test_only_the_one_who_invited_takes_the_invitation_back_and_only_unanswered():
    taken_back = replay(INTENTIONAL, State(), script("0 take_back"))
    assert (taken_back.step, taken_back.finished, is_taken_back(taken_back)) == (CLOSED, False, True)
    assert isinstance(apply(INTENTIONAL, State(), Act(1, "take_back")), Refused)
    for answer in ("1 accept", "1 later"):
        assert isinstance(
            apply(INTENTIONAL, replay(INTENTIONAL, State(), script(answer)), Act(0, "take_back")), Refused
        )
    for end in ("1 decline", "0 stop", "1 stop"):
        assert not is_taken_back(replay(INTENTIONAL, State(), script(end)))


@pytest.mark.parametrize(
    ("words", "is_spoken", "reason"),
    [("", False, Refusal.EMPTY), (" \n", False, Refusal.EMPTY),
     ("👩\u200d👧", False, None), ("", True, None), ("x" * 4000, False, None),
     ("x" * 4001, False, Refusal.TOO_LONG), ("x" * 4001, True, Refusal.TOO_LONG)],
)  # fmt: skip
def test_words_are_asked_for_in_writing_and_optional_aloud(words, is_spoken, reason):
    send = INTENTIONAL.table["sending"].moves[0]
    assert check_words(send, words, is_spoken=is_spoken) == (Refused(reason) if reason else None)


def test_every_refusal_has_a_kind_sentence():
    sentences = [reason.message for reason in Refusal]
    assert len(set(sentences)) == len(Refusal)
    assert all(sentence.endswith(".") and len(sentence) < 90 for sentence in sentences)


def broken(**changes) -> Kind:
    """The appreciation with one step changed."""
    name = changes.pop("at")
    steps = tuple(replace(step, **changes) if step.name == name else step for step in APPRECIATION.steps)
    return Kind("broken", "", "", steps)


GOOD = Move("go", CLOSED, "Go", Purpose.CONFIRMATION, log_text="went")


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        (broken(at="checking", moves=(replace(GOOD, to="nowhere"),)), "leads nowhere"),
        (broken(at="checking", moves=()), "nobody can move"),
        (broken(at="checking", moves=(GOOD,)), "nothing leads to"),
        (
            broken(at="thanking", moves=(replace(GOOD, to="mirroring_meaning"),)),
            "no way out of|nothing leads to",
        ),
        (broken(at="checking", moves=(replace(GOOD, needs_both=True),)), "both must make it"),
        (broken(at="switching", moves=(replace(GOOD, may_withdraw=True),)), "taken back"),
        (broken(at="switching", moves=(replace(GOOD, offers_lines=True),)), "offered to one"),
        (broken(at="checking", moves=(replace(GOOD, name="pause"),)), "belongs to every kind"),
        (broken(at="checking", moves=(GOOD, GOOD)), "share a name"),
        (broken(at="checking", title=""), "has no words"),
        (Kind("broken", "", "", APPRECIATION.steps[1:]), "first step"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused_when_imported(kind, complaint):
    with pytest.raises(InvalidKind, match=complaint):
        validate_kind(kind)


def test_a_trap_is_found():
    trap = Step("trap", Actor.SENDER, (replace(GOOD, to="trap"),), "Trap", "A trap", "A trap")
    checking = replace(
        APPRECIATION.table["checking"],
        moves=(*APPRECIATION.table["checking"].moves, replace(GOOD, to="trap")),
    )
    steps = tuple(checking if step.name == "checking" else step for step in APPRECIATION.steps)
    with pytest.raises(InvalidKind, match="no way out of trap"):
        validate_kind(Kind("broken", "", "", (*steps, trap)))


ALL_MOVES = sorted(
    {m.name for kind in KINDS.values() for s in kind.table.values() for m in s.moves}
    | {"pause", "stop", "withdraw", "sing"}
)


HEARS = {"mirror", "summarise", "validate", "empathise"}
RESTS = {"pause", "ready"}
EDITIONS = [(name, edition) for name, kind in KINDS.items() for edition in range(1, kind.edition + 1)]


class Couple(RuleBasedStateMachine):
    """Two people who press whatever they like."""

    def __init__(self):
        super().__init__()
        self.kind = INTENTIONAL
        self.state = State()
        self.acts: list[Act] = []

    @precondition(lambda self: not self.acts)
    @rule(edition=st.sampled_from(EDITIONS), sender=st.sampled_from([0, 1]))
    def choose(self, edition, sender):
        kind, number = edition
        self.kind, self.state = KINDS[kind], State(sender=sender, edition=number)

    @rule(slot=st.sampled_from([0, 1]), move=st.sampled_from(ALL_MOVES))
    def press(self, slot, move):
        self.made(Act(slot, move))

    @precondition(lambda self: self.state.step != CLOSED)
    @rule(data=st.data())
    def go_on(self, data):
        step = current_step(self.kind, self.state)
        slot = next(slot for slot in (0, 1) if may_act(step, self.state, slot))
        self.made(Act(slot, data.draw(st.sampled_from([move.name for move in step.moves]))))

    def made(self, act):
        before, after = self.state, apply(self.kind, self.state, act)
        if isinstance(after, Refused):
            if before.step == CLOSED:
                assert after.reason is Refusal.CLOSED
            return
        assert before.step != CLOSED
        assert after.version == before.version + 1
        self.only_who_may_act(before, act)
        self.nobody_moves_on_from_their_own_mirror(before, after, act)
        self.state = after
        self.acts.append(act)

    def only_who_may_act(self, before, act):
        if act.move == "pause":
            assert before.step not in MEETING_STEP_NAMES
        if act.move in ("pause", "stop"):
            return
        if act.move == "withdraw":
            assert may_withdraw(before, act.slot)
            assert act.slot == next(one.slot for one in reversed(self.acts) if one.move not in RESTS)
            return
        if act.move == "step_out":
            assert way_out(self.kind, before)
            return
        step = current_step(self.kind, before)
        move = step.move(act.move)
        assert move
        assert may_make(step, move, before, act.slot)
        if before.step == "invited":
            assert (act.slot == before.sender) == (act.move in ("take_back", "propose"))
        if act.move in ("agree", "not_now") or (before.step == "starting" and act.move == "start_now"):
            assert before.done == (1 - act.slot,)  # nobody answers their own question

    def nobody_moves_on_from_their_own_mirror(self, before, after, act):
        leaves = before.step.startswith("checking") and act.move != "step_out"
        if leaves and after.step not in (before.step, PAUSED, CLOSED):
            assert act.slot != next(one.slot for one in reversed(self.acts) if one.move in HEARS)

    @invariant()
    def the_course_replays_to_the_same_state(self):
        sender = self.state.sender if self.state.round == 1 else 1 - self.state.sender
        start = State(sender=sender, edition=self.state.edition)
        assert replay(self.kind, start, self.acts) == self.state

    @invariant()
    def somebody_may_act_until_it_is_closed(self):
        if self.state.step != CLOSED:
            step = current_step(self.kind, self.state)
            assert any(may_act(step, self.state, slot) for slot in (0, 1))

    @invariant()
    def either_may_stop(self):
        for slot in (0, 1):
            result = apply(self.kind, self.state, Act(slot, "stop"))
            assert self.state.step == CLOSED or (isinstance(result, State) and result.step == CLOSED)


TestCouple = pytest.mark.slow(Couple.TestCase)
TestCouple.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
