"""A mail is sent once, retried, given up, and leaves nothing behind that could sign someone in."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from couples import account_deletion
from couples.models import User
from mail import delivery, queue, tasks
from mail.delivery import LEASE, RETRY_DELAY, deliver_due
from mail.models import OutgoingMail
from runtime.log_formatter import PrivateFormatter
from tests.mail.outbox import counts
from tests.mail.smtp_servers import gone, hanging
from tests.reminders.fake_servers import MailServer
from vault import rotation
from vault.keyring import generate_master_key
from vault.models import DataKey, Process

pytestmark = pytest.mark.django_db
ADDRESS = "fay@example.org"


def message(words: str = "abc-123", to: str = ADDRESS) -> EmailMessage:
    return EmailMessage("A message", words, "imago <imago@imago.example>", [to])


def test_everything_that_django_sends_is_queued(post: MailServer, settings: Settings):
    settings.EMAIL_BACKEND = "mail.backends.QueueBackend"
    send_mail("A", "B", None, [ADDRESS], html_message="<p>B</p>")
    assert post.mails == []
    assert deliver_due() == 1
    assert {part.get_content_type() for part in post.mails[0].iter_parts()} == {"text/plain", "text/html"}


def test_what_fails_is_tried_again_with_growing_pauses_as_the_same_message(post: MailServer):
    queue.enqueue_mail(message())
    post.answers = ["451 Later, please", "451 Later, please"]
    now = timezone.now()
    tries = [now, now, now + RETRY_DELAY, now + RETRY_DELAY * 2, now + RETRY_DELAY * 3]
    assert [deliver_due(at) for at in tries] == [0, 0, 0, 0, 1]
    assert len(post.mails) == 1
    assert post.mails[0]["Message-ID"].endswith("@imago.example>")


def test_a_line_that_breaks_leads_to_another_try(with_mail: Settings, post: MailServer):
    queue.enqueue_mail(message())
    with hanging() as with_mail.EMAIL_PORT:
        assert deliver_due() == 0
    with_mail.EMAIL_PORT = post.port
    assert deliver_due(timezone.now() + RETRY_DELAY) == 1


def test_a_server_that_is_away_costs_the_mails_behind_the_first_no_try(with_mail: Settings):
    for _ in range(3):
        queue.enqueue_mail(message())
    with gone() as with_mail.EMAIL_PORT:
        deliver_due()
    assert sorted(OutgoingMail.objects.values_list("tries", flat=True)) == [0, 0, 1]


def test_a_server_that_is_away_is_not_asked_for_each_new_mail_but_each_minute(
    post: MailServer, with_mail: Settings
):
    queue.enqueue_mail(message())
    tasks.deliver_new()
    assert len(post.mails) == 1
    with gone() as with_mail.EMAIL_PORT:
        for _ in range(3):
            queue.enqueue_mail(message())
            tasks.deliver_new()
        waiting = OutgoingMail.objects.filter(sent_at=None)
        assert sorted(waiting.values_list("tries", flat=True)) == [0, 0, 1]
    with_mail.EMAIL_PORT = post.port
    tasks.deliver()
    assert len(post.mails) == 3
    queue.enqueue_mail(message())
    tasks.deliver_new()
    assert len(post.mails) == 4


def test_a_refusal_is_the_end_and_is_neither_sent_nor_logged_with_an_address(
    post: MailServer, caplog: pytest.LogCaptureFixture
):
    queue.enqueue_mail(message())
    post.answers = [f"550 {ADDRESS} is unknown"]
    deliver_due()
    row = OutgoingMail.objects.get()
    assert (row.sent_at, row.was_refused) == (None, True)
    assert counts() == {"waiting": 0, "gave_up": 1}
    assert "550" in caplog.text
    assert ADDRESS not in caplog.text


def test_a_mail_that_cannot_be_read_any_more_keeps_no_other_waiting(post: MailServer):
    spoilt = queue.enqueue_mail(message())
    OutgoingMail.objects.filter(pk=spoilt.pk).update(purpose="x", content=None)
    queue.enqueue_mail(message())
    assert deliver_due() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(post: MailServer):
    for number in range(6):
        queue.enqueue_mail(message(str(number)))
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
    assert sorted(mail.get_content().strip() for mail in post.mails) == list("012345")


def test_what_a_worker_had_in_hand_when_it_died_is_sent_by_another(post: MailServer):
    queue.enqueue_mail(message())
    now = timezone.now()
    assert delivery.claim(now)
    assert deliver_due(now + LEASE / 2) == 0
    assert deliver_due(now + LEASE * 2) == 1


def dump() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text, encode(content, 'escape') FROM mail_outgoingmail t")
        return str(cursor.fetchall())


def test_a_dump_of_the_database_holds_no_address_and_no_code(post: MailServer):
    queue.enqueue_mail(message("the code is abc-123"))
    assert "abc-123" not in dump()
    assert ADDRESS not in dump()
    assert deliver_due() == 1
    assert OutgoingMail.objects.filter(content__isnull=True, key=None).exists()
    assert not DataKey.objects.exists()


def rotate_alone() -> None:
    """As if no server of another test were running, which would have to hold the new key, too."""
    Process._default_manager.all().delete()
    rotation.rotate_master_key()


@pytest.mark.django_db(transaction=True)
def test_what_waits_survives_a_rotation_of_the_keys(post: MailServer, settings: Settings, ana: User):
    queue.enqueue_mail(message("still the same"))
    before = settings.KEYRING
    name, key = generate_master_key()
    settings.KEYRING = replace(before, masters={name: key, **before.masters})
    rotate_alone()
    settings.KEYRING = replace(before, masters={name: key})
    assert deliver_due() == 1
    settings.KEYRING = replace(before, masters={**before.masters, name: key})
    rotate_alone()
    settings.KEYRING = before


def test_it_goes_with_the_account(post: MailServer, ana: User):
    keys = set(DataKey.objects.values_list("pk", flat=True))
    queue.enqueue_mail(message(), user=ana)
    account_deletion.delete_account(ana)
    assert deliver_due() == 0
    assert not OutgoingMail.objects.exists()
    assert set(DataKey.objects.values_list("pk", flat=True)) == keys


def test_what_is_done_with_is_forgotten(post: MailServer):
    queue.enqueue_mail(message())
    deliver_due()
    post.answers = ["550 No"]
    queue.enqueue_mail(message())
    deliver_due()
    now = timezone.now()
    delivery.delete_old_mails(now)
    assert OutgoingMail.objects.count() == 2
    delivery.delete_old_mails(now + timedelta(days=1, minutes=1))
    assert counts() == {"waiting": 0, "gave_up": 1}
    delivery.delete_old_mails(now + timedelta(days=8))
    assert not OutgoingMail.objects.exists()


def test_an_outage_is_one_line_in_the_log_a_run(with_mail: Settings, caplog: pytest.LogCaptureFixture):
    for _ in range(5):
        queue.enqueue_mail(message())
    caplog.set_level(logging.WARNING)
    with gone() as with_mail.EMAIL_PORT:
        deliver_due()
    assert len(caplog.records) == 1
    assert "the mail server refuses connections" in PrivateFormatter().format(caplog.records[0])
