"""Words that cannot be stored, or no longer: they stay in the form, with a sentence on why."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dialogues.models import Dialogue
from exits import services
from exits.models import Commitment, Exit, Review, TimeNote
from exits.states import CLOSED, OPEN
from tests.exits.factories import (
    PHONE,
    PROMISE,
    active_commitment,
    commit,
    commitment_data,
    exit_path,
    in_days,
    invitation_data,
    read_page,
    reload_exit,
    review_data,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "fields", "sentence"),
    [
        ("new/", {"name": ""}, "Please write a few words"),
        ("new/", {"name": "\N{ZERO WIDTH SPACE}", "gives": "HERE"}, "Please write a few words"),
        ("new/", {"name": "seeing my best friend"}, "Friends and what you love"),
        ("new/", {"name": "tidying up", "gives": "HERE" + "x" * 2000}, "a little shorter"),
        ("new/", {"name": "HERE", "sort": "crimes"}, "Please choose one of these"),
        ("new/", {"name": "HERE", "ready": "11"}, "Please choose one of these"),
        ("new/", {"name": "HERE\0"}, "Null characters"),
        ("{}change/", {"name": "calling my HERE mother", "seen": "0"}, "give up the people you belong to"),
        ("{}change/", {"name": "", "avoids": "HERE", "seen": "0"}, "Please write a few words"),
        ("{}bring/", {"topic": "", "mode": "written"}, "Please write a few words"),
        ("{}bring/", {"topic": "my HERE therapy", "mode": "written"}, "always open to you"),
        ("{}bring/", {"topic": "HERE", "mode": "sung"}, "Please choose one of these"),
        ("{}promise/", {"how_far": "fully", "words": "", "day": ""}, "Please choose a day"),
        ("{}promise/", {"how_far": "wholly", "words": "HERE", "day": "2026-02-31"}, "choose a day"),
        ("{}promise/", {"how_far": "fully", "words": "HERE", "day": "2020-01-01"}, "starting tomorrow"),
        ("{}promise/", {"how_far": "fully", "words": "HERE" + "x" * 4000, "day": ""}, "a little shorter"),
        ("{}review/", {"note": "HERE"}, "Please choose one of these"),
        ("{}review/", {"outcome": "kept", "note": "HERE", "next_on": "2020-01-01"}, "starting tomorrow"),
        ("{}freed/", {"words": "HERE", "day": "2999-01-01"}, "today or an earlier day"),
        ("{}freed/", {"words": "HERE", "day": "tomorrow"}, "Please choose a day"),
        ("{}freed/", {"words": " ", "day": "2026-01-01"}, "Please write a few words"),
    ],
)
@pytest.mark.parametrize("state", [OPEN, CLOSED])
def test_what_cannot_be_stored_says_why_with_the_words_still_in_the_form(
    ana_client: Client, exit: Exit, page: str, fields: dict[str, str], sentence: str, state: str
):
    commit(exit)
    (services.complete_exit if state == CLOSED else services.reopen_exit)(exit)
    before = list(Exit.objects.values()), Commitment.objects.count(), Review.objects.count()
    response = ana_client.post(f"/exits/{page.format(f'{exit.pk}/')}", fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert any("HERE" in value for value in fields.values()) is ("HERE" in response.content.decode())
    assert before == (list(Exit.objects.values()), Commitment.objects.count(), Review.objects.count())
    assert not TimeNote.objects.exists()
    assert not Dialogue.objects.exists()


@pytest.mark.parametrize("page", ["new/", "{}change/", "{}bring/", "{}promise/", "{}freed/"])
def test_a_form_that_arrives_empty_is_refused(ana_client: Client, exit: Exit, page: str):
    assert ana_client.post(f"/exits/{page.format(f'{exit.pk}/')}").status_code == 422


def test_line_ends_count_once(ana_client: Client):
    gives = "a\n" * 999 + "ab"
    assert (
        ana_client.post("/exits/new/", {"name": PHONE, "gives": gives.replace("\n", "\r\n")}).status_code
        == 302
    )
    assert Exit.objects.get().details.gives == gives


@pytest.mark.parametrize("key", ["\0", "short", "k" * 400, "my secret words here!", ""])
def test_words_with_an_invalid_key_are_stored_under_another(ana_client: Client, exit: Exit, key: str):
    commit(exit)
    ana_client.post("/exits/new/", {"name": "tidying up", "key": key})
    ana_client.post(exit_path(exit, "freed/"), {"words": "Cards.", "day": str(in_days(0)), "key": key})
    stored = [*Exit.objects.values_list("key", flat=True), *TimeNote.objects.values_list("key", flat=True)]
    assert len(stored) == 3
    assert all(re.fullmatch(r"[\w-]{22}", one) for one in stored)


def test_a_conflict_shows_both_versions_and_saving_again_overwrites(ana_client: Client, exit: Exit):
    read_page(ana_client, exit_path(exit, "change/"), name="from the laptop", seen=0)
    response = ana_client.post(exit_path(exit, "change/"), {"name": "from the phone", "seen": 0})
    page = response.content.decode()
    assert response.status_code == 409
    assert "from the laptop" in page
    assert "from the phone" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    ana_client.post(exit_path(exit, "change/"), {"name": "from the phone", "seen": seen[1]})
    assert reload_exit(exit).details.name == "from the phone"


@pytest.mark.parametrize("page", ["change/", "promise/"])
def test_an_invalid_form_in_between_hides_no_conflict(ana_client: Client, exit: Exit, page: str):
    services.update_exit(exit, reload_exit(exit).details.__class__("from the laptop"), 0)
    response = ana_client.post(exit_path(exit, page), {"name": "", "words": "", "seen": 0})
    assert response.status_code == 422
    assert 'name="seen" value="0"' in response.content.decode()


def test_a_conflicting_promise_is_shown_with_the_active_one(ana_client: Client, exit: Exit):
    form = commitment_data(exit)
    ana_client.post(exit_path(exit, "promise/"), form)
    assert ana_client.post(exit_path(exit, "promise/"), form).status_code == 302
    response = ana_client.post(exit_path(exit, "promise/"), form | {"words": "Quite another one."})
    assert response.status_code == 409
    assert "Quite another one." in response.content.decode()
    assert PROMISE in response.content.decode()
    assert active_commitment(exit).words == PROMISE


def test_sharing_twice_links_to_the_open_dialogue(ana_client: Client, exit: Exit):
    room = ana_client.post(exit_path(exit, "bring/"), invitation_data()).headers["Location"]
    response = ana_client.post(exit_path(exit, "bring/"), invitation_data(topic="In other words"))
    assert response.status_code == 409
    assert "In other words" in response.content.decode()
    assert room in response.content.decode()
    assert Dialogue.objects.count() == 1


@pytest.mark.parametrize("next_on", ["", "soon"])
def test_reviewing_on_two_devices_loses_no_note(ana_client: Client, exit: Exit, next_on: str):
    commit(exit)
    form = review_data(exit, note="from the laptop", next_on=str(in_days(7)) if next_on else "")
    ana_client.post(exit_path(exit, "review/"), form)
    assert ana_client.post(exit_path(exit, "review/"), form).status_code == 302
    response = ana_client.post(exit_path(exit, "review/"), form | {"note": "from the phone"})
    assert response.status_code == 409
    assert "from the phone" in response.content.decode()
    again = re.search(r'name="review" value="([\w-]*)"', response.content.decode())
    assert again
    assert (again[1] == "") is (next_on == "")
    assert Review.objects.exclude(done_at=None).count() == 1


def test_a_note_without_a_promise_stays_in_the_form(ana_client: Client, exit: Exit):
    response = ana_client.post(
        exit_path(exit, "freed/"), {"words": "We played cards.", "day": str(in_days(0))}
    )
    assert response.status_code == 409
    assert "We played cards." in response.content.decode()


@pytest.mark.parametrize("page", ["new/", "{}change/", "{}bring/", "{}promise/", "{}review/", "{}freed/"])
def test_someone_signed_out_meanwhile_gets_their_words_back(client: Client, exit: Exit, page: str):
    fields = {name: f"HERE {name}" for name in ("name", "gives", "avoids", "words", "note", "topic")}
    response = client.post(f"/exits/{page.format(f'{exit.pk}/')}", fields)
    assert response.status_code == 403
    for words in fields.values():
        assert words in response.content.decode()
