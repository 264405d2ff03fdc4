"""What a sender reads: whether their partner gets a notification, and when, and nothing more of the partner."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from appointments.models import WeeklyTime
from change_requests import plans
from couples.models import User
from dialogues.models import Turn
from reminders import inbox, outlook
from reminders.delivery import deliver_due
from reminders.models import Notice, PushSubscription, ReminderPreferences
from reminders.scheduler import claim_due
from tests.change_requests.factories import create_chosen_request, page_path, partner_of, plan_of
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.reminders.fake_servers import Browser, MailServer, PushService
from tests.workup.workup_answers import part_mark
from workup import demo
from workup.models import SharedPart

pytestmark = pytest.mark.django_db
AddPhone = Callable[..., tuple[Browser, PushSubscription]]
NOW, MORNING = "Ben gets a notification now.", "Ben gets a notification in the morning."
LATER, NEVER = (
    "Ben gets a notification a little later.",
    "We can't send Ben a notification. It's best to tell Ben yourself.",
)
SENTENCES = {NOW, MORNING, LATER, NEVER}


def read_by_ana(talk: Talk, ana: User) -> set[str]:
    """The sentences on Ana's page."""
    page = compact(signed_in(ana).get(f"/dialogues/{talk.pk}/").content.decode())
    return {sentence for sentence in SENTENCES if sentence in page}


def test_without_push_and_mail_the_sender_is_asked_to_say_it(ana: User, ben: User):
    talk = Talk(ana, ben)
    assert read_by_ana(talk, ana) == {NEVER}
    claim_due()
    assert read_by_ana(talk, ana) == {NEVER}
    page = signed_in(ben).get(f"/dialogues/{talk.pk}/").content.decode()
    assert "a notification" not in page


def test_it_is_now_before_and_after_it_was_sent_and_not_said_for_long(
    ana: User, ben: User, add_phone: AddPhone
):
    add_phone(ben)
    talk = Talk(ana, ben)
    assert read_by_ana(talk, ana) == {NOW}
    claim_due()
    assert read_by_ana(talk, ana) == {NOW}
    deliver_due()
    assert read_by_ana(talk, ana) == {NOW}
    Notice.objects.update(due_at=timezone.now() - outlook.JUST_NOW)
    assert read_by_ana(talk, ana) == set()


@pytest.fixture
def at_night(ben: User, add_phone: AddPhone) -> User:
    """Ben with a phone, where it is an hour after midnight."""
    add_phone(ben)
    now = timezone.now()
    hours = (now.hour - 1) % 24
    ben.profile.time_zone = f"Etc/GMT{'+' if hours <= 12 else '-'}{hours if hours <= 12 else 24 - hours}"
    ben.profile.save()
    ReminderPreferences.objects.update(quiet_from=time(22), quiet_until=time(7, 30))
    return ben


def test_in_the_night_it_is_in_the_morning_whether_or_not_they_have_looked(ana: User, at_night: User):
    talk = Talk(ana, at_night)
    assert read_by_ana(talk, ana) == {MORNING}
    claim_due()
    assert read_by_ana(talk, ana) == {MORNING}
    signed_in(at_night).get("/inbox/")
    assert read_by_ana(talk, ana) == {MORNING}


def test_shortly_before_quiet_hours_end_it_is_a_little_later(ana: User, ben: User, add_phone: AddPhone):
    add_phone(ben)
    now, half_an_hour = timezone.now(), timedelta(minutes=30)
    hours = {"quiet_from": (now - half_an_hour).time(), "quiet_until": (now + half_an_hour).time()}
    ReminderPreferences.objects.update(**hours)
    assert read_by_ana(Talk(ana, ben), ana) == {LATER}


@pytest.mark.parametrize("why", ["muted", "signed out", "no agreement"])
def test_whatever_keeps_it_from_them_the_sentence_is_the_same(
    why: str, ana: User, ben: User, add_phone: AddPhone
):
    _browser, phone = add_phone(ben)
    if why == "muted":
        inbox.set_enabled_types(ben, ["turn"])
    elif why == "signed out":
        phone.session.delete()
    else:
        ben.profile.agrees = False
        ben.profile.save()
    assert read_by_ana(Talk(ana, ben), ana) == {NEVER}


def test_a_push_that_never_arrived_is_not_said_to_have(
    ana: User, ben: User, add_phone: AddPhone, service: PushService
):
    add_phone(ben)
    talk = Talk(ana, ben)
    claim_due()
    service.answers = [400]
    deliver_due()
    assert read_by_ana(talk, ana) == {NEVER}


def test_who_has_invited_a_lot_reads_that_it_comes_later(ana: User, ben: User, add_phone: AddPhone):
    add_phone(ben)
    for number in range(4):
        Notice.objects.create(user=ben, sort="invited", occasion=str(number), path="/", due_at=timezone.now())
    assert read_by_ana(Talk(ana, ben), ana) == {LATER}


