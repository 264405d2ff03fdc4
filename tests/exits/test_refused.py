"""Words that cannot be stored, or not any more: they are still there, with a sentence on why."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dialogues.models import Dialogue
from exits import services
from exits.models import Commitment, Exit, Freed, Review
from exits.states import CLOSED, OPEN
from tests.exits.factories import (
    PHONE,
    PROMISE,
    in_days,
    invited,
    now,
    path,
    promise,
    promised,
    reviewed,
    standing,
    text,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "fields", "sentence"),
    [
        ("new/", {"name": ""}, "A few words are needed"),
        ("new/", {"name": "\N{ZERO WIDTH SPACE}", "gives": "HERE"}, "A few words are needed"),
        ("new/", {"name": "seeing my best friend"}, "Friends and what you love"),
        ("new/", {"name": "tidying up", "gives": "HERE" + "x" * 2000}, "A little shorter"),
        ("new/", {"name": "HERE", "sort": "crimes"}, "Please choose one of these"),
        ("new/", {"name": "HERE", "ready": "11"}, "Please choose one of these"),
        ("new/", {"name": "HERE\0"}, "Null characters"),
        ("{}change/", {"name": "calling my HERE mother", "seen": "0"}, "Family is no exit"),
        ("{}change/", {"name": "", "avoids": "HERE", "seen": "0"}, "A few words are needed"),
        ("{}bring/", {"topic": "", "mode": "written"}, "A few words are needed"),
        ("{}bring/", {"topic": "my HERE therapy", "mode": "written"}, "Help is no exit"),
        ("{}bring/", {"topic": "HERE", "mode": "sung"}, "Please choose one of these"),
        ("{}promise/", {"how_far": "fully", "words": "", "day": ""}, "Please choose a day"),
        ("{}promise/", {"how_far": "wholly", "words": "HERE", "day": "2026-02-31"}, "choose a day"),
        ("{}promise/", {"how_far": "fully", "words": "HERE", "day": "2020-01-01"}, "from tomorrow on"),
        ("{}promise/", {"how_far": "fully", "words": "HERE" + "x" * 4000, "day": ""}, "A little shorter"),
        ("{}review/", {"note": "HERE"}, "Please choose one of these"),
        ("{}review/", {"outcome": "kept", "note": "HERE", "next_on": "2020-01-01"}, "from tomorrow on"),
        ("{}freed/", {"words": "HERE", "day": "2999-01-01"}, "today or a day before"),
        ("{}freed/", {"words": "HERE", "day": "tomorrow"}, "Please choose a day"),
        ("{}freed/", {"words": " ", "day": "2026-01-01"}, "A few words are needed"),
    ],
)
@pytest.mark.parametrize("state", [OPEN, CLOSED])
def test_what_cannot_be_stored_says_why_with_the_words_still_in_the_form(
    hers: Client, phone: Exit, page: str, fields: dict[str, str], sentence: str, state: str
):
    promise(phone)
    (services.complete_exit if state == CLOSED else services.reopen_exit)(phone)
    before = list(Exit.objects.values()), Commitment.objects.count(), Review.objects.count()
    answer = hers.post(f"/exits/{page.format(f'{phone.pk}/')}", fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert any("HERE" in value for value in fields.values()) is ("HERE" in answer.content.decode())
    assert before == (list(Exit.objects.values()), Commitment.objects.count(), Review.objects.count())
    assert not Freed.objects.exists()
    assert not Dialogue.objects.exists()


@pytest.mark.parametrize("page", ["new/", "{}change/", "{}bring/", "{}promise/", "{}freed/"])
def test_a_form_that_arrives_empty_is_refused(hers: Client, phone: Exit, page: str):
    assert hers.post(f"/exits/{page.format(f'{phone.pk}/')}").status_code == 422


def test_line_ends_count_once(hers: Client):
    gives = "a\n" * 999 + "ab"
    assert hers.post("/exits/new/", {"name": PHONE, "gives": gives.replace("\n", "\r\n")}).status_code == 302
    assert Exit.objects.get().told.gives == gives


@pytest.mark.parametrize("key", ["\0", "short", "k" * 400, "my secret words here!", ""])
def test_a_key_that_is_none_stores_no_word_and_loses_none(hers: Client, phone: Exit, key: str):
    promise(phone)
    hers.post("/exits/new/", {"name": "tidying up", "key": key})
    hers.post(path(phone, "freed/"), {"words": "Cards.", "day": str(in_days(0)), "key": key})
    stored = [*Exit.objects.values_list("key", flat=True), *Freed.objects.values_list("key", flat=True)]
    assert len(stored) == 3
    assert all(re.fullmatch(r"[\w-]{22}", one) for one in stored)


def test_changed_on_another_device_both_are_shown_and_saving_again_counts(hers: Client, phone: Exit):
    text(hers, path(phone, "change/"), name="from the laptop", seen=0)
    answer = hers.post(path(phone, "change/"), {"name": "from the phone", "seen": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "from the laptop" in page
    assert "from the phone" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    hers.post(path(phone, "change/"), {"name": "from the phone", "seen": seen[1]})
    assert now(phone).told.name == "from the phone"


@pytest.mark.parametrize("page", ["change/", "promise/"])
def test_a_mistake_in_between_hides_no_conflict(hers: Client, phone: Exit, page: str):
    services.update_exit(phone, now(phone).told.__class__("from the laptop"), 0)
    answer = hers.post(path(phone, page), {"name": "", "words": "", "seen": 0})
    assert answer.status_code == 422
    assert 'name="seen" value="0"' in answer.content.decode()


def test_a_promise_made_twice_at_once_is_shown_with_the_one_that_stands(hers: Client, phone: Exit):
    form = promised(phone)
    hers.post(path(phone, "promise/"), form)
    assert hers.post(path(phone, "promise/"), form).status_code == 302
    answer = hers.post(path(phone, "promise/"), form | {"words": "Quite another one."})
    assert answer.status_code == 409
    assert "Quite another one." in answer.content.decode()
    assert PROMISE in answer.content.decode()
    assert standing(phone).words == PROMISE


def test_brought_twice_the_second_is_led_to_the_dialogue(hers: Client, phone: Exit):
    room = hers.post(path(phone, "bring/"), invited()).headers["Location"]
    answer = hers.post(path(phone, "bring/"), invited(topic="In other words"))
    assert answer.status_code == 409
    assert "In other words" in answer.content.decode()
    assert room in answer.content.decode()
    assert Dialogue.objects.count() == 1


@pytest.mark.parametrize("next_on", ["", "soon"])
def test_looked_back_on_two_devices_no_note_is_lost(hers: Client, phone: Exit, next_on: str):
    promise(phone)
    form = reviewed(phone, note="from the laptop", next_on=str(in_days(7)) if next_on else "")
    hers.post(path(phone, "review/"), form)
    assert hers.post(path(phone, "review/"), form).status_code == 302
    answer = hers.post(path(phone, "review/"), form | {"note": "from the phone"})
    assert answer.status_code == 409
    assert "from the phone" in answer.content.decode()
    again = re.search(r'name="review" value="([\w-]*)"', answer.content.decode())
    assert again
    assert (again[1] == "") is (next_on == "")
    assert Review.objects.exclude(done_at=None).count() == 1


def test_what_became_of_the_time_is_kept_in_the_form_where_no_promise_stands(hers: Client, phone: Exit):
    answer = hers.post(path(phone, "freed/"), {"words": "We played cards.", "day": str(in_days(0))})
    assert answer.status_code == 409
    assert "We played cards." in answer.content.decode()


@pytest.mark.parametrize("page", ["new/", "{}change/", "{}bring/", "{}promise/", "{}review/", "{}freed/"])
def test_signed_out_meanwhile_the_words_are_given_back(client: Client, phone: Exit, page: str):
    fields = {name: f"HERE {name}" for name in ("name", "gives", "avoids", "words", "note", "topic")}
    answer = client.post(f"/exits/{page.format(f'{phone.pk}/')}", fields)
    assert answer.status_code == 403
    for words in fields.values():
        assert words in answer.content.decode()
