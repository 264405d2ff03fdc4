"""Two beats and two workers, killed at any moment, with a queue that is emptied: each reminder once, and none lost.

And one worker that is told of an invitation at once.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis
from django.conf import settings as configured
from django.utils import timezone
from pytest_django import Settings

from couples.models import Partner, User
from dialogues.begin import begin_dialogue
from exits.categories import ExitDetails
from exits.models import Commitment, Exit, Review
from reminders import progress, push_subscriptions
from reminders.models import Delivery, Notice, ReminderPreferences
from runtime.instance import ROOT
from tests.factories import pair, person, session_cookie
from tests.reminders.fake_servers import Browser, MailServer, PushService, mail_server, push_service
from tests.web_process import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos]

COUPLES, ROUNDS = 70, 4
AT_ONCE = 2  # what one worker has in hand
QUEUE = configured.REDIS_URL.rpartition("/")[0] + "/9"
PATIENCE = 120  # seconds in which all that is due must be claimed


class Worker:
    """A worker with a beat, whose minute takes half a second unless told otherwise."""

    def __init__(self, environ: dict[str, str]) -> None:
        usual = {"DATABASE_URL": database_url(), "REDIS_URL": QUEUE, "IMAGO_MINUTE": "0.5"}
        self.environ = os.environ | usual | environ
        self.start()

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), "worker", "--beat", "--lifeline"]
        self.process = subprocess.Popen(
            command, env=self.environ, stdin=subprocess.PIPE, start_new_session=True
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def ways(post: MailServer, service: PushService) -> dict[str, str]:
    return {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(post.port),
        "IMAGO_ORIGINS": "http://localhost",
        "IMAGO_PUSH_SERVICES": service.origin,
    }


@contextmanager
def two_workers(post: MailServer, service: PushService) -> Iterator[list[Worker]]:
    workers = [Worker(ways(post, service)), Worker(ways(post, service))]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()


def reachable(number: int, service: PushService) -> User:
    """Someone with mail and a phone."""
    user = person(f"P{number}")
    ReminderPreferences.objects.create(user=user, by_mail=True, quiet_from="00:00", quiet_until="00:00")
    push_subscriptions.add_subscription(
        user, session_cookie(user), **Browser(f"{service.origin}/{user.pk}").fields
    )
    return user


def something_due(owner: Partner) -> None:
    """A day to look back whose morning has come, less than a day ago."""
    day = (timezone.now() - timedelta(hours=9)).date()
    row = Exit.objects.create(
        owner=owner, key=f"{owner.pk:022}", details_text=ExitDetails("tidying up").dump()
    )
    promised = Commitment.objects.create(exit=row, how_far="fully", words="x", made_on=day)
    Review.objects.create(commitment=promised, due_on=day)
    progress.look_again(owner.user)  # as this is written after its moment


def wait_until_all_is_told(count: int) -> float:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if Notice.objects.count() == count and not Delivery.objects.filter(claimed_at=None).exists():
            return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"{Notice.objects.count()} of {count} are claimed")


def test_whatever_is_killed_each_is_told_once_and_nothing_due_is_lost(settings: Settings):
    dice = random.Random(7)
    with mail_server() as post, push_service() as service, redis.Redis.from_url(QUEUE) as queue:
        settings.PUSH_SERVICES = [service.origin]
        people = [reachable(number, service) for number in range(2 * COUPLES)]
        for one, other in zip(people[::2], people[1::2], strict=True):
            pair(one, other)
        owners = list(Partner.objects.select_related("user__profile", "couple"))
        kills = 0
        with two_workers(post, service) as workers:
            for number in range(ROUNDS):
                for owner in owners[number :: ROUNDS + 1]:
                    something_due(owner)
                time.sleep(dice.uniform(1.2, 2.8))  # the moment of the kill is what the seed decides
                worker = dice.choice(workers)
                worker.kill()
                kills += 1
                queue.flushdb()
                worker.start()
            for owner in owners[ROUNDS :: ROUNDS + 1]:
                something_due(owner)
            took = wait_until_all_is_told(len(owners))
        mails = Counter(mail["To"] for mail in post.mails)
        pushes = Counter(path for path, _headers, _body in service.pushes)
    print(f"{took:.1f} s after the last kill; {len(mails)} mails, {len(pushes)} pushes of {len(owners)}")  # noqa: T201
    assert set(mails.values()) == set(pushes.values()) == {1}
    assert len(mails) + len(pushes) >= 2 * len(owners) - kills * AT_ONCE
    assert User.objects.filter(notices__sort="review").distinct().count() == len(owners)


def seconds_until_pushed(inviter: Partner, service: PushService) -> float:
    """From the commit of an invitation until the push service has it."""
    before = len(service.pushes)
    begin_dialogue(inviter, kind="appreciation", mode="written", topic="Tea", keep=False)
    began = time.monotonic()
    while len(service.pushes) == before:
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.002)
    return time.monotonic() - began


def test_an_invitation_is_on_the_phone_long_before_the_minute_is_over(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", QUEUE)
    with mail_server() as post, push_service() as service, redis.Redis.from_url(QUEUE) as queue:
        settings.PUSH_SERVICES = [service.origin]
        queue.flushdb()
        couples = [pair(person(f"A{number}"), reachable(number, service)) for number in range(6)]
        first, *others = [couple.partners.get(slot=0) for couple in couples]
        worker = Worker(ways(post, service) | {"IMAGO_MINUTE": "600"})  # so the schedule has no part in it
        try:
            seconds_until_pushed(first, service)  # while the worker starts
            took = [seconds_until_pushed(inviter, service) for inviter in others]
        finally:
            worker.kill()
    print(f"pushed {min(took):.3f} to {max(took):.3f} s after the commit")  # noqa: T201
    assert max(took) < 5
