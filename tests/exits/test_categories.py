"""What may be named as an exit, and the sentence that says why something may not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vocabularies import load_vocabulary
from exits.categories import CATEGORIES, CATEGORIES_BY_NAME, FREQUENCIES, LONGEST_NAME, ExitDetails
from exits.commitment_checks import why_not_binding
from exits.protected_topics import PROTECTED_TOPICS, why_protected
from tests.vocabularies import language, write_empty

EXAMPLES = [example for category in CATEGORIES for example in category.examples]
HELP, HEALTH, FRIENDS, FAMILY = (
    "Help isn't an exit",
    "Your health isn't",
    "Friends and what",
    "Family isn't an exit",
)
WORK, FAITH, WAY_OUT, HARM = (
    "Work and learning",
    "Faith isn't an exit",
    "The way out stays",
    "This is too heavy",
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_may_be_named(example):
    assert why_protected(example) == ""
    assert len(example) <= LONGEST_NAME


@pytest.mark.parametrize(
    "name",
    [
        "looking at my phone while you talk",
        "staying at my desk longer than I need to",
        "staying at my desk after seven",
        "Going silent when my mother visits",
        "drinking after work",
        "one more glass before the kids come home",
        "scrolling in front of the children",
        "reading in bed instead of talking about our family",
        "when we quarrel, I look at my phone",
        "whenever work was hard, when you ask, I shrug",
        "housework, all evening",
        "doing the homework of nobody",
        "fatherly advice",
        "having to check up on you",
        "the urge to check up on what you do",
        "spending so much time out",
        "being healthy in my own way",
        "leaving you alone with the dishes",
        "threatening to leave when I'm hurt",
        "Netzwerken",
        "",
        "   ",
        ",",
    ],
)
def test_a_habit_may_be_named_that_mentions_others(name):
    assert why_protected(name) == ""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("therapy", HELP),
        ("My Therapist", HELP),
        ("calling the help line", HELP),
        ("going to the police", HELP),
        ("my AA meetings", HELP),
        ("my self-help group", HELP),
        ("my self‐help group", HELP),
        ("asking for help", HELP),
        ("my doctor", HEALTH),
        ("my yearly check-up", HEALTH),
        ("the check-up on Fridays", HEALTH),
        ("going to the doctor's so often", HEALTH),
        ("going to the doctor`s so often", HEALTH),
        ("going to the doctor´s so often", HEALTH),
        ("taking my medication", HEALTH),
        ("the dentist", HEALTH),
        ("seeing my best friend", FRIENDS),
        ("telling my friends what I do not tell you", FRIENDS),
        ("choir on Thursdays", FRIENDS),
        ("my hobby", FRIENDS),
        ("calling my mother", FAMILY),
        ("calling my mother-in-law", FAMILY),
        ("Sunday lunch at Mum’s", FAMILY),
        ("playing with the kids", FAMILY),
        ("MY SISTER", FAMILY),
        ("work", WORK),
        ("working late", WORK),
        ("staying late at the office", WORK),
        ("my evening school", WORK),
        ("going to church", FAITH),
        ("praying", FAITH),
        ("reading the Bible in the evening", FAITH),
        ("divorce", WAY_OUT),
        ("thinking of separation", WAY_OUT),
        ("moving out", WAY_OUT),
        ("thinking of suicide", HARM),
        ("hurting myself when we fight", HARM),
        ("instead of talking, seeing my friends", FRIENDS),
        ("instead of talking I see my friends", FRIENDS),
        ("when it is hard, calling my mother while you wait", FAMILY),
        ("my\N{NO-BREAK SPACE}best\tfriend", FRIENDS),
        ("my fri\N{SOFT HYPHEN}end", FRIENDS),
        ("ｗｏｒｋ", WORK),
    ],
)
def test_help_health_friends_family_work_faith_and_the_way_out_are_refused_with_a_sentence(name, sentence):
    assert why_protected(name).startswith(sentence)


def test_each_refusal_says_what_to_name_instead_or_where_to_turn():
    for topic in PROTECTED_TOPICS:
        assert topic.why.endswith(".")
        for word in load_vocabulary("exits").lists[f"protected.{topic.name}"]:
            assert why_protected(f"the {word} thing"), word


@given(st.text())
def test_no_text_breaks_the_look_up(text):
    assert isinstance(why_protected(text), str)


@given(st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Lo", "Zs", "Po"])))
def test_no_character_breaks_the_look_up(text):
    assert isinstance(why_protected(text), str)


@pytest.mark.slow
def test_a_very_long_text_is_searched_as_well():
    assert why_protected("when, " * 20_000) == ""
    assert why_protected("when, " * 2_000 + "my friends") != ""


GERMAN = {topic.why: "Freunde sind kein Ausgang." for topic in PROTECTED_TOPICS if topic.name == "friends"}


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("meine Freundin anrufen", "Freunde sind kein Ausgang."),
        ("CHOR am Donnerstag", "Freunde sind kein Ausgang."),
        ("Gottesdienst", "Faith isn't an exit. What you believe, and with whom, stays yours."),
        ("schweigen, wenn Freunde da sind", ""),
        ("wenn es schwierig ist, aufs Handy schauen", ""),
        ("freundlich lächeln statt mit dir zu reden", ""),
        ("my friends", ""),
    ],
)
def test_a_translated_vocabulary_is_the_one_that_counts(name, refused):
    with language("de"):
        assert why_protected(name, lambda text: GERMAN.get(text, text)) == refused


def test_a_vocabulary_left_empty_refuses_nothing_and_breaks_nothing(tmp_path: Path):
    write_empty("exits", tmp_path, "xx")
    with language("xx", tmp_path):
        assert why_protected("seeing my friends") == ""
        assert why_not_binding("I stop seeing my friends") == ""


def test_details_are_loaded_as_they_were_dumped():
    details = ExitDetails("a name", "heavy", "daily", "it “gives”\nrest", "", 0)
    assert ExitDetails.load(details.dump()) == details
    assert details.heavy
    assert details.sort_title == CATEGORIES_BY_NAME["heavy"].title
    assert details.how_often == dict(FREQUENCIES)["daily"]
    bare = ExitDetails("a name", "gone", "gone")
    assert (bare.heavy, bare.sort_title, bare.how_often) == ("", "", "")


@pytest.mark.parametrize(
    "promise",
    [
        "I will not see my sister any more",
        "I stop seeing my friends",
        "I quit my job",
        "From now on no more therapy",
        "I won\u2019t see my friends",
        "I don't talk to my mother",
        "I won't go to church",
        "I end therapy",
        "I stay away from my family",
        "I do not take my pills",
        "When we quarrel, I do not call my mother",
        "I cancel my therapy",
        "I cancel my check-up on Friday",
        "I stop my pills",
        "I leave my choir",
        "I let go of my friends",
    ],
)
def test_a_promise_that_gives_up_a_protected_topic_is_not_binding(promise: str):
    assert why_not_binding(promise)


def test_a_long_promise_is_searched_quickly():
    began = time.thread_time()
    why_not_binding("not see " * 500)
    assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    "promise",
    [
        "On weekdays the phone stays in the hall until the children are in bed",
        "I call you before I go out with my friends",
        "After work I sit down with you first",
        "I stop reading the news at the table",
        "I stop reading work mail at the table",
        "I stop working at seven",
        "I stop shouting at the children",
        "No more phone while the children eat",
        "No more work mail after seven",
        "I stop telling my mother about our quarrels",
        "I leave work at six",
        "I quit work at six",
        "No more working after eight",
        "I stop working when you come home",
        "I drop the kids at school",
        "I will not call you at work to argue",
        "I don't take my work home",
        "I stop having to check up on you",
        "",
    ],
)
def test_a_promise_may_speak_of_family_and_work(promise: str):
    assert why_not_binding(promise) == ""


def test_company_is_checked_even_after_a_time_of_day():
    assert "Friends" in why_protected("Going out after work with my friends")
    assert why_protected("Going silent when you talk with my mother") == ""
    assert why_protected("Snacking after work") == ""
    assert "health" in why_protected("healthcare")
