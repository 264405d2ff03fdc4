"""How often and for how long: parsed from words, described in words, and laid out as days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from change_requests import schedules
from change_requests.known_schedules import describe_known, with_known_schedule
from change_requests.schedules import (
    MINIMAL_SCHEDULE,
    NOTHING_CHOSEN,
    WEEKDAYS,
    GiftFrequency,
    GiftSchedule,
    ScheduleChoice,
    describe_frequency,
    describe_schedule,
    due_days,
    fits_weekdays,
    last_day,
)
from change_requests.stated_schedules import (
    known_schedule,
    normalize_wish,
    resolve_schedule,
    states_schedule,
    with_schedule,
)
from core.vocabularies import load_vocabulary
from tests.vocabularies import language

A_WEEK = {  # days in each week that has any
    GiftFrequency.FORTNIGHTLY: 1,
    GiftFrequency.WEEKLY: 1,
    GiftFrequency.TWICE_WEEKLY: 2,
    GiftFrequency.THRICE_WEEKLY: 3,
    GiftFrequency.DAILY: 7,
}
SCHEDULES = [MINIMAL_SCHEDULE, *(GiftSchedule(often, weeks) for often in A_WEEK for weeks in (1, 2, 3, 4))]
any_schedule = st.sampled_from(SCHEDULES)
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
    return resolve_schedule(words, NOTHING_CHOSEN, otherwise)


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
        ("every second week, for four weeks", GiftFrequency.FORTNIGHTLY, 4),
        ("every other Sunday for a month", GiftFrequency.FORTNIGHTLY, 4),
        ("once every two weeks, for three weeks", GiftFrequency.FORTNIGHTLY, 3),
        ("Once a fortnight, for a month", GiftFrequency.FORTNIGHTLY, 4),
        ("on alternate Fridays, for a month", GiftFrequency.FORTNIGHTLY, 4),
        ("every 2nd weekend for 4 weeks", GiftFrequency.FORTNIGHTLY, 4),
        ("every second Sunday of the month, for two weeks", GiftFrequency.ONCE, 1),
        ("every second day, for two weeks", GiftFrequency.THRICE_WEEKLY, 2),
        ("come to bed with me at ten always, for two weeks", GiftFrequency.DAILY, 2),
        ("night after night, for a week, read to me", GiftFrequency.DAILY, 1),
        ("always kiss me on Sundays, for two weeks", GiftFrequency.WEEKLY, 2),
        ("once a week, for two weeks, ask me what I always wanted", GiftFrequency.WEEKLY, 2),
        ("\uff12 times a week for \uff13 weeks", GiftFrequency.TWICE_WEEKLY, 3),
        ("twice a week\u2014for 1000000 weeks", GiftFrequency.TWICE_WEEKLY, 4),
    ],
)
def test_words_name_how_often_and_how_long(words: str, often: GiftFrequency, weeks: int):
    schedule = read(words, GiftSchedule(GiftFrequency.ONCE, 1 if weeks != 1 else 2))
    assert (schedule.often, schedule.weeks) == (often, weeks)


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
        "once every three weeks, cook for us",
        "starting tomorrow, leave the phone in the hall",
        "from next Monday, be home by six",
        "ask me what I always wanted",
    ],
)
def test_what_only_sounds_like_a_single_time_is_none(words: str):
    assert read(words, GiftSchedule(GiftFrequency.TWICE_WEEKLY, 3)).often is GiftFrequency.TWICE_WEEKLY


@pytest.mark.parametrize(
    "words", ["as we did two weeks ago", "every three weeks", "in two weeks", "twice a month"]
)
def test_what_only_sounds_like_a_span_is_none(words: str):
    assert read(words, GiftSchedule(GiftFrequency.DAILY, 1)).weeks == 1


@given(any_schedule, silent, silent, any_schedule)
def test_what_is_said_in_words_is_read_back(
    schedule: GiftSchedule, before: str, after: str, other: GiftSchedule
):
    parsed = read(f"{before}. {describe_schedule(schedule)}: {after}", other)
    assert parsed.often is schedule.often
    assert parsed.weeks == schedule.weeks


@given(silent, any_schedule)
def test_words_that_say_nothing_of_it_leave_what_was_chosen(words: str, chosen: GiftSchedule):
    assert read(words, chosen) == chosen


@given(st.text(max_size=300), any_schedule)
def test_any_words_give_a_schedule_that_can_be_chosen(words: str, chosen: GiftSchedule):
    schedule = read(words, chosen)
    assert GiftSchedule(schedule.often, schedule.weeks) in SCHEDULES
    assert due_days(schedule, date(2026, 1, 1))
    assert fits_weekdays(schedule.often, schedule.on)


TUESDAY, THURSDAY = 1, 3


@pytest.mark.parametrize(
    ("words", "chosen", "on"),
    [
        ("On Tuesdays and Thursdays, for two weeks, cook", None, (TUESDAY, THURSDAY)),
        ("On Tuesdays and Thursdays, for two weeks, cook", GiftFrequency.TWICE_WEEKLY, (TUESDAY, THURSDAY)),
        ("On Tuesdays and Thursdays, for two weeks, cook", GiftFrequency.DAILY, ()),
        ("Every other Sunday, for four weeks", None, (6,)),
        ("Every other week, for four weeks, on Tuesday and Thursday", None, (TUESDAY, THURSDAY)),
        ("Every other week, for four weeks, on Tuesday or Thursday", None, ()),
        ("Every other weekend, for four weeks", None, (5,)),
        ("Every other week, for four weeks", None, ()),
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
    assert resolve_schedule(words, ScheduleChoice(chosen)).on == on


@pytest.mark.parametrize("begins", [date(2026, 11, 23) + timedelta(day) for day in range(7)])
def test_named_weekdays_are_the_days_that_are_due_whenever_it_begins(begins: date):
    days = due_days(GiftSchedule(GiftFrequency.TWICE_WEEKLY, 2, (TUESDAY, THURSDAY)), begins)
    assert [day.weekday() for day in sorted(days, key=lambda day: (day.weekday(), day))] == [1, 1, 3, 3]
    assert begins <= days[0]
    assert days[-1] <= last_day(GiftSchedule(GiftFrequency.TWICE_WEEKLY, 2), begins)


@given(any_schedule, st.sets(st.integers(0, 6)), any_words)
def test_the_line_below_the_words_is_read_back_to_the_letter(
    schedule: GiftSchedule, days: set[int], words: str
):
    named = " ".join(load_vocabulary("change_requests").label(WEEKDAYS[day]) for day in sorted(days))
    wish = resolve_schedule(f"{words} {named}", ScheduleChoice(schedule.often, schedule.weeks))
    text = with_schedule(f"{words} {named}", wish)
    assert states_schedule(text, wish)
    assert resolve_schedule(text) == wish
    assert resolve_schedule(f"{text.removesuffix('.')}\nPlease!") == wish


any_choice = st.builds(
    ScheduleChoice,
    st.sampled_from([None, *GiftFrequency]),
    st.sampled_from([None, 1, 2, 3, 4]),
    st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days))),
)


@given(any_words, any_choice)
def test_the_days_that_were_picked_are_the_days_on_which_it_is_due(words: str, choice: ScheduleChoice):
    schedule = resolve_schedule(words, choice)
    days = due_days(schedule, date(2026, 11, 25))
    if choice.on:
        assert {day.weekday() for day in days} == {*choice.on}
    if choice.often and fits_weekdays(choice.often, choice.on):
        assert schedule.often is choice.often
    assert date(2026, 11, 25) <= min(days)
    assert max(days) <= last_day(schedule, date(2026, 11, 25))


@given(any_words, any_choice)
def test_what_was_picked_is_said_in_a_line_that_is_read_back(words: str, choice: ScheduleChoice):
    said = with_known_schedule(words, choice)
    known = known_schedule(words, choice)
    assert said.startswith(words.rstrip())
    if known.is_complete:
        assert resolve_schedule(said) == resolve_schedule(words, choice)
    elif choice.on:
        assert describe_frequency(known.often or GiftFrequency.WEEKLY, known.on) in said


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        (ScheduleChoice(None, 2, (TUESDAY, 4)), "Every Tuesday and Friday, for two weeks"),
        (ScheduleChoice(GiftFrequency.FORTNIGHTLY, 4, (6,)), "Every other Sunday, for four weeks"),
        (
            ScheduleChoice(GiftFrequency.FORTNIGHTLY, 4, (TUESDAY, 4)),
            "Every other week on Tuesday and Friday, for four weeks",
        ),
        (ScheduleChoice(GiftFrequency.FORTNIGHTLY), "Every other week; for how long isn't said yet"),
        (ScheduleChoice(None, None, (6,)), "Every Sunday; for how long isn't said yet"),
        (ScheduleChoice(GiftFrequency.ONCE, None, (5,)), "Once, on Saturday"),
        (ScheduleChoice(None, 1, (0, 1, 2, 3, 4)), "Every weekday, for one week"),
        (ScheduleChoice(None, 1, tuple(range(7))), "Every day, for one week"),
    ],
)
def test_picked_days_are_said_by_name(choice: ScheduleChoice, text: str):
    assert describe_known("hug me", choice) == text


@pytest.mark.parametrize("begins", [date(2026, 11, 23) + timedelta(day) for day in range(7)])
def test_every_other_week_leaves_a_week_between_whenever_it_begins(begins: date):
    days = due_days(GiftSchedule(GiftFrequency.FORTNIGHTLY, 4, (TUESDAY, 4)), begins)
    assert len(days) == 4
    assert (days[2] - days[0], days[3] - days[1]) == (timedelta(14), timedelta(14))
    assert (days[1] - days[0]) < timedelta(7)


def test_what_was_chosen_goes_before_what_the_words_say():
    words = "Hug me once in the morning and once in the evening"
    wish = resolve_schedule(words, ScheduleChoice(GiftFrequency.DAILY, 2))
    assert wish == GiftSchedule(GiftFrequency.DAILY, 2)
    assert with_schedule(words, wish) == f"{words}\nEvery day, for two weeks."


@pytest.mark.parametrize(("name", "terms"), load_vocabulary("change_requests").table("numbers").items())
def test_a_number_is_the_same_in_digits_and_in_words(name: str, terms: list[str]):
    digits = name.removeprefix("numbers.")
    for term in terms:
        assert normalize_wish(f"for {term} minutes").words == normalize_wish(f"for {digits} minutes").words


@given(any_schedule, any_day)
def test_the_days_lie_within_the_schedule_and_are_as_many_as_it_says(schedule: GiftSchedule, begins: date):
    days = due_days(schedule, begins)
    step = 2 if schedule.often is GiftFrequency.FORTNIGHTLY else 1
    weeks = 1 if schedule.often is GiftFrequency.ONCE else len(range(0, schedule.weeks, step))
    assert len(days) == weeks * A_WEEK.get(schedule.often, 1)
    assert days == sorted(set(days))
    assert days[0] == begins
    assert days[-1] <= last_day(schedule, begins)


@given(any_schedule, any_day)
def test_each_week_has_its_share_and_the_last_week_is_whole(schedule: GiftSchedule, begins: date):
    weeks = 1 if schedule.often is GiftFrequency.ONCE else schedule.weeks
    assert last_day(schedule, begins) - begins == timedelta(days=7 * weeks - 1)
    shares = [(day - begins).days // 7 for day in due_days(schedule, begins)]
    step = 2 if schedule.often is GiftFrequency.FORTNIGHTLY else 1
    assert {*shares} == {*range(0, weeks, step)}
    assert {shares.count(week) for week in shares} == {A_WEEK.get(schedule.often, 1)}


def test_a_form_offers_all_that_can_be_read():
    often, weeks = schedules.form_choices()
    assert [one for one, _label in often] == list(GiftFrequency)
    assert [number for number, _label in weeks] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("words", "schedule"),
    [
        ("Zweimal in der Woche, drei Wochen lang", GiftSchedule(GiftFrequency.TWICE_WEEKLY, 3)),
        ("Täglich, eine Woche", GiftSchedule(GiftFrequency.DAILY, 1)),
        ("Drei mal pro Woche", GiftSchedule(GiftFrequency.THRICE_WEEKLY, 4)),
    ],
)
def test_words_are_heard_in_the_language_of_the_vocabularies(words: str, schedule: GiftSchedule):
    with language("de"):
        assert read(words, GiftSchedule()) == schedule


def test_weekdays_are_named_in_the_language_of_the_vocabularies():
    with language("de"):
        assert (
            describe_schedule(GiftSchedule(GiftFrequency.WEEKLY, 2, (TUESDAY,)))
            == "Every Dienstag, for two weeks"
        )
        assert read("dienstags, 2 Wochen", GiftSchedule()).on == (TUESDAY,)
