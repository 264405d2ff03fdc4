"""The ways by which someone is told, on real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.utils import timezone
from pytest_django import Settings

from core import reminder_types
from core.reminder_types import DueItem, People, ReminderType
from couples.models import User
from reminders import push_subscriptions
from reminders.models import Delivery, Notice, PushSubscription, ReminderPreferences
from tests.factories import session_cookie
from tests.reminders.fake_servers import Browser, MailServer, PushService, mail_server, push_service


@pytest.fixture
def post(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.HAS_MAIL, settings.ORIGINS = True, ["https://imago.example"]
        yield server


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    with push_service() as service:
        settings.PUSH_SERVICES = [service.origin]
        yield service


@pytest.fixture
def by_mail(ana: User) -> User:
    """Ana, who wants to be told by mail, at any hour."""
    ReminderPreferences.objects.create(user=ana, by_mail=True, quiet_from="00:00", quiet_until="00:00")
    return ana


@pytest.fixture
def add_phone(service: PushService) -> Callable[[User], tuple[Browser, PushSubscription]]:
    """A browser of someone that shows reminders, at any hour."""

    def add(user: User, cookie: str = "") -> tuple[Browser, PushSubscription]:
        usual = {"quiet_from": "00:00", "quiet_until": "00:00"}
        ReminderPreferences.objects.get_or_create(user=user, defaults=usual)
        browser = Browser(f"{service.origin}/{PushSubscription.objects.count()}")
        return browser, push_subscriptions.add_subscription(
            user, cookie or session_cookie(user), **browser.fields
        )

    return add


def all_that_waits(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    for notice in Notice.objects.filter(sort="waiting", due_at__gt=after, due_at__lte=until):
        yield DueItem(notice.user_id, notice.occasion, notice.due_at, notice.path)


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Notice]:
    """Something that someone is about to be told of, of a sort that stays due."""
    sort = ReminderType("waiting", "What waits", "You wanted to look back at a promise.", all_that_waits)
    monkeypatch.setitem(reminder_types._registry, sort.name, sort)

    def make(user: User, occasion: str = "1") -> Notice:
        at = timezone.now()
        notice = Notice.objects.create(
            user=user, sort=sort.name, occasion=occasion, path="/exits/", due_at=at
        )
        for subscription in user.push_subscriptions.all():
            Delivery.objects.create(notice=notice, push_subscription=subscription, not_before=at)
        if ReminderPreferences.objects.filter(user=user, by_mail=True).exists():
            Delivery.objects.create(notice=notice, not_before=at)
        return notice

    return make
