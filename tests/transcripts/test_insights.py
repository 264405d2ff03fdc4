"""What a course tells: whose step the time was, which first mirrors arrived at once, which topics came back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timezones import next_month
from dialogues.protocol import INVITED, PAUSED, Kind, State, Who
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSED_STEP
from tests.transcripts.dialogue_scripts import ARRIVED, DAY, course, walks
from transcripts.insights.statistics import (
    MAX_TURN_TIME,
    DialogueCourse,
    MirrorCounts,
    RoleTimes,
    Topic,
    TurnEvent,
    has_started,
    mirror_counts,
    recurring_topics,
    role_times,
    statistics_by_month,
    sum_months,
)
from transcripts.search.normalization import fold_topic

Walk = tuple[Kind, list[tuple[State, TurnEvent]]]
SIGNS = {"mirror": "m", "not_quite": "n", "stop": ""}  # every other move is a dot
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def seconds(**spent: int) -> RoleTimes:
    return RoleTimes(**{role: timedelta(seconds=took) for role, took in spent.items()})


def walked(walk: Walk, day: date = DAY) -> DialogueCourse:
    kind, done = walk
    return DialogueCourse(kind.name, day, [turn for _state, turn in done])


def test_time_belongs_to_whose_step_it_was():
    found = course(
        f"{ARRIVED}, ana send 40, ben mirror 30, ana not_quite 20, ben mirror 10, ana that_is_all 7"
    )
    assert role_times(found) == seconds(sender=67, receiver=40)


def test_with_places_changed_the_other_is_the_sender():
    found = course(
        f"{ARRIVED}, ana send 1, ben mirror 1, ana that_is_all 1, ben summarise 1, ana got_it 1, ben validate 1,"
        "ana got_it 1, ben empathise 1, ana got_it 1, ana switch 500, ben switch 500, ben send 100, ana mirror 50"
    )
    assert role_times(found) == seconds(sender=5 + 100, receiver=4 + 50)


def test_pauses_arriving_and_the_invitation_are_nobodys():
    found = course(
        "ben later 900, ana start 900, ana ready 800, ben ready 700, ana send 1, ben pause 10, ana ready 600,"
        "ben ready 600, ben mirror 20"
    )
    assert role_times(found) == seconds(sender=1, receiver=30)


def test_who_was_away_for_long_took_no_time():
    half_an_hour = int(MAX_TURN_TIME.total_seconds())
    found = course(f"{ARRIVED}, ana send {half_an_hour}, ben mirror {half_an_hour + 1}, ana more 5")
    assert role_times(found) == seconds(sender=half_an_hour + 5)


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
    found = mirror_counts(course(f"{ARRIVED}, {script}"))
    assert (found.at_once, found.once_more) == (at_once, once_more)
    assert found.givers == (frozenset({1}) if at_once + once_more else frozenset())


def test_an_appreciation_has_two_mirrors_and_a_request_counts_what_was_said():
    heard = "ana send 1, ben mirror 1, ana got_it 1, ana send 1, ben mirror 1, ana not_quite 1, ben mirror 1"
    found = mirror_counts(course(f"{ARRIVED}, {heard}, ana thank 1", "appreciation"))
    assert (found.at_once, found.once_more) == (1, 1)


def test_where_only_one_has_mirrored_nothing_may_be_shown():
    assert not MirrorCounts(3, 1, frozenset({1})).may_show
    assert not MirrorCounts().may_show
    assert (MirrorCounts(3, 1, frozenset({1})) + MirrorCounts(1, 0, frozenset({0}))).may_show


@pytest.mark.slow
@given(walks())
def test_all_time_is_the_senders_the_receivers_or_left_out(walk: Walk):
    kind, done = walk
    expected = {Who.SENDER: timedelta(), Who.RECEIVER: timedelta(), Who.BOTH: timedelta()}
    for (_, before), (state, turn) in zip(done, done[1:], strict=False):
        took = turn.at - before.at
        step = PAUSED_STEP if state.step == PAUSED else kind.step(state.step)
        theirs = step.who if state.step != INVITED and took <= MAX_TURN_TIME else Who.BOTH
        expected[theirs] += took
    found = role_times(walked(walk))
    assert found == RoleTimes(expected[Who.SENDER], expected[Who.RECEIVER])
    whole = done[-1][1].at - done[0][1].at if done else timedelta()
    assert found.both + expected[Who.BOTH] == whole


@pytest.mark.slow
@given(walks())
def test_each_first_mirror_that_was_answered_counts_once(walk: Walk):
    done = [
        turn
        for state, turn in walk[1]
        if turn.move != "pause" and (state.step != PAUSED or turn.move == "withdraw")
    ]
    moves = "".join(SIGNS.get(turn.move, ".") for turn in done)
    found = mirror_counts(walked(walk))
    assert found.once_more == len(re.findall("(?<!n)m(?=n)", moves))
    assert found.at_once == len(re.findall("(?<!n)m(?=[^n])", moves))
    assert len(found.givers) <= 2


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
def test_turns_of_tables_that_have_changed_do_no_harm(kind: str, turns: list[TurnEvent]):
    found = role_times(DialogueCourse(kind, DAY, turns))
    assert timedelta() <= found.sender
    assert timedelta() <= found.receiver
    assert mirror_counts(DialogueCourse(kind, DAY, turns)).answered <= len(turns)


@pytest.mark.slow
@given(st.lists(st.tuples(walks(), days), max_size=3), days)
def test_the_months_hold_all_there_is_and_none_is_missing_between(
    found: list[tuple[Walk, date]], today: date
):
    courses = [walked(walk, day) for walk, day in found]
    months = statistics_by_month(iter(courses), today)
    assert bool(months) is bool(courses)
    for before, month in zip(months, months[1:], strict=False):
        assert next_month(before.first) == month.first
    for month in months:
        assert month.dialogues == sum(course.day.replace(day=1) == month.first for course in courses)
    if courses:
        whole = sum_months(months)
        assert whole.first == min(course.day for course in courses).replace(day=1)
        assert months[-1].first >= today.replace(day=1) or months[-1].dialogues
        assert whole.dialogues == len(courses)
        assert whole.roles == sum(map(role_times, courses), RoleTimes())
        assert whole.mirrors == sum(map(mirror_counts, courses), MirrorCounts())


def test_a_month_without_a_dialogue_is_there_and_is_nothing():
    months = statistics_by_month([course(ARRIVED, day=date(2026, 1, 31))], date(2026, 4, 1))
    assert [(month.first.month, month.dialogues) for month in months] == [(1, 1), (2, 0), (3, 0), (4, 0)]
    assert statistics_by_month([], DAY) == []


@pytest.mark.parametrize(
    ("state", "held"),
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
def test_a_dialogue_was_held_once_both_had_arrived(state: State, held: bool):
    assert has_started("intentional", state) is held


def test_a_topic_comes_back_whatever_its_case_accents_signs_and_spaces():
    first, last = date(2026, 1, 5), date(2026, 3, 7)
    said = [
        (last, "intentional", " the  CAFÉ, on Sundays! "),
        (first, "appreciation", "The cafe on Sundays"),
        (DAY, "intentional", "Something else"),
    ]
    assert recurring_topics(said) == [Topic("the  CAFÉ, on Sundays!", "intentional", (first, last))]


def test_topics_of_signs_alone_are_told_apart():
    assert fold_topic("❤") != fold_topic("…")
    assert recurring_topics([(DAY, "intentional", "❤"), (DAY, "intentional", "…")]) == []
    assert [topic.words for topic in recurring_topics([(DAY, "intentional", "❤")] * 2)] == ["❤"]


@given(
    st.lists(st.tuples(days, st.sampled_from(list(KINDS)), st.sampled_from(["A", "a ", "á", "b", "B!", "c"])))
)
def test_each_topic_keeps_all_its_days_and_the_latest_stands_first(said: list[tuple[date, str, str]]):
    topics = recurring_topics(said)
    assert len({fold_topic(topic.words) for topic in topics}) == len(topics)
    for topic in topics:
        theirs = sorted(day for day, _kind, words in said if fold_topic(words) == fold_topic(topic.words))
        assert list(topic.days) == theirs
        assert len(theirs) > 1
    latest = [topic.days[-1] for topic in topics]
    assert latest == sorted(latest, reverse=True)


def test_a_course_that_comes_again_doubles_what_it_tells():
    one = course(f"{ARRIVED}, ana send 40, ben mirror 30, ana more 20")
    [month] = statistics_by_month([one, replace(one)], DAY)
    assert month.roles == role_times(one) + role_times(one)
    assert month.mirrors.at_once == 2
