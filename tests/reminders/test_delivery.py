"""Mails and pushes: what they say, that each goes once, and that none goes which is not wanted any more."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from couples.leaving import leave_couple
from couples.models import Partner, User
from dialogues.models import Turn
from dialogues.reminder_types import TURN_DELAY
from reminders import inbox
from reminders.delivery import RETRY_DELAY, TRIES, deliver_due
from reminders.models import Delivery, Notice, PushSubscription, ReminderPreferences
from reminders.scheduler import claim_due
from tests.dialogues.dialogue_driver import Talk
from tests.factories import person, signed_in
from tests.reminders.fake_servers import Browser, MailServer, PushService

pytestmark = pytest.mark.django_db

Waiting = Callable[..., Notice]
AddPhone = Callable[..., tuple[Browser, PushSubscription]]


def test_a_mail_says_that_something_waits_and_nothing_else(
    post: MailServer, by_mail: User, waiting: Waiting, settings: Settings
):
    settings.ORIGINS = ["https://imago.example"]
    waiting(by_mail)
    assert deliver_due() == 1
    (mail,) = post.mails
    assert mail["Subject"] == "Something is waiting for you"
    assert mail["To"] == by_mail.email
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in mail.iter_parts():
        words = part.get_content()
        assert "https://imago.example/inbox/" in words
        assert "promise" not in words
        assert "/exits/" not in words
        assert "Ana" not in words
        assert "Ben" not in words
    assert {part.get_content_type() for part in mail.iter_parts()} == {"text/plain", "text/html"}


def test_a_push_says_the_same_to_one_browser_alone(
    service: PushService, add_phone: AddPhone, ana: User, waiting: Waiting
):
    browser, _phone = add_phone(ana)
    waiting(ana)
    assert deliver_due() == 1
    ((path, headers, body),) = service.pushes
    assert path == "/0"
    assert json.loads(browser.open(body)) == {"title": "imago", "body": "Something is waiting for you."}
    assert headers["ttl"] == str(4 * 60 * 60)
    assert headers["authorization"].startswith("vapid t=")
    assert b"waiting" not in body


def test_all_that_waits_by_one_way_is_one_message(
    post: MailServer, add_phone: AddPhone, service: PushService, by_mail: User, waiting: Waiting
):
    add_phone(by_mail)
    for occasion in "123":
        waiting(by_mail, occasion)
    assert deliver_due() == 2
    assert deliver_due() == 0
    assert (len(post.mails), len(service.pushes)) == (1, 1)


@pytest.mark.slow
def test_however_much_waits_for_many_each_gets_one_mail(post: MailServer, waiting: Waiting):
    people = [person(f"P{number}") for number in range(7)]
    for user in people:
        ReminderPreferences.objects.create(user=user, by_mail=True, quiet_from="00:00", quiet_until="00:00")
    for number in range(20):
        for user in people:
            waiting(user, str(number))
    assert deliver_due() == len(post.mails) == len(people)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_one(post: MailServer, by_mail: User, waiting: Waiting):
    waiting(by_mail)
    begin = threading.Barrier(2)

    def run() -> None:
        begin.wait()
        deliver_due()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(post.mails) == 1


def test_what_a_server_cannot_take_now_is_tried_again(post: MailServer, by_mail: User, waiting: Waiting):
    waiting(by_mail)
    post.answers = ["451 Later, please"]
    now = timezone.now()
    assert deliver_due(now) == 0
    assert deliver_due(now) == 0
    assert deliver_due(now + RETRY_DELAY) == 1
    assert len(post.mails) == 1


def test_while_there_is_no_server_it_waits_and_gives_up_in_the_end(
    by_mail: User, waiting: Waiting, post: MailServer, settings: Settings
):
    waiting(by_mail)
    settings.EMAIL_PORT = 1
    now = timezone.now()
    for number in range(TRIES + 2):
        assert deliver_due(now + RETRY_DELAY * 2**number) == 0
    assert Delivery.objects.get().gave_up_at
    assert not Delivery.objects.get().sent_at
    settings.EMAIL_PORT = post.port
    assert deliver_due(now + timedelta(hours=12)) == 0


def test_what_a_server_never_takes_is_not_tried_again(post: MailServer, by_mail: User, waiting: Waiting):
    waiting(by_mail)
    post.answers = ["550 Nobody here"]
    now = timezone.now()
    assert deliver_due(now) == 0
    assert deliver_due(now + timedelta(hours=1)) == 0
    assert post.mails == []
    row = Delivery.objects.get()
    assert (row.gave_up_at, row.sent_at) == (now, None)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    status: int, service: PushService, add_phone: AddPhone, ana: User, waiting: Waiting
):
    add_phone(ana)
    waiting(ana)
    service.answers = [status]
    assert deliver_due() == 0
    assert not PushSubscription.objects.exists()
    assert Notice.objects.exists()


@pytest.mark.parametrize("status", [429, 503])
def test_a_push_service_that_is_busy_is_asked_again(
    status: int, service: PushService, add_phone: AddPhone, ana: User, waiting: Waiting
):
    add_phone(ana)
    waiting(ana)
    service.answers = [status]
    now = timezone.now()
    assert deliver_due(now) == 0
    assert deliver_due(now + RETRY_DELAY) == 1


def test_a_push_goes_to_no_other_address_than_its_own(
    service: PushService, add_phone: AddPhone, ana: User, waiting: Waiting, settings: Settings
):
    add_phone(ana)
    waiting(ana, "1")
    service.answers = [302]
    assert deliver_due() == 0
    settings.PUSH_SERVICES = ["https://push.example"]
    waiting(ana, "2")
    assert deliver_due() == 0
    assert service.pushes == []


def test_what_was_switched_off_meanwhile_is_not_sent(post: MailServer, by_mail: User, waiting: Waiting):
    waiting(by_mail, "1")
    inbox.set_enabled_types(by_mail, ["turn"])
    assert deliver_due() == 0
    inbox.set_enabled_types(by_mail, ["waiting"])
    waiting(by_mail, "2")
    ReminderPreferences.objects.update(by_mail=False)
    assert deliver_due() == 0
    ReminderPreferences.objects.update(by_mail=True)
    assert deliver_due() == 0
    assert post.mails == []


def test_who_has_taken_the_agreement_back_gets_nothing(post: MailServer, by_mail: User, waiting: Waiting):
    waiting(by_mail)
    by_mail.profile.agrees = False
    by_mail.profile.save()
    assert deliver_due() == 0
    assert post.mails == []


def test_what_was_seen_in_the_inbox_is_not_sent(post: MailServer, by_mail: User, waiting: Waiting):
    waiting(by_mail)
    signed_in(by_mail).get("/inbox/")
    assert deliver_due() == 0


def test_what_concerned_a_couple_goes_with_it(post: MailServer, by_mail: User, waiting: Waiting):
    waiting(by_mail)
    leave_couple(Partner.objects.get(user=by_mail))
    assert deliver_due() == 0


def test_who_signs_out_on_a_phone_is_not_reminded_there(
    service: PushService, add_phone: AddPhone, ana: User, waiting: Waiting
):
    client = signed_in(ana)
    add_phone(ana, client.cookies[settings.SESSION_COOKIE_NAME].value)
    waiting(ana)
    client.post("/accounts/logout/")
    assert deliver_due() == 0
    assert not PushSubscription.objects.exists()


def test_in_quiet_hours_nothing_is_sent_until_they_end(post: MailServer, by_mail: User, waiting: Waiting):
    now = timezone.now()
    soon = (now + timedelta(hours=1)).time()
    ReminderPreferences.objects.update(quiet_from=(now - timedelta(hours=1)).time(), quiet_until=soon)
    waiting(by_mail)
    assert deliver_due(now) == 0
    assert deliver_due(now + timedelta(hours=1, minutes=1)) == 1


def test_what_is_of_no_use_after_the_quiet_hours_stands_in_the_inbox_only(
    ana: User, ben: User, post: MailServer
):
    talk, at = Talk(ana, ben), timezone.now() + timedelta(hours=1)
    ReminderPreferences.objects.create(
        user=ana, by_mail=True, quiet_from=at.time(), quiet_until=(at + timedelta(hours=3)).time()
    )
    talk.agree_on(at)
    claim_due(at)
    assert Notice.objects.filter(user=ana, sort="appointment").exists()
    assert not Delivery.objects.filter(notice__sort="appointment").exists()


def test_what_was_done_meanwhile_is_not_sent(post: MailServer, by_mail: User, ben: User):
    talk = Talk(by_mail, ben)
    talk.play("ben accept, ana ready, ben ready")
    Turn.objects.update(created_at=timezone.now() - TURN_DELAY)
    claim_due()
    talk.play("ana send")
    assert deliver_due() == 0
    assert not Delivery.objects.exists()


def test_a_sweep_leads_to_a_mail(post: MailServer, by_mail: User, ben: User):
    talk = Talk(by_mail, ben)
    talk.play("ben accept, ana ready, ben ready")
    Turn.objects.update(created_at=timezone.now() - TURN_DELAY)
    claim_due()
    assert deliver_due() == 1
    assert [mail["To"] for mail in post.mails] == [by_mail.email]


def test_one_phone_that_makes_trouble_keeps_nobody_else_from_their_mail(
    post: MailServer, add_phone: AddPhone, by_mail: User, ben: User, waiting: Waiting, settings: Settings
):
    settings.PUSH_CONTACT = "mailto:nobody"  # which the signing of a push refuses
    _browser, phone = add_phone(ben)
    waiting(ben)
    waiting(by_mail)
    assert deliver_due() == 1
    assert [mail["To"] for mail in post.mails] == [by_mail.email]


def test_who_changed_the_password_is_not_reminded_where_the_old_one_was_used(
    service: PushService, add_phone: AddPhone, ana: User, waiting: Waiting
):
    add_phone(ana)
    waiting(ana)
    ana.set_password("another quiet otter")
    ana.save()
    assert deliver_due() == 0
    assert service.pushes == []
    assert not PushSubscription.objects.exists()


def test_a_phone_whose_session_has_expired_is_not_reminded(
    service: PushService, add_phone: AddPhone, ana: User, waiting: Waiting
):
    _browser, subscription = add_phone(ana)
    waiting(ana)
    subscription.session.expire_date = timezone.now()
    subscription.session.save()
    assert deliver_due() == 0
    assert service.pushes == []
    assert not PushSubscription.objects.exists()


def test_no_mail_goes_to_an_address_that_nobody_confirmed(post: MailServer, by_mail: User, waiting: Waiting):
    address = EmailAddress.objects.create(user=by_mail, email=by_mail.email, verified=False)
    waiting(by_mail, "1")
    assert deliver_due() == 0
    address.verified = True
    address.save()
    waiting(by_mail, "2")
    assert deliver_due() == len(post.mails) == 1
