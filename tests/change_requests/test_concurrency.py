"""Pages that are no longer as they were read: changed on another device, talked about, ended, taken back, let go."""

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
    TOLD,
    WISHES,
    chosen,
    draft,
    page_of,
    place_of,
    plan_of,
    read,
    say_the_three,
)
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def test_of_two_devices_the_later_one_keeps_its_words_and_reads_the_other(ana: User, ben: User):
    row, phone = draft(ana), signed_in(ana)
    phone.post(page_of(row, "ladder/"), {"desire": "to be asked", "seen": "0"})
    late = phone.post(page_of(row, "ladder/"), {"desire": "to be left alone", "seen": "0"})
    html = late.content.decode()
    assert late.status_code == 409
    assert "to be asked" in html
    assert "to be left alone" in html
    again = {"desire": "to be left alone", "seen": late.context["seen"]}
    assert phone.post(page_of(row, "ladder/"), again).status_code == 302


def test_taken_back_the_partner_finds_his_own_words_only_and_it_can_be_a_draft_again(ana: User, ben: User):
    row, phone = chosen(ana, ben), signed_in(ana)
    phone.post(page_of(row, "act/"), {"act": "withdraw"})
    his = read(signed_in(ben), page_of(row))
    assert "Ana took this request back" in his
    assert "gladly" in his
    for words in (*(wish.words for wish in WISHES), TOLD.desire):
        assert words not in his
    phone.post(page_of(row, "act/"), {"act": "reopen"})
    assert "A draft." in read(phone, page_of(row))
    dialogue_hooks.start_dialogue(row, topic="", mode="written", keep=False)


def test_let_go_it_is_gone_from_her_pages_also_when_the_thumb_was_too_quick(ana: User, ben: User):
    row, phone = draft(ana), signed_in(ana)
    for _ in range(2):
        answer = phone.post(page_of(row, "act/"), {"act": "let_go"})
        assert answer.headers["Location"] == "/requests/"
    assert phone.get(page_of(row)).status_code == 404
    assert TOLD.desire not in read(phone, "/requests/")


def test_asking_twice_leads_to_the_dialogue_that_there_is(ana: User, ben: User):
    row, phone = draft(ana), signed_in(ana)
    for _ in range(2):
        answer = phone.post(page_of(row, "ask/"), {"topic": "Humming", "mode": "written"})
        assert answer.headers["Location"] == f"/dialogues/{Dialogue.objects.get().pk}/"


def test_words_to_what_is_gone_or_changed_meanwhile_are_given_back(ana: User, ben: User):
    row, phone = chosen(ana, ben), signed_in(ben)
    plan = active_plan(row)
    assert plan
    day = plan.days[0].isoformat()
    phone.post(page_of(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "from the phone"})
    again = phone.post(
        page_of(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "from the laptop"}
    )
    assert again.status_code == 409
    assert ">\nfrom the laptop</textarea>" in again.content.decode()
    stale = {"piece": "third", "begins_on": day, "words": "once more", "upon": ""}
    answer = phone.post(page_of(row, "choose/"), stale)
    assert answer.status_code == 409
    assert "once more" in answer.content.decode()
    signed_in(ana).post(page_of(row, "act/"), {"act": "withdraw"})
    gone = phone.post(page_of(row, f"look-back/{plan.pk}/"), {"for_me": "a long thought"})
    assert gone.status_code == 404
    assert "a long thought" in gone.content.decode()


def test_words_are_given_back_when_the_gift_ended_or_was_taken_back_meanwhile(ana: User, ben: User):
    row, his, hers = chosen(ana, ben), signed_in(ben), signed_in(ana)
    plan = active_plan(row)
    assert plan
    day, gift = plan.days[0].isoformat(), f"thank/{uuid.uuid4()}/"
    his.post(page_of(row, "give/"), {"plan": plan_of(row).pk, "day": day})
    hers.post(page_of(row, "act/"), {"act": "finish"})
    late = his.post(
        page_of(row, "give/"), {"plan": plan.pk, "day": plan.days[1].isoformat(), "words": "a long word"}
    )
    gone = hers.post(page_of(row, gift), {"words": "so many thanks"})
    for answer, words in ((late, "a long word"), (gone, "so many thanks")):
        assert answer.status_code == 404
        assert words in answer.content.decode()


def test_when_every_day_is_given_a_late_word_is_still_in_its_box(ana: User, ben: User):
    row, phone, today = chosen(ana, ben), signed_in(ben), timezone.localdate().isoformat()
    phone.post(page_of(row, "days/"), {"often": "once", "weeks": "1", "begins_on": today})
    for words in ("from the phone", "from the laptop"):
        answer = phone.post(page_of(row, "give/"), {"plan": plan_of(row).pk, "day": today, "words": words})
    assert answer.status_code == 409
    assert ">\nfrom the laptop</textarea>" in answer.content.decode()


def test_what_she_does_with_the_draft_is_not_told_to_him(ana: User, ben: User):
    row, hers, his = chosen(ana, ben), signed_in(ana), signed_in(ben)
    for act in ("withdraw", "reopen"):
        hers.post(page_of(row, "act/"), {"act": act})
    for path in ("/requests/", page_of(row)):
        page = read(his, path)
        assert "draft" not in page
        assert "only yours" not in page
    assert "taken back" in read(his, "/requests/")
    hers.post(page_of(row, "ask/"), {"topic": "", "mode": "written"})
    page = read(his, page_of(row))
    assert f"/dialogues/{Dialogue.objects.latest('created_at').pk}/" in page
    assert "the choice is yours" not in read(his, "/requests/")


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_while_it_is_talked_about_the_pages_offer_the_dialogue_and_nothing_else(
    ana: User, ben: User, who: str
):
    row = chosen(ana, ben)
    plans.set_plan_aside(row, place_of(ben))
    dialogue_hooks.start_dialogue(row, topic="", mode="written", keep=False)
    page = read(signed_in({"ana": ana, "ben": ben}[who]), page_of(row))
    assert "There is a dialogue about it" in page
    for offer in ("Choose", "Set it aside", "Not yet", "Take it back"):
        assert f">{offer}<" not in page


@pytest.mark.slow
def test_no_page_of_a_gift_that_is_over_leads_nowhere(ana: User, ben: User):
    row = chosen(ana, ben)
    plan = active_plan(row)
    assert plan
    plan.begins_on -= timedelta(weeks=6)
    plan.save()
    dialogue_hooks.withdraw_request(row, place_of(ana))
    for user in (ana, ben):
        phone = signed_in(user)
        for path in re.findall(r'href="(/requests/[^"#]*)"', read(phone, page_of(row))):
            assert phone.get(path).status_code == 200, path


def test_a_request_begun_without_preparing_stays_its_askers_when_it_is_taken_back(ana: User, ben: User):
    talk = Talk(ana, ben, kind="change_request")
    say_the_three(talk)
    talk.play("ben not_yet, ana thank")
    row = Request.objects.get()
    dialogue_hooks.withdraw_request(row, place_of(ana))
    assert WISHES[0].words in read(signed_in(ana), page_of(row))
