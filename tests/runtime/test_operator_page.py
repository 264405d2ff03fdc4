"""What an operator sees, and that nobody else finds the page."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import pytest_django
from allauth.core import context
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from backups.models import BackupKey
from couples import pairing
from couples.account_deletion import delete_account
from couples.models import Couple, User
from imago_web import status
from imago_web.beat import HeartbeatScheduler
from imago_web.celery import app
from imago_web.tasks import heartbeat
from mail import delivery, messages
from mail.models import OutgoingMail
from tests.dialogues.dialogue_driver import Talk
from tests.factories import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_servers")]
PAGE, TEST_MAIL = "/operator/", "/operator/test-mail/"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def fay(db: None) -> User:
    """An operator with an authenticator app."""
    fay = person("Fay")
    call_command("operator", fay.email, stdout=StringIO())
    request = RequestFactory().get("/")
    request.user = fay
    with context.request_context(request):
        TOTP.activate(fay, SECRET)
    fay.refresh_from_db()
    return fay


def shown_second_step(user: User, seconds_ago: float = 0) -> Client:
    """A browser in which this person has just shown a second step."""
    client = signed_in(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - seconds_ago}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def answers(client: Client) -> set[int]:
    return {client.get(PAGE).status_code, client.head(PAGE).status_code, client.post(TEST_MAIL).status_code}


def row(page: str, label: str) -> str:
    """What the page says beside a label."""
    match = re.search(rf"<dt>\s*{label}.*?</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    assert match, label
    return " ".join(match[1].split())


def test_nobody_else_finds_the_page(ana: User):
    assert answers(Client()) == answers(signed_in(ana)) == answers(shown_second_step(ana)) == {404}
    assert Client().get(PAGE).content == Client().get("/nowhere/").content


def test_a_form_from_elsewhere_is_refused_only_to_an_operator(fay: User, ana: User):
    for user, answer in ((ana, 404), (fay, 403)):
        client = Client(enforce_csrf_checks=True)
        client.cookies = shown_second_step(user).cookies
        assert client.post(TEST_MAIL).status_code == answer


def test_being_an_operator_is_not_enough_without_a_second_step(ana: User):
    call_command("operator", "ANA@example.org", stdout=StringIO())
    answer = signed_in(ana).get(PAGE, follow=True)
    assert answer.redirect_chain == [("/you/security/", 302)]
    assert "needs a second step or a passkey" in answer.text


def test_an_operator_shows_the_second_step_and_comes_to_the_page(fay: User):
    client = signed_in(fay)
    question = client.get(PAGE)["Location"]
    assert urlsplit(question).path == "/accounts/2fa/reauthenticate/"
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    answer = client.post(question, {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == PAGE
    assert "How imago is doing" in answer.text


def test_a_second_step_shown_long_ago_is_asked_for_again(fay: User):
    assert shown_second_step(fay, 200).get(PAGE).status_code == 200
    assert shown_second_step(fay, 400).get(PAGE).status_code == 302
    assert not OutgoingMail.objects.exists()
    shown_second_step(fay, 400).post(TEST_MAIL)
    assert not OutgoingMail.objects.exists()


def test_who_is_no_operator_any_more_finds_no_page(fay: User):
    client = shown_second_step(fay)
    assert PAGE in client.get("/me/").text
    call_command("operator", fay.email, "--remove", stdout=StringIO())
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/me/").text


def test_a_stranger_is_made_no_operator():
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("operator", "nobody@example.org")


def test_it_counts_everything_and_names_nobody(fay: User, ana: User, ben: User, cleo: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", "the blue teapot")
    pairing.open_invitation(person("Gus"))
    gone = Couple.objects.order_by("created_at").last()
    assert gone
    gone.ended_at = timezone.now()
    gone.save()
    page = shown_second_step(fay).get(PAGE).text
    assert row(page, "Couples") == "1 connected, 1 invited"
    main = page[page.index("<main") : page.index("</main>")]
    known = ["Ana", "Ben", "Cleo", "Gus", "Fay", "teapot", "@", str(gone.pk)]
    assert not [word for word in known if re.search(rf"\b{word}\b", main)]


def test_it_says_what_needs_a_look(fay: User, settings: pytest_django.Settings):
    HeartbeatScheduler(app, schedule={}, lazy=True).tick()
    heartbeat()
    client = shown_second_step(fay)
    page = client.get(PAGE).text
    assert "Everything's fine." in page
    assert row(page, "Mails") == "none waiting"
    assert row(page, "Last copy") == "none yet"
    assert "Make one now" not in page
    settings.BACKUP_FOR = ["age1"]
    key = BackupKey.objects.create(identity=b"x")
    BackupKey.objects.filter(pk=key.pk).update(created_at=timezone.now() - timedelta(days=3, minutes=1))
    hour_ago = timezone.now() - timedelta(hours=1)
    OutgoingMail.objects.create(
        purpose="x", expires_at=timezone.now() + timedelta(days=1), not_before=hour_ago
    )
    page = client.get(PAGE).text
    assert row(page, "Last copy") == "3 days ago"
    assert "Make one now with <code>manage.py backup</code>" in page
    assert "1 overdue" in row(page, "Mails")
    assert "Check EMAIL_HOST" in page
    assert "longest wait 1 hour" in row(page, "Queue")
    assert "3 things need a look." in " ".join(page.split())


def test_redis_away_leaves_the_page_readable(fay: User, settings: pytest_django.Settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    page = shown_second_step(fay).get(PAGE).text
    assert row(page, "Redis") == "not answering"
    assert row(page, "Queue") == "unknown without Redis"


def test_the_test_mail_goes_to_the_operator_alone_and_not_too_often(fay: User, ana: User):
    client = shown_second_step(fay)
    assert "A test mail is on its way to you." in client.post(TEST_MAIL, {"to": ana.email}, follow=True).text
    mail = OutgoingMail.objects.get()
    assert messages.deserialize_message(mail.content or "").to == [fay.email]
    assert [client.post(TEST_MAIL).status_code for _ in range(5)] == [302] * 4 + [429]


def test_the_test_mail_is_sent_like_any_other(fay: User, settings: pytest_django.Settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    shown_second_step(fay).post(TEST_MAIL)
    assert delivery.deliver_due() == 1
    assert "mail works" in next(tmp_path.iterdir()).read_text()


def test_nobody_can_ever_come_in_is_said(settings: pytest_django.Settings):
    settings.SIGNUPS = "closed"
    [check] = status.run(["signups"])
    assert not check.ok
    assert "IMAGO_SIGNUPS=open" in check.advice
    person("Fay")
    assert status.run(["signups"])[0].ok


def test_deleting_the_account_ends_it(fay: User):
    delete_account(fay)
    assert not User.objects.filter(is_staff=True).exists()
