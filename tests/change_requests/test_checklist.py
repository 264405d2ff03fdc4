"""The checklist's findings: what is missing in a wish, and that a good one lacks nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from change_requests.checklist import (
    EXAMPLES,
    RULES,
    Example,
    apply_rules,
    similarity_notice,
)
from change_requests.schedules import GiftFrequency, GiftSchedule, describe_schedule, fits_weekdays
from change_requests.stated_schedules import resolve_schedule
from dialogues.protocol.kinds.change_request import ASKING

NAMES = ["specific", "positive", "measurable", "time_limited", "doable", "gift"]
GOOD = [
    "Kiss me when you come home.",
    "Leave a little note on my pillow, three times in the next two weeks.",
    "Once, this Saturday, take the children to the park for two hours, so that I don't have to get up.",
    "Every evening this week, hold me in bed for five minutes, without phones.",
    "Twice a week for two weeks, sit beside me for ten minutes with the phones off.",
    "Tell me one thing that you love about me at breakfast, every Sunday for four weeks.",
    "Stop what you are doing when I come in, and hug me for twenty seconds, each day for a week.",
    "Pay me one compliment at dinner, each day for a week, because I always long for more of them.",
    "If you are late, text me by six, for the next two weeks.",
    "Leave work at five on Fridays and walk with me for half an hour, as soon as you are home, for a month.",
    "Drop the children at my mother's on two Saturdays in the next four weeks and have coffee with me.",
    "Take my father to the doctor once in the next two weeks.",
    "When we quarrel, take a break of twenty minutes and come back, for the next four weeks.",
    "Write me a letter of one page about what you appreciate in me, once in the next four weeks.",
    "Cook with me every other Sunday, for four weeks.",
    "Pay the bills with me for thirty minutes, on the first Sunday of the month.",
]
HARD = [
    ("Be more caring.", {"specific", "measurable"}),
    ("Pay attention to me sometimes, at dinner.", {"specific", "measurable"}),
    ("Be nicer to my parents on Sundays, for two weeks.", {"specific"}),
    ("Talk to me.", {"specific", "measurable"}),
    ("Sit with me after dinner.", {"measurable"}),
    ("Sit with me in the garden, for two weeks.", {"measurable"}),
    ("Stop ignoring me.", {"specific", "positive", "measurable"}),
    ("Don\u2019t look at your phone at dinner.", {"positive"}),
    ("Cook with me instead of ignoring me.", {"positive"}),
    ("Always kiss me goodbye.", {"positive"}),
    ("Always listen to me.", {"specific", "positive", "measurable", "doable"}),
    ("Always sit with me at dinner.", {"positive", "measurable"}),
    ("Kiss me every morning from now on.", {"time_limited"}),
    ("Hug me at the door each day for eight weeks.", {"time_limited"}),
    ("Change jobs.", {"specific", "measurable", "doable"}),
    ("Make me happy at breakfast, once.", {"doable"}),
    ("Read my mind when I come home.", {"doable"}),
    ("Twice a week, come to bed whenever I want.", {"doable"}),
    ("Talk to me for ten hours on Saturday.", {"doable"}),
    ("Cancel the evening with your friends.", {"gift"}),
    ("See less of your sister on Sundays.", {"positive", "gift"}),
    ("Skip your therapy on Mondays.", {"gift"}),
    ("Leave the church on Sunday.", {"gift"}),
    ("Hand in your notice on Monday.", {"gift"}),
    ("Give me your salary once a week.", {"specific", "gift"}),
    ("Show me your phone each evening.", {"gift"}),
    ("Have sex with me at the weekend.", {"gift"}),
    ("Massage my feet for ten minutes in return for dinner.", {"gift"}),
    ("If you cook on Friday, I will clean the kitchen.", {"gift"}),
    ("Sit with me for ten minutes at dinner, or else I go out.", {"gift"}),
]


def unmet(wish: str, schedule: GiftSchedule | None = None) -> set[str]:
    """The rules the wish does not meet, by default with the schedule its words state."""
    findings = apply_rules(wish, schedule or resolve_schedule(wish))
    return {one.name for one in findings if not one.met}


def missing(wish: str, name: str, schedule: GiftSchedule | None = None) -> str:
    [text] = [one.missing for one in apply_rules(wish, schedule) if one.name == name]
    return text


def note(wish: str, name: str, schedule: GiftSchedule | None = None) -> str:
    [text] = [one.note for one in apply_rules(wish, schedule) if one.name == name]
    return text


@pytest.mark.parametrize("wish", [*GOOD, *(rule.example for rule in RULES), *(one.good for one in EXAMPLES)])
def test_a_good_wish_lacks_nothing(wish: str):
    assert unmet(wish) == set()


def test_the_example_in_the_dialogue_lacks_nothing():
    assert unmet(ASKING.example) == set()


@pytest.mark.parametrize(("wish", "names"), HARD)
def test_a_hard_wish_breaks_the_expected_rules(wish: str, names: set[str]):
    assert unmet(wish) == names


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.bad)
def test_each_bad_example_breaks_a_rule(example: Example):
    assert unmet(example.bad)


@pytest.mark.parametrize("wish", ["", "   ", "\n", "... !", "🎁"])
def test_without_words_all_rules_are_open_and_give_no_advice(wish: str):
    findings = apply_rules(wish, GiftSchedule())
    assert [one.name for one in findings] == NAMES
    assert {(one.met, one.missing, one.note) for one in findings} == {(False, "", "")}


def test_the_words_are_quoted_as_they_were_typed():
    assert "“Make an Effort”" in missing("Make an\n Effort at dinner", "specific")
    assert "“Don't”" in missing("Don’t shout at dinner", "positive")
    assert "“whenever I want”" in missing("Hug me whenever I want", "doable")


def test_a_reason_is_no_wish():
    assert missing("Bring me tea in bed, so that I feel better and never alone.", "positive") == ""
    assert missing("Because you never listen: sit with me for ten minutes.", "positive") == ""
    assert "“nicer”" in missing("Because you never listen, be nicer to me.", "specific")
    assert "“Stop”" in missing("Stop shouting, so that I feel better.", "positive")
    assert "“nicer”" in missing("I feel small, because of dinner. Be nicer to me.", "specific")


def test_without_phones_is_no_stopping():
    assert missing("Sit with me for ten minutes, without phones.", "positive") == ""


@pytest.mark.parametrize(
    ("wish", "schedule", "quotes"),
    [
        (
            "Hug me twice a week for two weeks",
            GiftSchedule(),
            ("Twice a week, for two weeks", "Once a week, for four weeks"),
        ),
        (
            "Hug me for two weeks",
            GiftSchedule(GiftFrequency.DAILY, 3),
            ("for two weeks", "Every day, for three weeks"),
        ),
        ("Hug me each day", GiftSchedule(GiftFrequency.ONCE, 4), ("Every day", "Once")),
        (
            "Hug me once, for an hour",
            GiftSchedule(GiftFrequency.DAILY, 1),
            ("Once", "Every day, for one week"),
        ),
        (
            "Hug me every other Sunday",
            GiftSchedule(GiftFrequency.WEEKLY, 4, (6,)),
            ("Every other Sunday", "Every Sunday, for four weeks"),
        ),
        (
            "Hug me on Tuesdays and Fridays",
            GiftSchedule(GiftFrequency.TWICE_WEEKLY, 2, (0, 3)),
            ("Every Tuesday and Friday", "Every Monday and Thursday, for two weeks"),
        ),
    ],
)
def test_words_and_choice_that_differ_are_both_named(
    wish: str, schedule: GiftSchedule, quotes: tuple[str, str]
):
    text = missing(wish, "time_limited", schedule)
    assert all(f"“{quote}”" in text for quote in quotes)


@given(st.sampled_from(GiftFrequency), st.integers(1, 4), st.sets(st.integers(0, 6), max_size=6))
def test_what_is_chosen_never_differs_from_itself_in_words(often: GiftFrequency, weeks: int, days: set[int]):
    on = tuple(sorted(days))
    schedule = GiftSchedule(often, weeks, on if fits_weekdays(often, on) else ())
    wish = f"{describe_schedule(schedule)}, hug me at the door."
    assert missing(wish, "time_limited", schedule) == ""


@pytest.mark.parametrize(
    "wish", ["Hug me once in the next two weeks", "Cook for me this Sunday", "Hug me at six"]
)
def test_what_is_given_once_may_have_any_span(wish: str):
    assert missing(wish, "time_limited", GiftSchedule(GiftFrequency.ONCE, 4)) == ""


@pytest.mark.parametrize(
    "wish", ["Hug me for two weeks", "Hug me on 12 May", "Hug me once", "Cook on 3.10. for me"]
)
def test_with_nothing_chosen_the_words_need_an_end(wish: str):
    assert missing(wish, "time_limited") == ""
    assert missing("Hug me", "time_limited") != ""


def test_a_lasting_wish_gets_a_note_on_duration():
    assert note("Sit with me after dinner each evening", "measurable", GiftSchedule())
    assert note("Sit with me for ten minutes each evening", "measurable", GiftSchedule()) == ""
    assert note("Kiss me each evening", "measurable", GiftSchedule()) == ""


@pytest.mark.parametrize(
    ("options", "notice"),
    [
        (
            ["Hug me at the door", "Make me tea", "hug me, at the DOOR!"],
            "The first and third say almost the same thing.",
        ),
        (
            ["Make me tea", "Make me tea in the morning", "Kiss me"],
            "The first and second say almost the same thing.",
        ),
        (["Kiss me", "Make me a cup of tea", "A cup of tea, make me"], "The second and third"),
        (["Kiss me"] * 3, "All three say almost the same thing."),
        (["Kiss me", "Make me tea", "Cook for me on Friday"], ""),
        (["Kiss me", "Kiss me at the door, then sit with me", ""], ""),
        (["", "", ""], ""),
        (["...", "!", " "], ""),
        ([], ""),
    ],
)
def test_wishes_that_say_the_same_are_named(options: list[str], notice: str):
    assert similarity_notice(options).startswith(notice)
    assert bool(similarity_notice(options)) is bool(notice)
