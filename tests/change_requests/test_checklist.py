"""The checklist reads a wish as it is typed: it says what is there and what is missing, and never stands in the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from change_requests import schedules
from change_requests.checklist import (
    EXAMPLES,
    RULES,
    Example,
    apply_rules,
    count_notice,
    similarity_notice,
)
from change_requests.schedules import GiftFrequency, GiftSchedule
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


def unmet(wish: str, frame: GiftSchedule | None = None) -> set[str]:
    """What is missing, beside a frame that fits the words."""
    findings = apply_rules(wish, frame or schedules.resolve_schedule(wish, None, None))
    return {one.name for one in findings if not one.met}


def missing(wish: str, name: str, frame: GiftSchedule | None = None) -> str:
    [found] = [one.missing for one in apply_rules(wish, frame) if one.name == name]
    return found


def note(wish: str, name: str, frame: GiftSchedule | None = None) -> str:
    [found] = [one.note for one in apply_rules(wish, frame) if one.name == name]
    return found


@pytest.mark.parametrize("wish", [*GOOD, *(rule.example for rule in RULES), *(one.good for one in EXAMPLES)])
def test_a_good_wish_lacks_nothing(wish: str):
    assert unmet(wish) == set()


def test_the_example_in_the_dialogue_lacks_nothing():
    assert unmet(ASKING.example) == set()


@pytest.mark.parametrize(("wish", "names"), HARD)
def test_what_is_hard_to_give_is_seen(wish: str, names: set[str]):
    assert unmet(wish) == names


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.bad)
def test_what_the_page_shows_as_hard_is_seen_as_hard(example: Example):
    assert unmet(example.bad)


@pytest.mark.parametrize("wish", ["", "   ", "\n", "... !", "🎁"])
def test_before_there_are_words_all_is_open_and_nothing_is_said_of_it(wish: str):
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
    ("wish", "frame", "both"),
    [
        (
            "Hug me twice a week for two weeks",
            GiftSchedule(),
            ("Twice a week, for two weeks", "Once a week, for four weeks"),
        ),
        (
            "Hug me for two weeks",
            GiftSchedule(GiftFrequency.DAILY, 3),
            ("for two weeks", "Each day, for three weeks"),
        ),
        ("Hug me each day", GiftSchedule(GiftFrequency.ONCE, 4), ("Each day", "Once")),
        (
            "Hug me once, for an hour",
            GiftSchedule(GiftFrequency.DAILY, 1),
            ("Once", "Each day, for one week"),
        ),
    ],
)
def test_words_and_choice_that_differ_are_both_named(wish: str, frame: GiftSchedule, both: tuple[str, str]):
    said = missing(wish, "time_limited", frame)
    assert all(f"“{one}”" in said for one in both)


@given(st.sampled_from(GiftFrequency), st.integers(1, 4))
def test_what_is_chosen_never_differs_from_itself_in_words(often: GiftFrequency, weeks: int):
    frame = GiftSchedule(often, weeks)
    assert missing(f"{schedules.describe_schedule(frame)}, hug me at the door.", "time_limited", frame) == ""


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


def test_what_lasts_may_say_how_long():
    assert note("Sit with me after dinner each evening", "measurable", GiftSchedule())
    assert note("Sit with me for ten minutes each evening", "measurable", GiftSchedule()) == ""
    assert note("Kiss me each evening", "measurable", GiftSchedule()) == ""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ["Hug me at the door", "Make me tea", "hug me, at the DOOR!"],
            "The first and the third say almost the same.",
        ),
        (
            ["Make me tea", "Make me tea in the morning", "Kiss me"],
            "The first and the second say almost the same.",
        ),
        (["Kiss me", "Make me a cup of tea", "A cup of tea, make me"], "The second and the third"),
        (["Kiss me"] * 3, "All three say almost the same."),
        (["Kiss me", "Make me tea", "Cook for me on Friday"], ""),
        (["Kiss me", "Kiss me at the door, then sit with me", ""], ""),
        (["", "", ""], ""),
        (["...", "!", " "], ""),
        ([], ""),
    ],
)
def test_wishes_that_say_the_same_are_named(options: list[str], says: str):
    assert similarity_notice(options).startswith(says)
    assert bool(similarity_notice(options)) is bool(says)


def test_three_wishes_are_asked_for():
    assert count_notice(["Kiss me", "Make me tea", "Cook on Friday"]) == ""
    assert count_notice(["Kiss me", "Make me tea", " "]).startswith("A third")
    assert count_notice(["Kiss me", "", "!"]).startswith("Two other")
    assert count_notice([]).startswith("Three")
    assert count_notice(["a", "b", "c", "d"]).startswith("Three are enough")
