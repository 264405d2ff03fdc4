"""Nobody waits for a mail server: a page answers at once, whatever the server does, and says how the mail is doing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import partial

import pytest
import redis
from celery import current_app
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone
from kombu.connection import Connection
from pytest_django import Settings

from couples.models import User
from mail.delivery import deliver_due
from mail.delivery_notice import MAIL, SINCE
from mail.models import OutgoingMail
from reminders.models import ReminderPreferences
from runtime.embedded_servers import free_port
from tests.factories import signed_in
from tests.mail.outbox import counts
from tests.mail.smtp_servers import gone, hanging, refusing
from tests.reminders.fake_servers import MailServer

PASSWORD = "a long calm evening"
LATE = "The email hasn&#x27;t gone out yet."
REFUSED = "The email couldn&#x27;t be sent."
Server = Callable[[], AbstractContextManager[int]]


def sign_up(name: str = "fay") -> tuple[Client, str]:
    client = Client()
    form = {"email": f"{name}@example.org", "password1": PASSWORD}
    return client, client.post("/accounts/signup/", form, follow=True).text


def wait(client: Client, seconds: float = 60) -> None:
    """Let time pass for the person waiting on the page."""
    session = client.session
    session[SINCE] -= seconds
    session.save()


def code_in(words: str) -> str:
    found = re.search(r"\n\n(\S+)\n\n", words.replace("\r", ""))
    assert found
    return found[1]


@contextmanager
def no_waiting_for_mail(settings: Settings) -> Iterator[None]:
    """Whoever asked a mail server that hangs would wait for a minute in here."""
    usual, settings.EMAIL_TIMEOUT = settings.EMAIL_TIMEOUT, 60
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 30
    settings.EMAIL_TIMEOUT = usual


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("server", [hanging, gone, refusing])
def test_signing_up_and_resetting_answer_at_once_whatever_the_mail_server_does(
    server: Server, with_mail: Settings
):
    with server() as with_mail.EMAIL_PORT:
        with no_waiting_for_mail(with_mail):
            client, page = sign_up()
            Client().post("/accounts/password/reset/", {"email": "fay@example.org"})
        assert "We're sending a code to fay@example.org." in page
        assert "Confirmation email sent" not in page
        assert deliver_due() == 0
    wait(client)
    shown = client.get("/mail/state/").text
    assert (REFUSED if server is refusing else LATE) in shown
    assert shown in client.get("/accounts/confirm-email/").text
    assert not OutgoingMail.objects.exclude(sent_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_wait_for_a_queue_that_is_away_or_hangs(
    with_mail: Settings, monkeypatch: pytest.MonkeyPatch
):
    with hanging() as port:
        for broker in (f"redis://127.0.0.1:{free_port()}/0", f"redis://127.0.0.1:{port}/0"):
            monkeypatch.setattr(current_app, "connection_for_write", partial(Connection, broker))
            began = time.monotonic()
            sign_up(f"p{time.monotonic_ns()}")
            assert time.monotonic() - began < 10  # it gives up after one second
    assert counts() == {"waiting": 2, "gave_up": 0}


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_called_as_soon_as_somebody_signs_up(with_mail: Settings):
    with redis.Redis.from_url(configured.REDIS_URL) as broker:
        broker.delete("celery")
        sign_up()
        assert b"mail.tasks.deliver" in broker.lrange("celery", 0, -1)[0]


@pytest.mark.django_db
def test_where_no_worker_runs_the_page_says_so_and_later_the_mail_lets_one_in(post: MailServer):
    client, page = sign_up()
    assert LATE not in page
    assert 'hx-get="/mail/state/"' in page
    wait(client)
    assert LATE in client.get("/accounts/confirm-email/").text
    assert deliver_due() == 1
    shown = client.get("/mail/state/").text
    assert LATE not in shown
    assert "hx-get" not in shown
    (mail,) = post.mails
    answer = client.post("/accounts/confirm-email/", {"code": code_in(mail.get_content())}, follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/"


@pytest.mark.django_db
def test_who_waits_asks_for_a_new_code_at_once_and_it_lets_them_in(post: MailServer):
    client, page = sign_up()
    assert "Send a new code" in page
    assert deliver_due() == 1
    for _ in range(2):
        answer = client.post("/accounts/confirm-email/", {"action": "resend"}, follow=True)
        assert answer.status_code == 200
    assert "Send a new code" not in answer.text  # twice is enough
    assert deliver_due() == 1
    first, last = (code_in(mail.get_content()) for mail in post.mails)
    assert first != last
    answer = client.post("/accounts/confirm-email/", {"code": last}, follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/"


@pytest.mark.django_db
def test_while_the_mail_server_is_away_no_page_tells_who_has_an_account(with_mail: Settings):
    User.objects.create_user("fay@example.org", PASSWORD)
    with gone() as with_mail.EMAIL_PORT:
        shown = []
        for name in ("fay", "nobody"):
            client, _page = sign_up(name)
            deliver_due()
            client.post("/accounts/confirm-email/", {"action": "resend"})
            wait(client)
            OutgoingMail.objects.update(made_at=timezone.now() - timedelta(minutes=16))
            deliver_due(timezone.now() + timedelta(minutes=16))
            shown.append(client.get("/mail/state/").text)
    assert shown[0] == shown[1]
    assert LATE in shown[0]


@pytest.mark.django_db
def test_a_code_that_is_no_longer_good_is_not_sent(post: MailServer):
    client, _page = sign_up()
    client.post("/accounts/confirm-email/", {"action": "resend"})
    assert deliver_due() == len(post.mails) == 1
    assert client.session["account_email_verification_code"]["code"] in post.mails[0].get_content()
    sign_up("gus")
    assert deliver_due(timezone.now() + timedelta(minutes=16)) == 0
    assert counts() == {"waiting": 0, "gave_up": 1}


@pytest.mark.django_db
def test_a_link_for_a_new_password_is_not_sent_after_the_password_was_changed(post: MailServer, ana: User):
    ana.set_password(PASSWORD)
    ana.save()
    Client().post("/accounts/password/reset/", {"email": ana.email})
    client = signed_in(ana)
    new = "another quiet evening"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", form)
    deliver_due()
    assert not any("/password/reset/key/" in mail.get_content() for mail in post.mails)


@pytest.mark.django_db
def test_a_reminder_on_trial_is_queued_and_the_page_says_when_it_stays_away(
    with_mail: Settings, ana: User, ben: User
):
    ReminderPreferences.objects.create(user=ana, by_mail=True)
    form = {"quiet_from": "22:00", "quiet_until": "07:30", "by_mail": "on", "try": "yes"}
    with hanging() as with_mail.EMAIL_PORT:
        client = signed_in(ana)
        with no_waiting_for_mail(with_mail):
            client.post("/inbox/settings/", form)
        deliver_due()
    wait(client)
    assert LATE in client.get("/inbox/settings/").text


@pytest.mark.django_db
def test_the_state_says_nothing_to_somebody_else(with_mail: Settings):
    client, _page = sign_up()
    wait(client)
    stranger = Client()
    assert LATE not in stranger.get("/mail/state/").text
    assert MAIL not in stranger.session
