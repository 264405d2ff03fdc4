"""The exits' pages: what their owner sees, and what happens to words that cannot be stored."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from couples.models import User
from dialogues.models import Dialogue
from exits import services
from exits.models import Commitment, Exit, Review, SharedExit, SupportOffer, TimeNote
from exits.states import OPEN
from tests.dialogues.dialogue_driver import new_key
from tests.exits.factories import (
    OFFER,
    PHONE,
    PROMISE,
    WORDS,
    ExitTalk,
    active_commitment,
    add_note,
    commit,
    commitment_data,
    create_exit,
    exit_path,
    in_days,
    invitation_data,
    partner_of,
    read_page,
    reload_exit,
    review,
    review_data,
    start_dialogue,
)

HOSTILE = '</textarea><b>"bold"</b> {{ x }} {name} שלום 👩‍👩‍👧'


@pytest.mark.slow
def test_an_exit_from_naming_to_deletion(ana_client: Client, ana: User):
    page = read_page(
        ana_client, "/exits/new/", name=PHONE, sort="habits", often="daily", gives="rest", ready="7", key=""
    )
    assert PHONE in page
    assert "7 of 10" in page
    exit = Exit.objects.get()
    assert "invites" not in read_page(ana_client, exit_path(exit, "bring/"))
    read_page(ana_client, exit_path(exit, "bring/"), **invitation_data())
    assert SharedExit.objects.get().words == WORDS
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")
    assert PROMISE in read_page(ana_client, exit_path(exit, "promise/"), **commitment_data(exit))
    assert "It worked" in read_page(ana_client, exit_path(exit, "review/"))
    page = read_page(
        ana_client,
        exit_path(exit, "review/"),
        **review_data(exit, note="It was easy.", next_on=str(in_days(7))),
    )
    assert "It worked. It was easy." in page
    page = read_page(
        ana_client, exit_path(exit, "freed/"), words="We played cards.", day=str(in_days(0)), key=new_key()
    )
    assert "We played cards." in page
    assert "Your promise" not in read_page(ana_client, exit_path(exit, "act/"), act="reopen")
    assert PHONE not in read_page(ana_client, exit_path(exit, "act/"), act="let_go")
    assert not Exit.objects.exists()


def test_the_list_shows_the_state_of_each_exit(ana_client: Client, ana: User):
    open_exit, promised, closed = (create_exit(ana, name) for name in ("tidying up", "snacking", "joking"))
    for exit in (promised, closed):
        commit(exit)
    services.complete_exit(closed)
    start_dialogue(open_exit)
    Review.objects.filter(commitment__exit=promised).update(due_on=in_days(0))
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", read_page(ana_client, "/exits/")))
    assert "tidying up open · Ben knows about it" in page
    assert "snacking promised · only you Time to look back" in page
    assert "joking closed · only you" in page


@pytest.mark.parametrize("page", ["", "bring/", "change/", "promise/"])
def test_each_page_opens_in_each_state(ana_client: Client, ana: User, page: str):
    exit = create_exit(ana, HOSTILE, gives=HOSTILE, avoids=HOSTILE, sort="ending", often="hard", ready=0)
    for act in (lambda: None, lambda: commit(exit, HOSTILE), lambda: services.complete_exit(exit)):
        act()
        response = ana_client.get(exit_path(exit, page))
        assert response.status_code == 200
        assert "<b>" not in response.content.decode()
    assert ana_client.get(exit_path(exit, "review/"), follow=True).redirect_chain


def test_an_invalid_act_says_so_and_changes_nothing(ana_client: Client, exit: Exit):
    for act in ("complete", "reopen", "promise", "", "__class__"):
        page = read_page(ana_client, exit_path(exit, "act/"), act=act)
        assert "This just changed" in page
    assert (reload_exit(exit).state, reload_exit(exit).version) == (OPEN, 0)


def test_an_exit_in_a_dialogue_is_not_deleted(ana_client: Client, exit: Exit):
    start_dialogue(exit)
    page = read_page(ana_client, exit_path(exit, "act/"), act="let_go")
    assert "You're talking about it right now" in page
    assert "There's an open dialogue about it" in page


def test_scripts_get_the_next_page_as_json(ana_client: Client, exit: Exit):
    response = ana_client.post(
        exit_path(exit, "promise/"), commitment_data(exit), headers={"Accept": "application/json"}
    )
    assert response.json() == {"next": exit_path(exit)}


def test_the_promise_page_says_who_reads_it(ana_client: Client, exit: Exit):
    assert "Only you see this." in read_page(ana_client, exit_path(exit, "promise/"))
    start_dialogue(exit)
    assert "so Ben can read what you promise" in read_page(ana_client, exit_path(exit, "promise/"))


@pytest.mark.slow
def test_a_note_is_shared_only_where_the_partner_knows_the_promise(
    ana_client: Client, ben_client: Client, exit: Exit
):
    commit(exit)
    add_note(exit, "We played cards.", shared=True)
    assert "Ben can read this" not in read_page(ana_client, exit_path(exit))
    assert 'name="shared"' not in read_page(ana_client, exit_path(exit))
    start_dialogue(exit)
    commit(exit)
    assert 'name="shared"' in read_page(ana_client, exit_path(exit))
    read_page(ana_client, exit_path(exit, "freed/"), words="A walk.", day=str(in_days(0)), shared="on")
    assert "A walk." in read_page(ben_client, "/exits/together/")
    shared_note = TimeNote.objects.get(shared=True)
    read_page(ana_client, exit_path(exit, f"freed/{shared_note.pk}/"), act="take_back")
    assert "A walk." not in read_page(ben_client, "/exits/together/")
    assert "A walk." in read_page(ana_client, exit_path(exit))
    read_page(ana_client, exit_path(exit, f"freed/{shared_note.pk}/"), act="strike")
    assert "A walk." not in read_page(ana_client, exit_path(exit))


def test_many_notes_do_not_fill_the_others_page(ana_client: Client, ben_client: Client, exit: Exit):
    start_dialogue(exit)
    commit(exit)
    for number in range(12):
        add_note(exit, f"Evening {number}.", shared=True)
    latest, earlier = read_page(ben_client, "/exits/together/").split("Earlier notes")
    assert (latest.count("Evening"), earlier.count("Evening")) == (5, 7)


def test_a_promise_of_long_words_from_a_dialogue_can_be_changed(ana_client: Client, exit: Exit):
    commit(exit, "x" * 4000)
    assert (
        ana_client.post(exit_path(exit, "promise/"), commitment_data(exit, words="x" * 4000)).status_code
        == 302
    )


def test_former_promises_stay_readable_for_their_owner(
    ana_client: Client, ben_client: Client, exit: Exit, ben: User
):
    talk = ExitTalk(exit, ben)
    talk.play("ben accept, ana ready, ben ready")
    commit(exit)
    services.offer_support(active_commitment(exit), partner_of(ben), OFFER)
    add_note(exit, "We played cards.")
    review(exit, "not_yet", "Hard.")
    services.reopen_exit(exit)
    page = read_page(ana_client, exit_path(exit))
    for words in (PROMISE, OFFER, "We played cards.", "Not yet. Hard.", "Earlier promises"):
        assert words in page
    assert PROMISE not in read_page(ben_client, "/exits/together/")


def test_an_expired_promise_is_pointed_out_until_its_owner_decides(ana_client: Client, exit: Exit):
    commit(exit, how_far="for_a_time", days=14)
    assert "closed for a while, until" in read_page(ana_client, exit_path(exit))
    Commitment.objects.update(ends_on=in_days(0))
    assert "The time you promised is over" in read_page(ana_client, exit_path(exit))
    assert "was closed for a while, until" in read_page(ana_client, exit_path(exit))
    read_page(ana_client, exit_path(exit, "act/"), act="complete")
    assert "The time you promised is over" not in read_page(ana_client, exit_path(exit))


@pytest.mark.slow
def test_the_partner_deletes_their_offer(ana_client: Client, ben_client: Client, exit: Exit, ben: User):
    ExitTalk(exit, ben).play(
        "ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,"
        "ben validate, ana got_it, ben empathise, ana got_it, ana close, ben mirror, ana got_it, ana no_more,"
        "ben thank, ben ease, ana thank"
    )
    page = read_page(ana_client, exit_path(exit))
    assert OFFER in page
    assert "Ben's offer:" in page
    support_offer = SupportOffer.objects.get()
    read_page(ana_client, f"/exits/together/{support_offer.pk}/", x="")
    page = read_page(ben_client, "/exits/together/")
    assert OFFER in page
    assert "Your offer:" in page
    read_page(ben_client, f"/exits/together/{support_offer.pk}/", x="")
    assert OFFER not in read_page(ben_client, "/exits/together/")
    assert OFFER not in read_page(ana_client, exit_path(exit))
    assert PROMISE in read_page(ana_client, exit_path(exit))


def count_queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


@pytest.mark.slow
def test_more_exits_need_no_more_queries(ana_client: Client, ana: User, ben: User):
    def add_exit(user: User) -> None:
        exit = create_exit(user, "tidying up")
        start_dialogue(exit)
        commit(exit)
        services.offer_support(active_commitment(exit), partner_of(user).other(), OFFER)
        for words in ("Cards.", "A walk."):
            add_note(exit, words, shared=True)
        review(exit, "kept", "", in_days(3))

    for user in (ana, ben):
        add_exit(user)
    paths = ["/exits/", "/exits/together/", f"/exits/{Exit.objects.of(partner_of(ana))[0].pk}/"]
    before = [count_queries(ana_client, path) for path in paths]
    for user in (ana, ben, ana):
        add_exit(user)
    assert [count_queries(ana_client, path) for path in paths] == before
