"""Stale pages: changed on another device, in a dialogue, ended, withdrawn, or deleted meanwhile."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from change_requests import dialogue_hooks, plans
from change_requests.models import Request
from change_requests.transitions import active_plan
from couples.models import User
from dialogues.models import Dialogue
from tests.change_requests.factories import (
    DETAILS,
    WISHES,
    create_chosen_request,
    draft,
    page_path,
    partner_of,
    plan_of,
    read_page,
    say_wishes,
)
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def test_of_two_devices_the_later_one_keeps_its_words_and_reads_the_other(ana: User, ben: User):
    row, phone = draft(ana), signed_in(ana)
    phone.post(page_path(row, "ladder/"), {"desire": "to be asked", "seen": "0"})
    late = phone.post(page_path(row, "ladder/"), {"desire": "to be left alone", "seen": "0"})
    html = late.content.decode()
    assert late.status_code == 409
    assert "to be asked" in html
    assert "to be left alone" in html
    again = {"desire": "to be left alone", "seen": late.context["seen"]}
    assert phone.post(page_path(row, "ladder/"), again).status_code == 302


def test_after_withdrawal_the_giver_sees_only_their_own_words_and_the_asker_can_reopen_it(
    ana: User, ben: User
):
    row, phone = create_chosen_request(ana, ben), signed_in(ana)
    phone.post(page_path(row, "act/"), {"act": "withdraw"})
    page = read_page(signed_in(ben), page_path(row))
    assert "Ana withdrew this request" in page
    assert "gladly" in page
    for words in (*(wish.words for wish in WISHES), DETAILS.desire):
        assert words not in page
    phone.post(page_path(row, "act/"), {"act": "reopen"})
    assert "A draft." in read_page(phone, page_path(row))
    dialogue_hooks.start_dialogue(row, topic="", mode="written", keep=False)


def test_deleting_a_draft_twice_leads_to_the_list(ana: User, ben: User):
    row, phone = draft(ana), signed_in(ana)
    for _ in range(2):
        answer = phone.post(page_path(row, "act/"), {"act": "let_go"})
        assert answer.headers["Location"] == "/requests/"
    assert phone.get(page_path(row)).status_code == 404
    assert DETAILS.desire not in read_page(phone, "/requests/")


def test_asking_twice_leads_to_the_existing_dialogue(ana: User, ben: User):
    row, phone = draft(ana), signed_in(ana)
    for _ in range(2):
        answer = phone.post(page_path(row, "ask/"), {"topic": "Humming", "mode": "written"})
        assert answer.headers["Location"] == f"/dialogues/{Dialogue.objects.get().pk}/"


def test_words_sent_from_a_stale_page_are_given_back(ana: User, ben: User):
    row, phone = create_chosen_request(ana, ben), signed_in(ben)
    plan = active_plan(row)
    assert plan
    day = plan.days[0].isoformat()
    phone.post(page_path(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "from the phone"})
    again = phone.post(
        page_path(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "from the laptop"}
    )
    assert again.status_code == 409
    assert ">\nfrom the laptop</textarea>" in again.content.decode()
    stale = {"piece": "third", "begins_on": day, "words": "once more", "upon": ""}
    answer = phone.post(page_path(row, "choose/"), stale)
    assert answer.status_code == 409
    assert "once more" in answer.content.decode()
    signed_in(ana).post(page_path(row, "act/"), {"act": "withdraw"})
    refused = phone.post(page_path(row, f"look-back/{plan.pk}/"), {"for_me": "a long thought"})
    assert refused.status_code == 404
    assert "a long thought" in refused.content.decode()


def test_words_are_given_back_when_the_gift_ended_or_was_taken_back_meanwhile(ana: User, ben: User):
    row, phone_of_ben, phone_of_ana = create_chosen_request(ana, ben), signed_in(ben), signed_in(ana)
    plan = active_plan(row)
    assert plan
    day, gift = plan.days[0].isoformat(), f"thank/{uuid.uuid4()}/"
    phone_of_ben.post(page_path(row, "give/"), {"plan": plan_of(row).pk, "day": day})
    phone_of_ana.post(page_path(row, "act/"), {"act": "finish"})
    late = phone_of_ben.post(
        page_path(row, "give/"), {"plan": plan.pk, "day": plan.days[1].isoformat(), "words": "a long word"}
    )
    refused = phone_of_ana.post(page_path(row, gift), {"words": "so many thanks"})
    for answer, words in ((late, "a long word"), (refused, "so many thanks")):
        assert answer.status_code == 404
        assert words in answer.content.decode()


def test_a_conflicting_note_stays_in_its_box_when_every_day_is_given(ana: User, ben: User):
    row, phone, today = create_chosen_request(ana, ben), signed_in(ben), timezone.localdate().isoformat()
    phone.post(page_path(row, "days/"), {"often": "once", "weeks": "1", "begins_on": today})
    for words in ("from the phone", "from the laptop"):
        answer = phone.post(page_path(row, "give/"), {"plan": plan_of(row).pk, "day": today, "words": words})
    assert answer.status_code == 409
    assert ">\nfrom the laptop</textarea>" in answer.content.decode()


def test_the_giver_never_learns_of_the_askers_draft(ana: User, ben: User):
    row, phone_of_ana, phone_of_ben = create_chosen_request(ana, ben), signed_in(ana), signed_in(ben)
    for act in ("withdraw", "reopen"):
        phone_of_ana.post(page_path(row, "act/"), {"act": act})
    for path in ("/requests/", page_path(row)):
        page = read_page(phone_of_ben, path)
        assert "draft" not in page
        assert "only for you" not in page
    assert "withdrawn" in read_page(phone_of_ben, "/requests/")
    phone_of_ana.post(page_path(row, "ask/"), {"topic": "", "mode": "written"})
    page = read_page(phone_of_ben, page_path(row))
    assert f"/dialogues/{Dialogue.objects.latest('created_at').pk}/" in page
    assert "it's your choice" not in read_page(phone_of_ben, "/requests/")


@pytest.mark.parametrize("reader", ["ana", "ben"])
def test_during_a_dialogue_the_pages_offer_only_the_dialogue(ana: User, ben: User, reader: str):
    row = create_chosen_request(ana, ben)
    plans.set_plan_aside(row, partner_of(ben))
    dialogue_hooks.start_dialogue(row, topic="", mode="written", keep=False)
    page = read_page(signed_in({"ana": ana, "ben": ben}[reader]), page_path(row))
    assert "There's an open dialogue about it" in page
    for offer in ("Choose", "Set it aside", "Not yet", "Withdraw it"):
        assert f">{offer}<" not in page


@pytest.mark.slow
def test_the_page_of_an_ended_plan_has_no_dead_links(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plan = active_plan(row)
    assert plan
    plan.begins_on -= timedelta(weeks=6)
    plan.save()
    dialogue_hooks.withdraw_request(row, partner_of(ana))
    for user in (ana, ben):
        phone = signed_in(user)
        for path in re.findall(r'href="(/requests/[^"#]*)"', read_page(phone, page_path(row))):
            assert phone.get(path).status_code == 200, path


def test_a_request_begun_without_preparing_stays_its_askers_when_it_is_taken_back(ana: User, ben: User):
    talk = Talk(ana, ben, kind="change_request")
    say_wishes(talk)
    talk.play("ben not_yet, ana thank")
    row = Request.objects.get()
    dialogue_hooks.withdraw_request(row, partner_of(ana))
    assert WISHES[0].words in read_page(signed_in(ana), page_path(row))
