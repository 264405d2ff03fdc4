"""Statistics of a dialogue's course: time by role, first mirrors, recurring topics."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timezones import next_month
from dialogues.protocol import INVITED, PAUSED, Actor, Kind, State
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSED_STEP
from tests.transcripts.dialogue_scripts import ARRIVAL, DAY, course, dialogue_walks
from transcripts.insights.statistics import (
    MAX_TURN_TIME,
    DialogueCourse,
    MirrorCounts,
    RoleTimes,
    Topic,
    TurnEvent,
    answers_mirror,
    has_started,
    mirror_counts,
    recurring_topics,
    role_times,
    statistics_by_month,
    sum_months,
)
from transcripts.search.normalization import fold_topic

Walk = tuple[Kind, list[tuple[State, TurnEvent]]]
# Every other move is a dot. The last two leave open whether what was said back was right.
SIGNS = {"mirror": "m", "not_quite": "n", "stop": "", "listen": "o", "rather_not": "o"}
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def seconds(**counts: int) -> RoleTimes:
    return RoleTimes(**{role: timedelta(seconds=count) for role, count in counts.items()})


def walked(walk: Walk, day: date = DAY) -> DialogueCourse:
    kind, done = walk
    return DialogueCourse(kind.name, day, [turn for _state, turn in done])


def test_time_counts_for_the_role_that_acts():
    played = course(
        f"{ARRIVAL}, ana send 40, ben mirror 30, ana not_quite 20, ben mirror 10, ana that_is_all 7"
    )
    assert role_times(played) == seconds(sender=67, receiver=40)


def test_after_a_switch_the_other_partner_is_the_sender():
    played = course(
        f"{ARRIVAL}, ana send 1, ben mirror 1, ana that_is_all 1, ben summarise 1, ana got_it 1, ben validate 1,"
        "ana got_it 1, ben empathise 1, ana got_it 1, ana switch 500, ben switch 500, ben send 100, ana mirror 50"
    )
    assert role_times(played) == seconds(sender=5 + 100, receiver=4 + 50)


def test_pauses_arrival_and_invitation_count_for_nobody():
    played = course(
        "ben later 900, ana start 900, ana ready 800, ben ready 700, ana send 1, ben pause 10, ana ready 600,"
        "ben ready 600, ben mirror 20"
    )
    assert role_times(played) == seconds(sender=1, receiver=30)


def test_long_gaps_do_not_count():
    half_an_hour = int(MAX_TURN_TIME.total_seconds())
    played = course(f"{ARRIVAL}, ana send {half_an_hour}, ben mirror {half_an_hour + 1}, ana more 5")
    assert role_times(played) == seconds(sender=half_an_hour + 5)


@pytest.mark.parametrize(
    ("moves", "at_once", "once_more"),
    [
        ("ana send, ben mirror", 0, 0),
        ("ana send, ben mirror, ana more", 1, 0),
        ("ana send, ben mirror, ana that_is_all", 1, 0),
        ("ana send, ben mirror, ana not_quite", 0, 1),
        ("ana send, ben mirror, ana not_quite, ben mirror, ana not_quite, ben mirror, ana that_is_all", 0, 1),
        ("ana send, ben mirror, ana more, ben mirror, ana not_quite, ben mirror, ana more", 1, 1),
        ("ana send, ana withdraw, ana send, ben mirror, ana more", 1, 0),
        ("ana send, ben too_much, ana send, ben mirror, ana more", 1, 0),
        ("ana send, ben mirror, ana pause, ben ready, ana ready, ana not_quite", 0, 1),
        ("ana send, ben pause, ana ready, ben ready, ben mirror, ana more", 1, 0),
        ("ana send, ben pause, ana withdraw, ana ready, ben ready, ana send, ben mirror, ana more", 1, 0),
        ("ana send, ben mirror, ana stop", 0, 0),
        ("ana send, ben mirror, ben pause, ana stop", 0, 0),
        ("ana stop", 0, 0),
    ],
)
def test_a_first_mirror_counts_once_its_sender_has_answered(moves: str, at_once: int, once_more: int):
    script = ", ".join(f"{move} 1" for move in moves.split(", "))
    counts = mirror_counts(course(f"{ARRIVAL}, {script}"))
    assert (counts.accepted, counts.repeated) == (at_once, once_more)
    assert counts.authors == (frozenset({1}) if at_once + once_more else frozenset())


def test_an_appreciation_has_two_first_mirrors():
    script = "ana send 1, ben mirror 1, ana got_it 1, ana send 1, ben mirror 1, ana not_quite 1, ben mirror 1"
    counts = mirror_counts(course(f"{ARRIVAL}, {script}, ana thank 1", "appreciation"))
    assert (counts.accepted, counts.repeated) == (1, 1)


@pytest.mark.parametrize(
    ("moves", "at_once", "once_more"),
    [
        ("ana send, ben mirror, ana listen", 0, 0),
        ("ana send, ben mirror, ana listen, ben send, ana mirror, ben rather_not, ana done", 0, 0),
        ("ana send, ben mirror, ana listen, ben send, ana mirror, ben got_it", 1, 0),
        ("ana send, ben mirror, ana listen, ben send, ana mirror, ben not_quite", 0, 1),
    ],
)
def test_a_mirror_that_nobody_said_was_right_does_not_count(moves: str, at_once: int, once_more: int):
    script = ", ".join(f"{move} 1" for move in moves.split(", "))
    counts = mirror_counts(course(f"{ARRIVAL}, {script}", "repair"))
    assert (counts.accepted, counts.repeated) == (at_once, once_more)


@pytest.mark.parametrize("kind", ["intentional", "appreciation", "change_request", "closing_exit"])
def test_every_answer_to_a_mirror_counts_where_each_is_checked(kind: str):
    steps = [
        KINDS[kind].table[move.to]
        for step in KINDS[kind].table.values()
        for move in step.moves
        if move.name == "mirror"
    ]
    uncounted = [
        (step.name, move.name)
        for step in steps
        for move in step.moves
        if not answers_mirror(kind, step.name, move.purpose)
    ]
    assert steps
    assert uncounted == []


def test_mirrors_of_one_partner_alone_are_not_shown():
    assert not MirrorCounts(3, 1, frozenset({1})).can_show
    assert not MirrorCounts().can_show
    assert (MirrorCounts(3, 1, frozenset({1})) + MirrorCounts(1, 0, frozenset({0}))).can_show


@pytest.mark.slow
@given(dialogue_walks())
def test_time_adds_up(walk: Walk):
    kind, turns = walk
    expected = {Actor.SENDER: timedelta(), Actor.RECEIVER: timedelta(), Actor.BOTH: timedelta()}
    for (_, before), (state, turn) in zip(turns, turns[1:], strict=False):
        duration = turn.at - before.at
        step = PAUSED_STEP if state.step == PAUSED else kind.step(state.step, state.edition)
        actor = step.actor if state.step != INVITED and duration <= MAX_TURN_TIME else Actor.BOTH
        expected[actor] += duration
    times = role_times(walked(walk))
    assert times == RoleTimes(expected[Actor.SENDER], expected[Actor.RECEIVER])
    total = turns[-1][1].at - turns[0][1].at if turns else timedelta()
    assert times.total + expected[Actor.BOTH] == total


@pytest.mark.slow
@given(dialogue_walks())
def test_every_answered_first_mirror_counts_once(walk: Walk):
    turns = [
        turn
        for state, turn in walk[1]
        if turn.move != "pause" and (state.step != PAUSED or turn.move == "withdraw")
    ]
    moves = "".join(SIGNS.get(turn.move, ".") for turn in turns)
    counts = mirror_counts(walked(walk))
    assert counts.repeated == len(re.findall("(?<!n)m(?=n)", moves))
    assert counts.accepted == len(re.findall("(?<!n)m(?=[^no])", moves))
    assert len(counts.authors) <= 2


odd_turns = st.lists(
    st.builds(
        TurnEvent,
        st.integers(0, 3),
        st.sampled_from(["", "mirroring", "paused", "a step of long ago"]),
        st.sampled_from(["mirror", "send", "pause", "not_quite", "a move of long ago"]),
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    ),
    max_size=20,
)


@pytest.mark.slow
@given(st.sampled_from(list(KINDS)), odd_turns)
def test_unknown_steps_and_moves_do_no_harm(kind: str, turns: list[TurnEvent]):
    times = role_times(DialogueCourse(kind, DAY, turns))
    assert timedelta() <= times.sender
    assert timedelta() <= times.receiver
    assert mirror_counts(DialogueCourse(kind, DAY, turns)).answered <= len(turns)


@pytest.mark.slow
@given(st.lists(st.tuples(dialogue_walks(), days), max_size=3), days)
def test_months_are_consecutive_and_complete(dated_walks: list[tuple[Walk, date]], today: date):
    courses = [walked(walk, day) for walk, day in dated_walks]
    months = statistics_by_month(iter(courses), today)
    assert bool(months) is bool(courses)
    for before, month in zip(months, months[1:], strict=False):
        assert next_month(before.first) == month.first
    for month in months:
        assert month.dialogues == sum(course.day.replace(day=1) == month.first for course in courses)
    if courses:
        total = sum_months(months)
        assert total.first == min(course.day for course in courses).replace(day=1)
        assert months[-1].first >= today.replace(day=1) or months[-1].dialogues
        assert total.dialogues == len(courses)
        assert total.roles == sum(map(role_times, courses), RoleTimes())
        assert total.mirrors == sum(map(mirror_counts, courses), MirrorCounts())


def test_a_month_without_dialogues_is_empty():
    months = statistics_by_month([course(ARRIVAL, day=date(2026, 1, 31))], date(2026, 4, 1))
    assert [(month.first.month, month.dialogues) for month in months] == [(1, 1), (2, 0), (3, 0), (4, 0)]
    assert statistics_by_month([], DAY) == []


@pytest.mark.parametrize(
    ("state", "started"),
    [
        (State(), False),
        (State(step="postponed"), False),
        (State(step="centering"), False),
        (State(step="closed", back="invited"), False),
        (State(step="closed", back="centering"), False),
        (State(step="paused", back="centering"), False),
        (State(step="sending"), True),
        (State(step="paused", back="mirroring"), True),
        (State(step="closed", back="sending"), True),
        (State(step="closed", back="appreciating", finished=True), True),
    ],
)
def test_a_dialogue_counts_once_both_have_arrived(state: State, started: bool):
    assert has_started("intentional", state) is started


def test_topics_recur_regardless_of_case_accents_and_punctuation():
    first, last = date(2026, 1, 5), date(2026, 3, 7)
    topics = [
        (last, "intentional", " the  CAFÉ, on Sundays! "),
        (first, "appreciation", "The cafe on Sundays"),
        (DAY, "intentional", "Something else"),
    ]
    assert recurring_topics(topics) == [Topic("the  CAFÉ, on Sundays!", "intentional", (first, last))]


def test_topics_of_symbols_alone_differ():
    assert fold_topic("❤") != fold_topic("…")
    assert recurring_topics([(DAY, "intentional", "❤"), (DAY, "intentional", "…")]) == []
    assert [topic.words for topic in recurring_topics([(DAY, "intentional", "❤")] * 2)] == ["❤"]


@given(
    st.lists(st.tuples(days, st.sampled_from(list(KINDS)), st.sampled_from(["A", "a ", "á", "b", "B!", "c"])))
)
def test_topics_have_all_their_days_and_the_latest_comes_first(dated_topics: list[tuple[date, str, str]]):
    topics = recurring_topics(dated_topics)
    assert len({fold_topic(topic.words) for topic in topics}) == len(topics)
    for topic in topics:
        own_days = sorted(
            day for day, _kind, words in dated_topics if fold_topic(words) == fold_topic(topic.words)
        )
        assert list(topic.days) == own_days
        assert len(own_days) > 1
    latest = [topic.days[-1] for topic in topics]
    assert latest == sorted(latest, reverse=True)


def test_the_same_course_twice_doubles_the_statistics():
    one = course(f"{ARRIVAL}, ana send 40, ben mirror 30, ana more 20")
    [month] = statistics_by_month([one, replace(one)], DAY)
    assert month.roles == role_times(one) + role_times(one)
    assert month.mirrors.accepted == 2
