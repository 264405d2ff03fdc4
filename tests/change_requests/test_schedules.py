"""How often and for how long: read from anybody's words, said in words, and laid out as days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from change_requests import schedules
from change_requests.schedules import (
    MINIMAL_SCHEDULE,
    WEEKDAYS,
    GiftFrequency,
    GiftSchedule,
    describe_schedule,
    due_days,
    last_day,
    normalize_wish,
    resolve_schedule,
    states_schedule,
    with_schedule,
)
from core.vocabularies import load_vocabulary
from tests.vocabularies import language

A_WEEK = {
    GiftFrequency.WEEKLY: 1,
    GiftFrequency.TWICE_WEEKLY: 2,
    GiftFrequency.THRICE_WEEKLY: 3,
    GiftFrequency.DAILY: 7,
}
FRAMES = [MINIMAL_SCHEDULE, *(GiftSchedule(often, weeks) for often in A_WEEK for weeks in (1, 2, 3, 4))]
any_frame = st.sampled_from(FRAMES)
any_day = st.dates(date(2000, 1, 1), date(2100, 1, 1))
silent = st.sampled_from(
    ["", "hug me", "Tee ans Bett, bitte", "抱きしめて", "🎁", "so that we have a quiet moment"]
)


any_words = st.one_of(
    silent,
    st.text(max_size=80),
    st.sampled_from(["Cook\nOnce a week, for two weeks.", "Once in the morning"]),
)


def read(words: str, otherwise: GiftSchedule) -> GiftSchedule:
    return resolve_schedule(words, None, None, otherwise)


@pytest.mark.parametrize(
    ("words", "often", "weeks"),
    [
        ("Twice a week for the next four weeks, sit with me", GiftFrequency.TWICE_WEEKLY, 4),
        ("on TUESDAYS and Thursdays, for 2 weeks", GiftFrequency.TWICE_WEEKLY, 2),
        ("on Tuesday or Thursday, each week, for two weeks", GiftFrequency.WEEKLY, 2),
        ("every evening this week", GiftFrequency.DAILY, 1),
        ("each day, for ten days", GiftFrequency.DAILY, 2),
        ("five times a week for a fortnight", GiftFrequency.DAILY, 2),
        ("three evenings a week, for twenty-one days", GiftFrequency.THRICE_WEEKLY, 3),
        ("every other day for two months", GiftFrequency.THRICE_WEEKLY, 4),
        ("every Sunday, for a month", GiftFrequency.WEEKLY, 4),
        ("\uff12 times a week for \uff13 weeks", GiftFrequency.TWICE_WEEKLY, 3),
        ("twice a week\u2014for 1000000 weeks", GiftFrequency.TWICE_WEEKLY, 4),
    ],
)
def test_words_name_how_often_and_how_long(words: str, often: GiftFrequency, weeks: int):
    found = read(words, GiftSchedule(GiftFrequency.ONCE, 1 if weeks != 1 else 2))
    assert (found.often, found.weeks) == (often, weeks)


@pytest.mark.parametrize(
    "words", ["once, this Saturday", "tonight", "take me out one time", "Next Sunday, cook"]
)
def test_a_single_time_is_heard(words: str):
    assert read(words, GiftSchedule()).often is GiftFrequency.ONCE


@pytest.mark.parametrize(
    "words",
    [
        "hug me once you are home",
        "put the phone away at once",
        "listen to me for once",
        "once every two weeks, cook for us",
        "starting tomorrow, leave the phone in the hall",
        "from next Monday, be home by six",
    ],
)
def test_what_only_sounds_like_a_single_time_is_none(words: str):
    assert read(words, GiftSchedule(GiftFrequency.TWICE_WEEKLY, 3)).often is GiftFrequency.TWICE_WEEKLY


@pytest.mark.parametrize(
    "words", ["as we did two weeks ago", "every three weeks", "in two weeks", "twice a month"]
)
def test_what_only_sounds_like_a_span_is_none(words: str):
    assert read(words, GiftSchedule(GiftFrequency.DAILY, 1)).weeks == 1


@given(any_frame, silent, silent, any_frame)
def test_what_is_said_in_words_is_read_back(
    frame: GiftSchedule, before: str, after: str, other: GiftSchedule
):
    found = read(f"{before}. {describe_schedule(frame)}: {after}", other)
    assert found.often is frame.often
    assert found.weeks == frame.weeks


@given(silent, any_frame)
def test_words_that_say_nothing_of_it_leave_what_was_chosen(words: str, chosen: GiftSchedule):
    assert read(words, chosen) == chosen


@given(st.text(max_size=300), any_frame)
def test_any_words_give_a_frame_that_can_be_chosen(words: str, chosen: GiftSchedule):
    found = read(words, chosen)
    assert GiftSchedule(found.often, found.weeks) in FRAMES
    assert len(due_days(found, date(2026, 1, 1))) >= found.weeks or found.often is GiftFrequency.ONCE


TUESDAY, THURSDAY = 1, 3


@pytest.mark.parametrize(
    ("words", "chosen", "on"),
    [
        ("On Tuesdays and Thursdays, for two weeks, cook", None, (TUESDAY, THURSDAY)),
        ("On Tuesdays and Thursdays, for two weeks, cook", GiftFrequency.TWICE_WEEKLY, (TUESDAY, THURSDAY)),
        ("On Tuesdays and Thursdays, for two weeks, cook", GiftFrequency.DAILY, ()),
        ("On Tuesdays, for two weeks, cook", GiftFrequency.TWICE_WEEKLY, ()),
        ("Twice a week, on Tuesday or Thursday", None, ()),
        ("Each day until Thursday", None, ()),
        ("Once, this Thursday", None, (THURSDAY,)),
        ("Once a week, on Thursday", None, (THURSDAY,)),
        ("Cook twice a week", None, ()),
        ("Each weekend for three weeks, walk with me", None, (5,)),
        ("From Monday to Friday, ring me at noon", None, (0, 1, 2, 3, 4)),
        ("On weekdays, ring me at noon", None, (0, 1, 2, 3, 4)),
        ("Each day but not on Sunday, ring me", None, (0, 1, 2, 3, 4, 5)),
        ("Once a week for four weeks, not on Sunday", None, ()),
        ("Every Monday to Thursday, for two weeks", None, (0, 1, 2, 3)),
    ],
)
def test_the_weekdays_that_are_named_are_kept_where_they_are_as_many_as_asked(
    words: str, chosen: GiftFrequency | None, on
):
    assert resolve_schedule(words, chosen, None).on == on


@pytest.mark.parametrize("begins", [date(2026, 11, 23) + timedelta(day) for day in range(7)])
def test_named_weekdays_are_the_days_that_are_due_whenever_it_begins(begins: date):
    days = due_days(GiftSchedule(GiftFrequency.TWICE_WEEKLY, 2, (TUESDAY, THURSDAY)), begins)
    assert [day.weekday() for day in sorted(days, key=lambda day: (day.weekday(), day))] == [1, 1, 3, 3]
    assert begins <= days[0]
    assert days[-1] <= last_day(GiftSchedule(GiftFrequency.TWICE_WEEKLY, 2), begins)


@given(any_frame, st.sets(st.integers(0, 6)), any_words)
def test_the_line_below_the_words_is_read_back_to_the_letter(frame: GiftSchedule, days: set[int], words: str):
    named = " ".join(load_vocabulary("change_requests").label(WEEKDAYS[day]) for day in sorted(days))
    wish = resolve_schedule(f"{words} {named}", frame.often, frame.weeks)
    said = with_schedule(f"{words} {named}", wish)
    assert states_schedule(said, wish)
    assert resolve_schedule(said, None, None, MINIMAL_SCHEDULE) == wish
    assert resolve_schedule(f"{said.removesuffix('.')}\nPlease!", None, None, MINIMAL_SCHEDULE) == wish


def test_what_was_chosen_goes_before_what_the_words_say():
    words = "Hug me once in the morning and once in the evening"
    wish = resolve_schedule(words, GiftFrequency.DAILY, 2)
    assert wish == GiftSchedule(GiftFrequency.DAILY, 2)
    assert with_schedule(words, wish) == f"{words}\nEach day, for two weeks."


@pytest.mark.parametrize(("name", "terms"), load_vocabulary("change_requests").table("numbers").items())
def test_a_number_is_the_same_in_digits_and_in_words(name: str, terms: list[str]):
    digits = name.removeprefix("numbers.")
    for term in terms:
        assert normalize_wish(f"for {term} minutes").words == normalize_wish(f"for {digits} minutes").words


@given(any_frame, any_day)
def test_the_days_lie_within_the_frame_and_there_are_as_many_as_it_says(frame: GiftSchedule, begins: date):
    days = due_days(frame, begins)
    assert len(days) == (1 if frame.often is GiftFrequency.ONCE else A_WEEK[frame.often] * frame.weeks)
    assert days == sorted(set(days))
    assert days[0] == begins
    assert days[-1] <= last_day(frame, begins)


@given(any_frame, any_day)
def test_each_week_has_its_share_and_the_last_week_is_whole(frame: GiftSchedule, begins: date):
    weeks = 1 if frame.often is GiftFrequency.ONCE else frame.weeks
    assert last_day(frame, begins) - begins == timedelta(days=7 * weeks - 1)
    shares = [(day - begins).days // 7 for day in due_days(frame, begins)]
    assert {shares.count(week) for week in range(weeks)} == {A_WEEK.get(frame.often, 1)}


def test_a_form_offers_all_that_can_be_read():
    often, weeks = schedules.form_choices()
    assert [one for one, _label in often] == list(GiftFrequency)
    assert [number for number, _label in weeks] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("words", "frame"),
    [
        ("Zweimal in der Woche, drei Wochen lang", GiftSchedule(GiftFrequency.TWICE_WEEKLY, 3)),
        ("Täglich, eine Woche", GiftSchedule(GiftFrequency.DAILY, 1)),
        ("Drei mal pro Woche", GiftSchedule(GiftFrequency.THRICE_WEEKLY, 4)),
    ],
)
def test_words_are_heard_in_the_language_of_the_vocabularies(words: str, frame: GiftSchedule):
    with language("de"):
        assert read(words, GiftSchedule()) == frame


def test_weekdays_are_named_in_the_language_of_the_vocabularies():
    with language("de"):
        assert (
            describe_schedule(GiftSchedule(GiftFrequency.WEEKLY, 2, (TUESDAY,)))
            == "Each Dienstag, for two weeks"
        )
        assert read("dienstags, 2 Wochen", GiftSchedule()).on == (TUESDAY,)
