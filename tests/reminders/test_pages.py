"""The inbox and its settings, as their owner sees them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from core.reminder_types import reminder_types
from couples.models import User
from mail.delivery import deliver_due
from reminders import inbox, mail
from reminders.models import MutedReminder, Notice, PushSubscription, ReminderPreferences
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.reminders.fake_servers import Browser, MailServer, PushService

pytestmark = pytest.mark.django_db
HOURS = {"quiet_from": "22:00", "quiet_until": "07:30"}
TRY = {**HOURS, "by_mail": "on", "try": "yes"}


@pytest.fixture
def notice(ana: User) -> Notice:
    now = timezone.now()
    return Notice.objects.create(user=ana, sort="review", occasion="x", path="/exits/", due_at=now)


def test_what_was_announced_stays_listed_below_what_is_open(notice: Notice, ana: User, ben: User):
    page = signed_in(ana).get("/inbox/").content.decode()
    assert page.index("waiting right now") < page.index("Earlier")
    assert page.index("Earlier") < page.index("You wanted to look back at a promise today.")
    assert 'href="/exits/"' in page
    assert Notice.objects.get().seen_at  # so that it isn't mailed any more


def test_what_is_open_is_news_until_it_is_done_and_listed_once(ana: User, ben: User):
    talk = Talk(ana, ben)
    path = f"/dialogues/{talk.pk}/"
    Notice.objects.create(user=ben, sort="turn", occasion="x", path=path, due_at=timezone.now())
    for _look in range(2):
        page = signed_in(ben).get("/inbox/").content.decode()
        assert "Ana invites you" in page
        assert (page.count(path), badge(page)) == (1, "1")
    talk.make("ben", "decline")
    page = signed_in(ben).get("/inbox/").content.decode()
    assert ("Ana invites you" in page, badge(page)) == (False, "")


def badge(page: str) -> str:
    """What the tab of the home page shows as open."""
    tag = re.search(r'class="tab-badge" data-inbox="0"( hidden)?>\s*<span data-count>(\d+)', page)
    assert tag
    return "" if tag[1] else tag[2]


def test_nobody_else_finds_it(notice: Notice, ben: User):
    assert "promise" not in signed_in(ben).get("/inbox/").content.decode()


def test_a_sort_is_switched_off_and_on(ana: User, ben: User):
    phone = signed_in(ana)
    phone.post("/inbox/settings/", {**HOURS, "sort": [name for name in reminder_types() if name != "turn"]})
    assert list(MutedReminder.objects.values_list("user", "sort")) == [(ana.pk, "turn")]
    page = phone.get("/inbox/settings/").content.decode()
    assert page.count(" checked") == len(reminder_types()) - 1
    phone.post("/inbox/settings/", {**HOURS, "sort": list(reminder_types())})
    assert not MutedReminder.objects.exists()


def test_hours_that_are_none_come_back_with_a_kind_sentence_and_change_nothing(ana: User, ben: User):
    answer = signed_in(ana).post(
        "/inbox/settings/", {"sort": ["turn"], "quiet_from": "late", "quiet_until": ""}
    )
    assert answer.status_code == 422
    assert "Please choose a time, such as 22:00." in answer.content.decode()
    assert not MutedReminder.objects.exists()


def test_mail_is_offered_where_there_is_a_mail_server_only(ana: User, ben: User, settings: Settings):
    page = signed_in(ana).get("/inbox/settings/").content.decode()
    assert "has no mail server" in page
    settings.HAS_MAIL = True
    page = signed_in(ana).get("/inbox/settings/").content.decode()
    assert ana.email in page
    signed_in(ana).post("/inbox/settings/", {**HOURS, "sort": list(reminder_types()), "by_mail": "on"})
    assert ReminderPreferences.objects.get(user=ana).by_mail


def test_a_mail_program_stops_the_mails_in_one_request(by_mail: User):
    address = f"/inbox/no-mail/{mail.unsubscribe_token(by_mail)}/"
    program = Client(enforce_csrf_checks=True)
    assert "Stop these emails?" in program.get(address).content.decode()
    assert ReminderPreferences.objects.get().by_mail
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not ReminderPreferences.objects.get().by_mail
    assert program.post(f"/inbox/no-mail/{by_mail.pk}:made-up/").status_code == 404


def test_a_phone_is_added_and_removed_by_its_owner_alone(ana: User, ben: User, service: PushService):
    phone = signed_in(ana)
    phone.post("/inbox/phones/", Browser(f"{service.origin}/1").fields)
    row = PushSubscription.objects.get()
    assert row.user == ana
    signed_in(ben).post(f"/inbox/phones/{row.pk}/remove/")
    assert PushSubscription.objects.exists()
    phone.post(f"/inbox/phones/{row.pk}/remove/")
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://internal.example/1"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "https://internal.example\\.push.apple.com/1"},
        {"endpoint": "https://x.push.apple.com@internal.example/1"},
        {"endpoint": "https://internal.example/.push.apple.com/1"},
        {"endpoint": "https://push.apple.com.internal.example/1"},
        {"p256dh": "short"},
        {"auth": "é"},
        {"auth": ""},
        {"p256dh": "BA" + "A" * 85},
        {"endpoint": "https://["},
    ],
)
def test_nothing_else_than_a_phone_of_a_known_service_is_added(
    ana: User, ben: User, service: PushService, settings: Settings, wrong: dict[str, str]
):
    settings.PUSH_SERVICES = [service.origin, "https://*.push.apple.com"]
    fields = Browser(f"{service.origin}/1").fields | wrong
    page = signed_in(ana).post("/inbox/phones/", fields, follow=True).content.decode()
    assert "send anything to this browser. Email" in page
    assert not PushSubscription.objects.exists()


def test_a_browser_belongs_to_who_added_it_last(ana: User, ben: User, service: PushService):
    fields = Browser(f"{service.origin}/1").fields
    signed_in(ana).post("/inbox/phones/", fields)
    signed_in(ben).post("/inbox/phones/", fields)
    assert PushSubscription.objects.get().user == ben


def test_trying_it_out_says_what_became_of_it(
    by_mail: User, post: MailServer, service: PushService, add_phone: Callable[[User], object]
):
    add_phone(by_mail)
    page = signed_in(by_mail).post("/inbox/settings/", TRY, follow=True).content.decode()
    assert "An email is on its way." in page
    assert "Sent to one phone." in page
    assert deliver_due() == 1
    assert (len(post.mails), len(service.pushes)) == (1, 1)
    service.answers = [410]
    page = signed_in(by_mail).post("/inbox/settings/", TRY, follow=True).content.decode()
    assert "Please turn notifications on again there." in page
    for _ in range(4):
        last = signed_in(by_mail).post("/inbox/settings/", TRY)
    assert last.status_code == 429


def test_a_sort_that_is_not_there_any_more_does_not_break_the_page(ana: User, ben: User):
    Notice.objects.create(user=ana, sort="gone", occasion="x", path="/", due_at=timezone.now())
    assert "Nothing's waiting right now." in signed_in(ana).get("/inbox/").content.decode()


def test_what_was_told_long_ago_goes(notice: Notice):
    inbox.delete_expired_entries()
    assert Notice.objects.exists()
    Notice.objects.update(due_at=timezone.now() - inbox.RETENTION * 2)
    inbox.delete_expired_entries()
    assert not Notice.objects.exists()
