"""The pages of exits: what their owner sees, and what becomes of words that cannot be stored."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from couples.models import User
from dialogues.models import Dialogue
from exits import services
from exits.models import Brought, Commitment, Easing, Exit, Freed, Review
from exits.states import OPEN
from tests.dialogues.dialogue_driver import new_key
from tests.exits.factories import (
    EASING,
    PHONE,
    PROMISE,
    WORDS,
    ExitTalk,
    bring,
    in_days,
    invited,
    look_back,
    named,
    note,
    now,
    path,
    place,
    promise,
    promised,
    reviewed,
    standing,
    text,
)

HOSTILE = '</textarea><b>"bold"</b> {{ x }} {name} שלום 👩‍👩‍👧'


@pytest.mark.slow
def test_the_way_of_an_exit_over_its_pages(hers: Client, ana: User):
    page = text(
        hers, "/exits/new/", name=PHONE, sort="habits", often="daily", gives="rest", ready="7", key=""
    )
    assert PHONE in page
    assert "7 of 10" in page
    found = Exit.objects.get()
    assert "invites" not in text(hers, path(found, "bring/"))
    text(hers, path(found, "bring/"), **invited())
    assert Brought.objects.get().words == WORDS
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")
    assert PROMISE in text(hers, path(found, "promise/"), **promised(found))
    assert "It held" in text(hers, path(found, "review/"))
    page = text(hers, path(found, "review/"), **reviewed(found, note="It was easy.", next_on=str(in_days(7))))
    assert "It held. It was easy." in page
    page = text(hers, path(found, "freed/"), words="We played cards.", day=str(in_days(0)), key=new_key())
    assert "We played cards." in page
    assert "Your promise" not in text(hers, path(found, "act/"), act="reopen")
    assert PHONE not in text(hers, path(found, "act/"), act="let_go")
    assert not Exit.objects.exists()


def test_the_list_tells_how_each_stands(hers: Client, ana: User):
    opened, stands, closed = (named(ana, name) for name in ("tidying up", "snacking", "joking"))
    for found in (stands, closed):
        promise(found)
    services.complete_exit(closed)
    bring(opened)
    Review.objects.filter(commitment__exit=stands).update(due_on=in_days(0))
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(hers, "/exits/")))
    assert "tidying up open · Ben knows of it" in page
    assert "snacking a promise stands · only yours Time to look back" in page
    assert "joking closed · only yours" in page


@pytest.mark.parametrize("page", ["", "bring/", "change/", "promise/"])
def test_each_page_opens_in_each_state(hers: Client, ana: User, page: str):
    found = named(ana, HOSTILE, gives=HOSTILE, avoids=HOSTILE, sort="ending", often="hard", ready=0)
    for act in (lambda: None, lambda: promise(found, HOSTILE), lambda: services.complete_exit(found)):
        act()
        answer = hers.get(path(found, page))
        assert answer.status_code == 200
        assert "<b>" not in answer.content.decode()
    assert hers.get(path(found, "review/"), follow=True).redirect_chain


def test_an_act_that_does_not_belong_here_says_so_and_changes_nothing(hers: Client, phone: Exit):
    for act in ("complete", "reopen", "promise", "", "__class__"):
        page = text(hers, path(phone, "act/"), act=act)
        assert "This has changed a moment ago" in page
    assert (now(phone).state, now(phone).version) == (OPEN, 0)


def test_what_is_talked_about_is_not_taken_off_the_list(hers: Client, phone: Exit):
    bring(phone)
    page = text(hers, path(phone, "act/"), act="let_go")
    assert "You are talking about it just now" in page
    assert "There is a dialogue about it" in page


def test_the_forms_of_scripts_are_told_where_to_go_on(hers: Client, phone: Exit):
    answer = hers.post(path(phone, "promise/"), promised(phone), headers={"Accept": "application/json"})
    assert answer.json() == {"next": path(phone)}


def test_the_promise_page_says_who_reads_it(hers: Client, phone: Exit):
    assert "Only you read this." in text(hers, path(phone, "promise/"))
    bring(phone)
    assert "so Ben can read what you promise" in text(hers, path(phone, "promise/"))


@pytest.mark.slow
def test_a_note_is_shared_only_where_the_partner_knows_the_promise(hers: Client, his: Client, phone: Exit):
    promise(phone)
    note(phone, "We played cards.", shared=True)
    assert "Ben can read this" not in text(hers, path(phone))
    assert 'name="shared"' not in text(hers, path(phone))
    bring(phone)
    promise(phone)
    assert 'name="shared"' in text(hers, path(phone))
    text(hers, path(phone, "freed/"), words="A walk.", day=str(in_days(0)), shared="on")
    assert "A walk." in text(his, "/exits/together/")
    noted = Freed.objects.get(shared=True)
    text(hers, path(phone, f"freed/{noted.pk}/"), act="take_back")
    assert "A walk." not in text(his, "/exits/together/")
    assert "A walk." in text(hers, path(phone))
    text(hers, path(phone, f"freed/{noted.pk}/"), act="strike")
    assert "A walk." not in text(hers, path(phone))


def test_many_notes_do_not_fill_the_others_page(hers: Client, his: Client, phone: Exit):
    bring(phone)
    promise(phone)
    for number in range(12):
        note(phone, f"Evening {number}.", shared=True)
    in_sight, earlier = text(his, "/exits/together/").split("Earlier notes")
    assert (in_sight.count("Evening"), earlier.count("Evening")) == (5, 7)


def test_a_promise_of_long_words_from_a_dialogue_can_be_changed(hers: Client, phone: Exit):
    promise(phone, "x" * 4000)
    assert hers.post(path(phone, "promise/"), promised(phone, words="x" * 4000)).status_code == 302


def test_what_stood_once_is_still_there_for_its_owner(hers: Client, his: Client, phone: Exit, ben: User):
    talk = ExitTalk(phone, ben)
    talk.play("ben accept, ana ready, ben ready")
    promise(phone)
    services.offer_support(standing(phone), place(ben), EASING)
    note(phone, "We played cards.")
    look_back(phone, "not_yet", "Hard.")
    services.reopen_exit(phone)
    page = text(hers, path(phone))
    for words in (PROMISE, EASING, "We played cards.", "Not yet. Hard.", "Earlier promises"):
        assert words in page
    assert PROMISE not in text(his, "/exits/together/")


def test_a_time_that_is_over_asks_anew_until_something_is_said(hers: Client, phone: Exit):
    promise(phone, how_far="for_a_time", days=14)
    assert "closed for a time, until" in text(hers, path(phone))
    Commitment.objects.update(ends_on=in_days(0))
    assert "The time that you promised is over" in text(hers, path(phone))
    assert "was closed for a time, until" in text(hers, path(phone))
    text(hers, path(phone, "act/"), act="complete")
    assert "The time that you promised is over" not in text(hers, path(phone))


@pytest.mark.slow
def test_the_partner_takes_back_what_could_make_it_easier(hers: Client, his: Client, phone: Exit, ben: User):
    ExitTalk(phone, ben).play(
        "ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,"
        "ben validate, ana got_it, ben empathise, ana got_it, ana close, ben mirror, ana got_it, ben thank,"
        "ben ease, ana thank"
    )
    assert EASING in text(hers, path(phone))
    easing = Easing.objects.get()
    text(hers, f"/exits/together/{easing.pk}/", x="")
    assert EASING in text(his, "/exits/together/")
    text(his, f"/exits/together/{easing.pk}/", x="")
    assert EASING not in text(his, "/exits/together/")
    assert EASING not in text(hers, path(phone))
    assert PROMISE in text(hers, path(phone))


def queries(browser: Client, where: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        browser.get(where)
    return len(seen)


@pytest.mark.slow
def test_more_exits_ask_no_more_of_the_database(hers: Client, ana: User, ben: User):
    def one_more(user: User) -> None:
        found = named(user, "tidying up")
        bring(found)
        promise(found)
        services.offer_support(standing(found), place(user).other(), EASING)
        for words in ("Cards.", "A walk."):
            note(found, words, shared=True)
        look_back(found, "kept", "", in_days(3))

    for user in (ana, ben):
        one_more(user)
    where = ["/exits/", "/exits/together/", f"/exits/{Exit.objects.of(place(ana))[0].pk}/"]
    few = [queries(hers, one) for one in where]
    for user in (ana, ben, ana):
        one_more(user)
    assert [queries(hers, one) for one in where] == few