def test_after_the_first_invitation_the_sender_may_ask_to_be_mailed(
    ana: User, ben: User, post: MailServer, settings: Settings
):
    phone, talk = signed_in(ana), Talk(ana, ben)
    page = f"/dialogues/{talk.pk}/"
    assert "Email me when Ben answers" in phone.get(page).content.decode()
    answer = phone.post("/inbox/mail/", {"next": page}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "You get an email when Ben answers." in answer.content.decode()
    assert (
        phone.post("/inbox/mail/", {"next": "https://elsewhere.example/"})["Location"] == "/inbox/settings/"
    )
    talk.play("ben accept")
    assert "when Ben answers" not in phone.get(page).content.decode()
    settings.HAS_MAIL = False
    assert "Email me" not in phone.get(f"/dialogues/{Talk(ana, ben).pk}/").content.decode()


def test_who_wants_no_answers_is_offered_nothing(ana: User, ben: User, post: MailServer):
    inbox.set_enabled_types(ana, ["turn"])
    assert "when Ben answers" not in signed_in(ana).get(f"/dialogues/{Talk(ana, ben).pk}/").content.decode()


def test_who_proposes_a_weekly_time_or_shares_a_part_reads_it_too(ana: User, ben: User, add_phone: AddPhone):
    add_phone(ben)
    phone = signed_in(ana)
    phone.post(reverse("appointments:times"), {"weekday": "6", "at": "20:00"})
    assert NOW in phone.get(reverse("appointments:times")).content.decode()
    demo.create_demo_workup(ana, demo.ANA)
    phone.post("/workup/picture/share/", {"part": "need", "mark": part_mark(phone, "need")})
    assert NOW in phone.get("/workup/picture/").content.decode()
    Notice.objects.all().delete()
    SharedPart.objects.update(shared_at=timezone.now() - outlook.RECENTLY)
    assert "a notification" not in phone.get("/workup/picture/").content.decode()


def read_by(phone: Client, path: str, name: str) -> set[str]:
    """The sentences about a partner of this name on a page."""
    page = compact(phone.get(path).content.decode())
    return {sentence for sentence in SENTENCES if sentence.replace("Ben", name) in page}


def test_who_answers_or_asks_for_another_time_reads_in_the_room_when_the_other_is_told(
    ana: User, ben: User, add_phone: AddPhone
):
    add_phone(ana)
    talk, at = Talk(ana, ben), timezone.now() + timedelta(hours=3)
    room, her, his = f"/dialogues/{talk.pk}/", signed_in(ana), signed_in(ben)
    talk.make("ben", "later", at=at)
    assert (read_by(his, room, "Ana"), read_by(her, room, "Ben")) == ({NOW}, set())
    assert read_by(his, f"{room}ending/", "Ana") == {NOW}  # for a room that is open already
    talk.make("ana", "propose", at=at + timedelta(hours=1))
    assert (read_by(his, room, "Ana"), read_by(her, room, "Ben")) == (set(), {NEVER})
    talk.play("ben agree")
    assert read_by(his, room, "Ana") == {NOW}
    Turn.objects.update(created_at=timezone.now() - outlook.RECENTLY)
    assert read_by(his, room, "Ana") == set()


def test_who_gives_for_a_request_reads_when_the_other_is_told(ana: User, ben: User, add_phone: AddPhone):
    add_phone(ana)
    row, his = create_chosen_request(ana, ben), signed_in(ben)
    assert read_by(his, page_path(row), "Ana") == set()  # chosen while both were there
    plan = plan_of(row)
    plans.add_gift(row, partner_of(ben), plan.pk, plan.days[0], "")
    assert read_by(his, page_path(row), "Ana") == {NOW}
    assert read_by(signed_in(ana), page_path(row), "Ben") == set()


def test_who_answers_a_proposed_weekly_time_reads_when_the_other_is_told(
    ana: User, ben: User, add_phone: AddPhone
):
    add_phone(ana)
    her, his, page = signed_in(ana), signed_in(ben), reverse("appointments:times")
    her.post(page, {"weekday": "6", "at": "20:00"})
    proposal = WeeklyTime.objects.get()
    his.post(reverse("appointments:end", args=[proposal.pk]))
    assert read_by(his, page, "Ana") == {NOW}
    assert "Sunday, 20:00 doesn't suit Ben." in html.unescape(her.get(page).text)
    her.post(page, {"weekday": "5", "at": "19:30"})
    assert "doesn't suit" not in html.unescape(her.get(page).text)
    his.post(reverse("appointments:agree", args=[WeeklyTime.objects.get(ended_at=None).pk]))
    assert read_by(his, page, "Ana") == {NOW}
