"""Reading each other's lines: one's own are at hand for oneself alone, and only what both keep is on the page."""

from __future__ import annotations

import re
from html import unescape

import pytest

from couples.models import Couple, User
from dialogues.begin import begin_dialogue
from dialogues.protocol import CLOSED, Refusal
from dialogues.protocol.kinds.vision import PIECE
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.vision.factories import ARRIVAL, GARDEN, LAUGH, MIND, Reading, kept, place_of, write
from vision import page
from vision.models import Joining, SharedLine
from vision.read_lines import ReadLine

pytestmark = pytest.mark.django_db
Kept = list[tuple[str, str, str | None]]


def on_page(couple: Couple) -> Kept:
    """Who has which line on the page, and what the other joined it with."""
    rows = SharedLine.objects.filter(page__couple=couple).with_people()
    return [
        (row.owner.name, row.words, getattr(getattr(row, "joining", None), "words", None)) for row in rows
    ]


def stage_of(talk: Talk, user: User) -> str:
    return unescape(compact(signed_in(user).get(f"/dialogues/{talk.pk}/").text))


@pytest.mark.parametrize("mode", ["written", "spoken"])
@pytest.mark.parametrize("keep", [True, False])
def test_what_both_keep_is_on_their_page_whether_the_words_are_kept_or_not(
    mode: str, keep: bool, ana: User, ben: User, ana_and_ben: Couple
):
    talk = Reading(ana, ben, mode=mode, keep=keep)
    talk.read(LAUGH, joined="Even on Mondays.")
    talk.read(MIND, first=False)
    talk.mean_it()
    talk.play("ana switch, ben switch")
    talk.read(GARDEN, by="ben", joined="")
    talk.mean_it("ben")
    assert on_page(ana_and_ben) == []
    talk.keep_it()
    state = talk.now().state
    assert (state.step, state.finished, state.round) == (CLOSED, True, 2)
    expected = [("Ana", LAUGH, "Even on Mondays."), ("Ana", MIND, None), ("Ben", GARDEN, "")]
    assert on_page(ana_and_ben) == expected
    assert 'href="/vision/"' in stage_of(talk, ben)


@pytest.mark.parametrize("ending", ["ben not_this_time", "ana keep, ben not_this_time", "ana keep, ana stop"])
def test_without_a_yes_of_both_nothing_is_kept(ending: str, ana: User, ben: User, ana_and_ben: Couple):
    talk = Reading(ana, ben)
    talk.read(LAUGH, joined="Mine, too.")
    talk.mean_it()
    talk.play(f"ana not_today, {ending}")
    assert talk.now().state.step == CLOSED
    assert on_page(ana_and_ben) == []
    assert place_of(ana).pk not in set(Joining.objects.values_list("author", flat=True))


def test_a_line_is_shared_only_if_its_reader_agrees_that_they_mean_the_same(
    ana: User, ben: User, ana_and_ben: Couple
):
    talk = Reading(ana, ben)
    talk.says("ana", "send", LAUGH)
    for name in ("ana", "ben"):
        assert talk.make(name, "join", "Mine").refusal
    talk.play("ben mirror, ana got_it")
    assert talk.make("ana", "join", "In Ben's name").refusal is Refusal.NOT_YOUR_TURN
    talk.says("ben", "join", "At your jokes.")
    assert talk.make("ben", "ours").refusal is Refusal.NOT_YOUR_TURN
    talk.play("ana apart")
    talk.mean_it()
    talk.play("ana not_today")
    talk.keep_it()
    assert on_page(ana_and_ben) == [("Ana", LAUGH, None)]


def test_what_was_taken_back_or_never_written_down_stays_off_the_page(
    ana: User, ben: User, ana_and_ben: Couple
):
    talk = Reading(ana, ben, mode="spoken")
    talk.says("ana", "send", "We win the lottery.")
    talk.play("ana withdraw")
    talk.read(LAUGH)
    talk.read("", first=False, joined="Mine")
    talk.mean_it()
    talk.play("ana not_today")
    talk.keep_it()
    assert on_page(ana_and_ben) == [("Ana", LAUGH, None)]


def test_whoever_only_listens_comes_to_the_end_as_well(ana: User, ben: User, ana_and_ben: Couple):
    talk = Reading(ana, ben)
    talk.play("ana pass, ana switch, ben switch")
    talk.read(GARDEN, by="ben")
    talk.mean_it("ben")
    talk.keep_it()
    assert on_page(ana_and_ben) == [("Ben", GARDEN, None)]


def offered(talk: Talk, user: User) -> list[str]:
    """The lines that this person may tap into the box, in their order."""
    return re.findall(r"data-stem disabled>(.*?)</button>", stage_of(talk, user))


def test_own_lines_are_at_hand_what_matters_most_first_and_nobody_else_sees_them(ana: User, ben: User):
    write(ana, MIND, 2)
    write(ana, LAUGH, 5)
    write(ben, GARDEN, 4)
    talk = Reading(ana, ben)
    assert offered(talk, ana) == [LAUGH, MIND]
    assert not any(words in stage_of(talk, ben) for words in (LAUGH, MIND, GARDEN))
    talk.read(LAUGH)
    assert offered(talk, ana) == [MIND]
    assert MIND not in stage_of(talk, ben)
    talk.mean_it()
    talk.play("ana switch, ben switch")
    assert offered(talk, ben) == [GARDEN]
    assert GARDEN not in stage_of(talk, ana)


def test_words_that_were_prepared_stand_in_the_box_beside_the_lines(
    ana: User, ben: User, ana_and_ben: Couple
):
    write(ana, LAUGH)
    prepared = {PIECE: [GARDEN]}
    row = begin_dialogue(
        place_of(ana), kind="vision", mode="written", topic="", keep=False, prepared=prepared
    )
    talk = Talk(ana, ben, dialogue=row)
    talk.play(ARRIVAL)
    assert offered(talk, ana) == [LAUGH]
    assert f"{GARDEN}</textarea>" in stage_of(talk, ana)


def test_looking_again_has_the_lines_of_the_page_at_hand_and_the_last_word_counts(
    ana: User, ben: User, ana_and_ben: Couple
):
    kept(ana, ben)
    talk = Reading(ana, ben)
    assert offered(talk, ana) == [LAUGH, MIND]
    talk.read(LAUGH)  # Ben leaves it with her this time
    talk.read(MIND, first=False, joined="By now I do.")
    talk.mean_it()
    talk.play("ana not_today")
    talk.keep_it()
    expected = [("Ana", LAUGH, None), ("Ana", MIND, "By now I do."), ("Ben", GARDEN, None)]
    assert on_page(ana_and_ben) == expected


def test_keeping_the_same_twice_changes_nothing(ana: User, ben: User, ana_and_ben: Couple):
    talk = kept(ana, ben)
    before = on_page(ana_and_ben)
    read = [ReadLine(row.seq, row.owner.slot, row.words) for row in SharedLine.objects.with_people()]
    page.keep_lines(ana_and_ben, talk.pk, read[1:])
    assert on_page(ana_and_ben) == before


def test_the_page_says_nothing_of_who_left_a_line_with_the_other(ana: User, ben: User):
    kept(ana, ben, keep=False)
    text = unescape(signed_in(ana).get("/vision/").text)
    assert MIND in text
    assert not any(sentence in text for sentence in ("left the line", "didn't", "said no"))
