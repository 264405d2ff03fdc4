"""The pages of a request: what each partner reads, and what happens to input that is refused."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from change_requests import plans, thanks_and_reviews
from change_requests.draft_data import LADDER, RequestDraft, Wish, prepared_pieces
from change_requests.models import Gift, Request, RequestReview, Thanks
from change_requests.schedules import GiftFrequency
from change_requests.transitions import active_plan
from couples.models import User
from couples.personal_data_registry import providers
from dialogues.models import Dialogue
from tests.change_requests.factories import (
    DETAILS,
    WISH_FIELDS,
    WISHES,
    create_chosen_request,
    draft,
    page_path,
    partner_of,
    plan_of,
    read_page,
)
from tests.factories import signed_in
from tests.markup import compact
from workup import demo as workup_demo

pytestmark = pytest.mark.django_db

PRIVATE = (DETAILS.frustration, DETAILS.feel, DETAILS.story, DETAILS.reminds)


def test_a_draft_is_prepared_on_two_pages_and_then_asked(ana: User, ben: User):
    phone = signed_in(ana)
    began = phone.post("/requests/new/", {"frustration": "You hum", "desire": "quiet", "key": "k" * 22})
    row = Request.objects.get()
    assert began.headers["Location"] == page_path(row, "wishes/")
    phone.post(page_path(row, "wishes/"), {**WISH_FIELDS, "seen": "0"})
    row.refresh_from_db()
    assert [wish.words for wish in row.details.wishes] == [wish.words for wish in WISHES]
    assert row.details.wishes[2].often is GiftFrequency.DAILY
    response = phone.post(page_path(row, "ask/"), {"topic": "Humming", "mode": "written", "keep": "yes"})
    dialogue = Dialogue.objects.get()
    assert response.headers["Location"] == f"/dialogues/{dialogue.pk}/"
    assert (dialogue.kind, dialogue.topic) == ("change_request", "Humming")


def test_what_was_prepared_is_read_by_nobody_else(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    page_of_ana, page_of_ben = (
        read_page(signed_in(ana), page_path(row)),
        read_page(signed_in(ben), page_path(row)),
    )
    for words in PRIVATE:
        assert words in page_of_ana
        assert words not in page_of_ben
    for wish in WISHES:
        assert wish.words in page_of_ben


def test_a_draft_is_not_there_for_the_partner(ana: User, ben: User):
    row = draft(ana)
    phone = signed_in(ben)
    for end in ("", "ladder/", "wishes/", "ask/", "choose/", "give/", "look-back/"):
        assert phone.get(page_path(row, end)).status_code == 404, end
    for end in ("act/", "choose/", "give/", "look-back/", "wishes/", "ladder/", "ask/"):
        assert phone.post(page_path(row, end), {"act": "withdraw"}).status_code == 404, end
    assert "worth your attention" not in read_page(phone, "/requests/")


def test_the_history_says_you_to_whoever_did_it(ana: User, ben: User):
    row, phone = create_chosen_request(ana, ben), signed_in(ana)
    phone.post(page_path(row, "act/"), {"act": "withdraw"})
    own, partners = read_page(phone, page_path(row)), read_page(signed_in(ben), page_path(row))
    for text in ("You withdrew it,", "Ben chose what to give,"):
        assert text in own
    for text in ("Ana withdrew it,", "You chose what to give,"):
        assert text in partners


def test_each_finds_it_in_their_list(ana: User, ben: User):
    create_chosen_request(ana, ben)
    assert "What you long for" in read_page(signed_in(ana), "/requests/")
    page = read_page(signed_in(ben), "/requests/")
    assert "What Ana longs for" in page
    assert "A gift for today" in page


def test_the_workup_offers_its_answers_to_their_owner(ana: User, ben: User):
    workup_demo.create_demo_workup(ana, workup_demo.ANA)
    workup_demo.create_demo_workup(ben, workup_demo.BEN)
    page = read_page(signed_in(ana), "/requests/new/")
    assert "his phone comes out" in page
    page = read_page(signed_in(ana), "/requests/new/?step=reminds")
    assert "I came home from school and nobody looked up." in page
    page = "".join(read_page(signed_in(ana), f"/requests/new/?step={rung.name}") for rung in LADDER)
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
    assert signed_in(ana).post(page_path(row, "wishes/"), stubborn).status_code == 302
    row.refresh_from_db()
    assert row.details.wishes[0].words == "Never be late again or else"


def test_too_long_words_come_back_with_a_kind_sentence(ana: User, ben: User):
    row, long = draft(ana), "so long " * 200
    for end, field in (("ladder/", "fear"), ("wishes/", "second")):
        answer = signed_in(ana).post(page_path(row, end), {**WISH_FIELDS, field: long, "seen": "0"})
        assert answer.status_code == 422
        assert long.strip() in answer.content.decode()
        assert "nothing is lost" in answer.content.decode()


def test_asking_without_all_three_says_what_is_missing(ana: User, ben: User):
    phone = signed_in(ana)
    phone.post("/requests/new/", {"frustration": "You hum"})
    row = Request.objects.get()
    page = read_page(phone, page_path(row, "ask/"))
    assert "three wishes, each different from the others" in page
    answer = phone.post(page_path(row, "ask/"), {"topic": "our evenings", "mode": "written"})
    assert answer.status_code == 422
    assert 'value="our evenings"' in answer.content.decode()
    assert not Dialogue.objects.exists()


@pytest.mark.slow
def test_a_gift_is_ticked_thanked_for_and_looked_back_at(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plan = active_plan(row)
    assert plan
    phone_of_ben, phone_of_ana = signed_in(ben), signed_in(ana)
    day = plan.days[0].isoformat()
    phone_of_ben.post(
        page_path(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "lentils and laughing"}
    )
    assert "lentils and laughing" in read_page(phone_of_ana, page_path(row))
    phone_of_ana.post(page_path(row, f"thank/{Gift.objects.get().pk}/"), {"words": "so good"})
    assert "so good" in read_page(phone_of_ben, page_path(row))
    answers = {"for_me": "lighter", "for_you": "you smile more", "seen": "0"}
    phone_of_ben.post(page_path(row, f"look-back/{plan.pk}/"), answers)
    assert "you smile more" in read_page(phone_of_ana, page_path(row))
    phone_of_ben.post(page_path(row, "act/"), {"act": "finish"})
    assert "It was given." in read_page(phone_of_ana, page_path(row))
    choice = {"piece": "third", "begins_on": timezone.localdate().isoformat(), "upon": ""}
    phone_of_ben.post(page_path(row, "choose/"), choice)
    assert "lentils and laughing" in read_page(phone_of_ana, page_path(row))
    plan = active_plan(row)
    assert plan
    assert plan.piece == "third"


def test_what_is_due_comes_first_todays_gift_then_the_look_back(ana: User, ben: User):
    row, phones = create_chosen_request(ana, ben), (signed_in(ana), signed_in(ben))
    plan = plan_of(row)
    page = read_page(phones[1], page_path(row))
    assert 0 < page.index("Have you given it?") < page.index('id="plan"')
    plans.add_gift(row, partner_of(ben), plan.pk, plan.begins_on, "")
    thanks_and_reviews.add_thanks(row, partner_of(ana), Gift.objects.get().pk, "so good")
    assert "You said thank you: so good" in read_page(phones[0], page_path(row))
    assert "Ana said thank you: so good" in read_page(phones[1], page_path(row))
    plan.begins_on -= timedelta(weeks=5)
    plan.save()
    for phone, other in zip(phones, ("Ben", "Ana"), strict=True):
        page = read_page(phone, page_path(row))
        assert 0 < page.index("This gift has ended.") < page.index('id="plan"')
        assert page.count("Say what changed") == 1
        look_back = read_page(phone, page_path(row, f"look-back/{plan.pk}/"))
        assert f"What do you think changed for {other}?" in look_back


def test_the_gift_says_its_schedule_once(ana: User, ben: User):
    said = "Hug me.\nEvery other Sunday, for four weeks."
    row = create_chosen_request(ana, ben, words=[WISHES[0].words, said])
    gift = read_page(signed_in(ben), page_path(row)).split('id="plan"')[1].split("</section>")[0]
    assert gift.count("Every other Sunday, for four weeks") == 1


def test_a_day_that_does_not_fit_is_asked_for_again_and_the_words_stay(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    far = (timezone.localdate() + timedelta(days=100)).isoformat()
    answer = signed_in(ben).post(
        page_path(row, "choose/"), {"piece": "first", "begins_on": far, "words": "from the heart"}
    )
    assert answer.status_code == 422
    assert "from the heart" in answer.content.decode()
    answer = signed_in(ben).post(
        page_path(row, "give/"), {"plan": plan_of(row).pk, "day": "soon", "words": "the whole story"}
    )
    assert answer.status_code == 422
    assert "the whole story" in answer.content.decode()


def test_an_empty_look_back_asks_for_a_few_words(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plan = active_plan(row)
    assert plan
    answer = signed_in(ben).post(page_path(row, f"look-back/{plan.pk}/"), {"for_me": " "})
    assert answer.status_code == 422
    assert "One sentence is enough." in answer.content.decode()
    assert not RequestReview.objects.exists()


def test_the_asker_can_neither_choose_give_nor_set_aside(ana: User, ben: User):
    row, phone = create_chosen_request(ana, ben), signed_in(ana)
    before = list(row.status_changes.values())
    today = timezone.localdate().isoformat()
    assert phone.post(page_path(row, "choose/"), {"piece": "first", "begins_on": today}).status_code == 404
    assert phone.post(page_path(row, "give/"), {"plan": uuid.uuid4(), "day": today}).status_code == 404
    phone.post(page_path(row, "act/"), {"act": "set_aside"})
    assert list(row.status_changes.values()) == before


def test_the_giver_can_neither_take_it_back_nor_change_it_nor_thank(ana: User, ben: User):
    row, phone = create_chosen_request(ana, ben), signed_in(ben)
    plan = active_plan(row)
    assert plan
    plans.add_gift(row, partner_of(ben), plan_of(row).pk, plan.days[0], "")
    for act in ("withdraw", "let_go", "reopen", "nonsense", ""):
        phone.post(page_path(row, "act/"), {"act": act})
    assert phone.post(page_path(row, f"thank/{Gift.objects.get().pk}/"), {"words": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.state == "under_way"
    assert not Thanks.objects.exists()


def test_strangers_find_nothing(ana: User, ben: User, cleo: User, eve: User):
    row = create_chosen_request(ana, ben)
    assert signed_in(cleo).get(page_path(row)).status_code == 404
    assert signed_in(eve).get(page_path(row)).status_code == 302


def test_a_day_that_was_picked_stays_picked_when_the_words_do_not_fit(ana: User, ben: User):
    row, phone = create_chosen_request(ana, ben), signed_in(ben)
    plan = active_plan(row)
    assert plan
    plan.begins_on -= timedelta(weeks=1)
    plan.save()
    day = plan.days[0].isoformat()
    answer = phone.post(
        page_path(row, "give/"), {"plan": plan_of(row).pk, "day": day, "words": "long " * 300}
    )
    assert answer.status_code == 422
    assert f'<option value="{day}" selected>' in compact(answer.content.decode())


def test_each_wish_shows_how_often_and_how_long_before_it_is_chosen_and_says_it_once(ana: User, ben: User):
    bare = Wish("Hug me at the door.", GiftFrequency.DAILY, 2)
    row = draft(ana, replace(DETAILS, wishes=(bare, *WISHES[1:])))
    create_chosen_request(ana, ben, row=row, words=[f"{bare.words}\nEvery day, for two weeks."])
    page = read_page(signed_in(ben), page_path(row, "choose/"))
    assert page.count("Every day, for two weeks") == 1
    assert "Once a week, for four weeks" not in page  # its words say so


def test_other_days_are_the_givers_to_choose(ana: User, ben: User):
    row, today = create_chosen_request(ana, ben), timezone.localdate().isoformat()
    fewer = {"often": "once", "weeks": "1", "begins_on": today}
    assert signed_in(ana).post(page_path(row, "days/"), fewer).status_code == 404
    signed_in(ben).post(page_path(row, "days/"), fewer)
    plan = active_plan(row)
    assert plan
    assert plan.often == GiftFrequency.ONCE


@pytest.mark.slow
def test_a_long_list_asks_the_database_no_more_than_a_short_one(ana: User, ben: User):
    def queries(user: User) -> int:
        with CaptureQueriesContext(connection) as queries:
            signed_in(user).get("/requests/")
        return len(queries)

    create_chosen_request(ana, ben)
    before = {user: queries(user) for user in (ana, ben)}
    for _ in range(3):
        draft(ana)
        create_chosen_request(ana, ben)
    assert {user: queries(user) for user in (ana, ben)} == before


def test_the_weekdays_that_a_wish_names_are_the_days_that_are_ticked(ana: User, ben: User):
    named = Wish("On Tuesdays and Thursdays, for two weeks, read to me in bed.")
    three = (WISHES[0], named, WISHES[2])
    row = create_chosen_request(
        ana, ben, row=draft(ana, replace(DETAILS, wishes=three)), words=[WISHES[0].words, named.words]
    )
    plan = active_plan(row)
    assert plan
    assert {day.weekday() for day in plan.days} == {1, 3}
    assert len(plan.days) == 4


def test_picked_days_every_other_week_lead_from_the_wish_to_the_ticks(ana: User, ben: User):
    row, phone = draft(ana), signed_in(ana)
    picked = {
        "second": "Cook.",
        "second_often": "fortnightly",
        "second_days": ["1", "4"],
        "second_weeks": "4",
    }
    fields = {**WISH_FIELDS, **picked, "seen": "0"}
    wrong = phone.post(page_path(row, "wishes/"), {**fields, "second_often": "daily", "step": "second_often"})
    assert "“Every day” doesn't fit these days." in compact(wrong.text).replace("&#x27;", "'")
    phone.post(page_path(row, "wishes/"), {**fields, "step": "second_often", "go": "next"})
    page = read_page(phone, page_path(row, "wishes/?step=third"))
    assert [f'name="second_days" value="{day}"' in page for day in (1, 4)] == [True, True]
    assert page.count("checked") == 2
    row.refresh_from_db()
    said = prepared_pieces(row.details)["second"][0]
    assert said == "Cook.\nEvery other week on Tuesday and Friday, for four weeks."
    create_chosen_request(ana, ben, row=row, words=[WISHES[0].words, said])
    assert [day.weekday() for day in sorted(plan_of(row).days, key=lambda day: day.weekday())] == [1, 1, 4, 4]
    assert 'value="fortnightly" selected' in read_page(signed_in(ben), page_path(row, "days/"))
    [gift] = providers()["change_requests"].export(ben)["gifts"]
    assert (gift["often"], gift["weekdays"]) == ("fortnightly", [1, 4])


@pytest.mark.parametrize(
    ("chosen_schedule", "meaning"),
    [
        (("", ""), "Once"),
        (("daily", "1"), "Every day, for one week"),
    ],
)
def test_a_wish_says_what_it_means_while_it_is_written(ana: User, ben: User, chosen_schedule, meaning: str):
    words = "Hug me once in the morning and once in the evening"
    often, weeks = chosen_schedule
    fields = {**WISH_FIELDS, "first": words, "first_often": often, "first_weeks": weeks}
    page = signed_in(ana).post("/requests/check/", fields).content.decode()
    assert f"When: {meaning}." in page


def test_where_what_is_chosen_differs_from_the_words_it_is_said_which_counts(ana: User, ben: User):
    fields = {
        **WISH_FIELDS,
        "first": "Each Monday, for two weeks, sing",
        "first_often": "daily",
        "first_weeks": "2",
    }
    page = signed_in(ana).post("/requests/check/", fields).content.decode()
    assert "When: Every day, for two weeks." in page
    assert "Your words say: Every Monday, for two weeks. What you picked counts." in page


def test_what_no_one_has_said_is_not_said_yet(ana: User, ben: User):
    fields = {**WISH_FIELDS, "first": "Put the milk away.", "first_often": "", "first_weeks": ""}
    page = signed_in(ana).post("/requests/check/", fields).content.decode()
    assert "When: not said yet." in page


def test_come_to_bed_with_me_at_ten_always(ana: User, ben: User):
    """What isn't said is never shown as "Once", neither to her, nor to him, nor in her box."""
    row, phone = draft(ana), signed_in(ana)
    words = "Come to bed with me at 10 always"
    fields = {"first": words, "second": "Put the milk away.", "third": WISHES[0].words, "seen": "0"}
    phone.post(page_path(row, "wishes/"), fields)
    page = read_page(phone, page_path(row))
    assert "Every day; for how long isn&#x27;t said yet" in page
    assert "<dd>not said yet</dd>" in page
    page = read_page(phone, page_path(row, "wishes/?step=first_often"))
    assert "Every day, as you wrote" in page
    assert page.count("not said yet") == 1
    row.refresh_from_db()
    pieces = prepared_pieces(row.details)
    assert (pieces["first"], pieces["second"]) == ([words], ["Put the milk away."])
    create_chosen_request(ana, ben, row=row, words=[words, "Put the milk away."])
    page = read_page(signed_in(ben), page_path(row, "choose/"))
    assert "Every day; for how long isn&#x27;t said yet" in page
    assert "not said yet</span>" in page
    assert "Once" not in page.replace(WISHES[0].words, "")


def test_a_wish_whose_words_say_when_is_not_asked_again(ana: User, ben: User):
    row, phone = draft(ana, RequestDraft(frustration="You hum")), signed_in(ana)
    step = {"go": "next", "seen": "0"}
    said = phone.post(page_path(row, "wishes/"), {**step, "step": "first", "first": WISHES[0].words})
    assert said["Location"] == page_path(row, "wishes/?step=second")
    unsaid = {**step, "seen": "1", "step": "second", "first": WISHES[0].words, "second": "Sing with me."}
    assert phone.post(page_path(row, "wishes/"), unsaid)["Location"] == page_path(
        row, "wishes/?step=second_often"
    )
    unsafe = {**unsaid, "seen": "2", "step": "third", "third": "Stop hitting me"}
    assert phone.post(page_path(row, "wishes/"), unsafe, follow=True).status_code == 200
    assert "It&#x27;s your right" in read_page(phone, page_path(row))
