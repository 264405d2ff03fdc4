"""The pages of a request: what each of the two reads, and what happens to words that do not fit."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from change_requests import plans
from change_requests.draft_data import Wish
from change_requests.models import Gift, LookedBack, Request, Thanks
from change_requests.schedules import GiftFrequency
from change_requests.transitions import active_plan
from couples.models import User
from dialogues.models import Dialogue
from tests.change_requests.factories import (
    TOLD,
    WISH_FIELDS,
    WISHES,
    chosen,
    draft,
    page_of,
    place_of,
    plan_of,
    read,
)
from tests.factories import signed_in
from tests.markup import compact
from workup import demo as lives

pytestmark = pytest.mark.django_db

PRIVATE = (TOLD.frustration, TOLD.feel, TOLD.story, TOLD.reminds)


def test_a_draft_is_prepared_on_two_pages_and_then_asked(ana: User, ben: User):
    phone = signed_in(ana)
    began = phone.post("/requests/new/", {"frustration": "You hum", "desire": "quiet", "key": "k" * 22})
    row = Request.objects.get()
    assert began.headers["Location"] == page_of(row, "wishes/")
    phone.post(page_of(row, "wishes/"), {**WISH_FIELDS, "seen": "0"})
    row.refresh_from_db()
    assert [wish.words for wish in row.told.wishes] == [wish.words for wish in WISHES]
    assert row.told.wishes[2].often is GiftFrequency.DAILY
    asked = phone.post(page_of(row, "ask/"), {"topic": "Humming", "mode": "written", "keep": "yes"})
    dialogue = Dialogue.objects.get()
    assert asked.headers["Location"] == f"/dialogues/{dialogue.pk}/"
    assert (dialogue.kind, dialogue.topic) == ("change_request", "Humming")


def test_what_was_prepared_is_read_by_nobody_else(ana: User, ben: User):
    row = chosen(ana, ben)
    hers, his = read(signed_in(ana), page_of(row)), read(signed_in(ben), page_of(row))
    for words in PRIVATE:
        assert words in hers
        assert words not in his
    for wish in WISHES:
        assert wish.words in his


def test_a_draft_is_not_there_for_the_partner(ana: User, ben: User):
    row = draft(ana)
    phone = signed_in(ben)
    for end in ("", "ladder/", "wishes/", "ask/", "choose/", "give/", "look-back/"):
        assert phone.get(page_of(row, end)).status_code == 404, end
    for end in ("act/", "choose/", "give/", "look-back/", "wishes/", "ladder/", "ask/"):
        assert phone.post(page_of(row, end), {"act": "withdraw"}).status_code == 404, end
    assert "worth your attention" not in read(phone, "/requests/")


def test_each_finds_it_in_their_list(ana: User, ben: User):
    chosen(ana, ben)
    assert "What you long for" in read(signed_in(ana), "/requests/")
    his = read(signed_in(ben), "/requests/")
    assert "What Ana longs for" in his
    assert "A gift for today" in his


def test_the_workup_offers_its_answers_to_their_owner(ana: User, ben: User):
    lives.create_demo_workup(ana, lives.ANA)
    lives.create_demo_workup(ben, lives.BEN)
    page = read(signed_in(ana), "/requests/new/")
    assert "his phone comes out" in page
    assert "I came home from school and nobody looked up." in page
    assert "three questions before my coat is off" not in page  # Ben's


def test_the_checklist_reads_the_words_as_they_are_typed(ana: User, ben: User):
    answer = signed_in(ana).post("/requests/check/", {**WISH_FIELDS, "first": "Stop being so distant"})
    html = answer.content.decode()
    assert html.count("hx-swap-oob") == 4
    assert "“Stop”" in html
    assert not Request.objects.exists()


def test_the_checklist_never_stands_in_the_way(ana: User, ben: User):
    row = draft(ana)
    stubborn = {**WISH_FIELDS, "first": "Never be late again or else", "seen": "0"}
    assert signed_in(ana).post(page_of(row, "wishes/"), stubborn).status_code == 302
    row.refresh_from_db()
    assert row.told.wishes[0].words == "Never be late again or else"


def test_too_long_words_come_back_with_a_kind_sentence(ana: User, ben: User):
    row, long = draft(ana), "so long " * 200
    for end, field in (("ladder/", "fear"), ("wishes/", "second")):
        answer = signed_in(ana).post(page_of(row, end), {**WISH_FIELDS, field: long, "seen": "0"})
        assert answer.status_code == 422
        assert long.strip() in answer.content.decode()
        assert "nothing is lost" in answer.content.decode()


def test_asking_without_all_three_says_what_is_missing(ana: User, ben: User):
    phone = signed_in(ana)
    phone.post("/requests/new/", {"frustration": "You hum"})
    row = Request.objects.get()
    page = read(phone, page_of(row, "ask/"))
    assert "three wishes, each different from the others" in page
    answer = phone.post(page_of(row, "ask/"), {"topic": "our evenings", "mode": "written"})
    assert answer.status_code == 422
    assert 'value="our evenings"' in answer.content.decode()
    assert not Dialogue.objects.exists()


@pytest.mark.slow
def test_a_gift_is_ticked_thanked_for_and_looked_back_at(ana: User, ben: User):
    row = chosen(ana, ben)
    plan = active_plan(row)
    assert plan
    his, hers = signed_in(ben), signed_in(ana)
    day = plan.days[0].isoformat()
    his.post(page_of(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "lentils and laughing"})
    assert "lentils and laughing" in read(hers, page_of(row))
    hers.post(page_of(row, f"thank/{Gift.objects.get().pk}/"), {"words": "so good"})
    assert "so good" in read(his, page_of(row))
    said = {"for_me": "lighter", "for_you": "you smile more", "seen": "0"}
    his.post(page_of(row, f"look-back/{plan.pk}/"), said)
    assert "you smile more" in read(hers, page_of(row))
    his.post(page_of(row, "act/"), {"act": "finish"})
    assert "It was given." in read(hers, page_of(row))
    anew = {"piece": "third", "begins_on": timezone.localdate().isoformat(), "upon": ""}
    his.post(page_of(row, "choose/"), anew)
    assert "lentils and laughing" in read(hers, page_of(row))
    plan = active_plan(row)
    assert plan
    assert plan.piece == "third"


def test_a_day_that_does_not_fit_is_asked_for_again_and_the_words_stay(ana: User, ben: User):
    row = chosen(ana, ben)
    far = (timezone.localdate() + timedelta(days=100)).isoformat()
    answer = signed_in(ben).post(
        page_of(row, "choose/"), {"piece": "first", "begins_on": far, "words": "from the heart"}
    )
    assert answer.status_code == 422
    assert "from the heart" in answer.content.decode()
    answer = signed_in(ben).post(
        page_of(row, "give/"), {"plan": plan_of(row).pk, "day": "soon", "words": "the whole story"}
    )
    assert answer.status_code == 422
    assert "the whole story" in answer.content.decode()


def test_an_empty_look_back_asks_for_a_few_words(ana: User, ben: User):
    row = chosen(ana, ben)
    plan = active_plan(row)
    assert plan
    answer = signed_in(ben).post(page_of(row, f"look-back/{plan.pk}/"), {"for_me": " "})
    assert answer.status_code == 422
    assert "One sentence is enough." in answer.content.decode()
    assert not LookedBack.objects.exists()


def test_the_asker_can_neither_choose_give_nor_set_aside(ana: User, ben: User):
    row, phone = chosen(ana, ben), signed_in(ana)
    before = list(row.changes.values())
    today = timezone.localdate().isoformat()
    assert phone.post(page_of(row, "choose/"), {"piece": "first", "begins_on": today}).status_code == 404
    assert phone.post(page_of(row, "give/"), {"plan": uuid.uuid4(), "day": today}).status_code == 404
    phone.post(page_of(row, "act/"), {"act": "set_aside"})
    assert list(row.changes.values()) == before


def test_the_giver_can_neither_take_it_back_nor_change_it_nor_thank(ana: User, ben: User):
    row, phone = chosen(ana, ben), signed_in(ben)
    plan = active_plan(row)
    assert plan
    plans.add_gift(row, place_of(ben), plan_of(row).pk, plan.days[0], "")
    for act in ("withdraw", "let_go", "reopen", "nonsense", ""):
        phone.post(page_of(row, "act/"), {"act": act})
    assert phone.post(page_of(row, f"thank/{Gift.objects.get().pk}/"), {"words": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.state == "under_way"
    assert not Thanks.objects.exists()


def test_strangers_find_nothing(ana: User, ben: User, cleo: User, eve: User):
    row = chosen(ana, ben)
    assert signed_in(cleo).get(page_of(row)).status_code == 404
    assert signed_in(eve).get(page_of(row)).status_code == 302


def test_a_day_that_was_picked_stays_picked_when_the_words_do_not_fit(ana: User, ben: User):
    row, phone = chosen(ana, ben), signed_in(ben)
    plan = active_plan(row)
    assert plan
    plan.begins_on -= timedelta(weeks=1)
    plan.save()
    day = plan.days[0].isoformat()
    answer = phone.post(page_of(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "long " * 300})
    assert answer.status_code == 422
    assert f'<option value="{day}" selected>' in compact(answer.content.decode())


def test_each_wish_shows_how_often_and_how_long_before_it_is_chosen_and_says_it_once(ana: User, ben: User):
    bare = Wish("Hug me at the door.", GiftFrequency.DAILY, 2)
    row = draft(ana, replace(TOLD, wishes=(bare, *WISHES[1:])))
    chosen(ana, ben, row=row, words=[f"{bare.words}\nEach day, for two weeks."])
    page = read(signed_in(ben), page_of(row, "choose/"))
    assert page.count("Each day, for two weeks") == 1
    assert "Once a week, for four weeks" not in page  # its words say so


def test_other_days_are_the_givers_to_choose(ana: User, ben: User):
    row, today = chosen(ana, ben), timezone.localdate().isoformat()
    fewer = {"often": "once", "weeks": "1", "begins_on": today}
    assert signed_in(ana).post(page_of(row, "days/"), fewer).status_code == 404
    signed_in(ben).post(page_of(row, "days/"), fewer)
    plan = active_plan(row)
    assert plan
    assert plan.often == GiftFrequency.ONCE


@pytest.mark.slow
def test_a_long_list_asks_the_database_no_more_than_a_short_one(ana: User, ben: User):
    def queries(user: User) -> int:
        with CaptureQueriesContext(connection) as asked:
            signed_in(user).get("/requests/")
        return len(asked)

    chosen(ana, ben)
    before = {user: queries(user) for user in (ana, ben)}
    for _ in range(3):
        draft(ana)
        chosen(ana, ben)
    assert {user: queries(user) for user in (ana, ben)} == before


def test_the_weekdays_that_a_wish_names_are_the_days_that_are_ticked(ana: User, ben: User):
    named = Wish("On Tuesdays and Thursdays, for two weeks, read to me in bed.")
    three = (WISHES[0], named, WISHES[2])
    row = chosen(ana, ben, row=draft(ana, replace(TOLD, wishes=three)), words=[WISHES[0].words, named.words])
    plan = active_plan(row)
    assert plan
    assert {day.weekday() for day in plan.days} == {1, 3}
    assert len(plan.days) == 4


@pytest.mark.parametrize(
    ("chosen_beside", "means"),
    [
        (("", ""), "Once"),
        (("daily", "1"), "Each day, for one week"),
    ],
)
def test_a_wish_says_what_it_means_while_it_is_written(ana: User, ben: User, chosen_beside, means: str):
    words = "Hug me once in the morning and once in the evening"
    often, weeks = chosen_beside
    fields = {**WISH_FIELDS, "first": words, "first_often": often, "first_weeks": weeks}
    page = signed_in(ana).post("/requests/check/", fields).content.decode()
    assert f"That means: {means}." in page


def test_where_what_is_chosen_differs_from_the_words_it_is_said_which_counts(ana: User, ben: User):
    fields = {
        **WISH_FIELDS,
        "first": "Each Monday, for two weeks, sing",
        "first_often": "daily",
        "first_weeks": "2",
    }
    page = signed_in(ana).post("/requests/check/", fields).content.decode()
    assert "That means: Each day, for two weeks." in page
    assert "Your words say: Each Monday, for two weeks. What is chosen beside them counts." in page


def test_words_that_name_no_rhythm_are_given_none(ana: User, ben: User):
    fields = {**WISH_FIELDS, "first": "Put the milk away.", "first_often": "", "first_weeks": ""}
    page = signed_in(ana).post("/requests/check/", fields).content.decode()
    assert "That means: Once." in page
