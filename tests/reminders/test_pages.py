"""The inbox and its settings, as their owner sees them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from couples.due import sorts
from couples.models import User
from reminders import inbox
from reminders.models import Muted, Notice
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(ana: User) -> Notice:
    now = timezone.now()
    return Notice.objects.create(user=ana, sort="review", occasion="x", path="/exits/", due_at=now)


def test_what_waits_is_new_until_it_was_looked_at(notice: Notice, ana: User):
    phone = signed_in(ana)
    assert "What waits for you" in phone.get("/dialogues/").content.decode()
    page = phone.get("/inbox/").content.decode()
    assert "You wanted to look back at a promise today." in page
    assert 'href="/exits/"' in page
    assert ">New<" in page
    assert ">New<" not in phone.get("/inbox/").content.decode()
    assert inbox.unseen(ana) == 0


def test_nobody_else_finds_it(notice: Notice, ben: User):
    assert "promise" not in signed_in(ben).get("/inbox/").content.decode()


def test_a_sort_is_switched_off_and_on(ana: User, ben: User):
    phone = signed_in(ana)
    phone.post("/inbox/settings/", {"sort": [name for name in sorts() if name != "turn"]})
    assert list(Muted.objects.values_list("user", "sort")) == [(ana.pk, "turn")]
    page = phone.get("/inbox/settings/").content.decode()
    assert page.count(" checked") == len(sorts()) - 1
    phone.post("/inbox/settings/", {"sort": [*sorts(), "something else"]})
    assert not Muted.objects.exists()


def test_a_sort_that_is_not_there_any_more_does_not_break_the_page(ana: User, ben: User):
    Notice.objects.create(user=ana, sort="gone", occasion="x", path="/", due_at=timezone.now())
    assert "Nothing waits just now." in signed_in(ana).get("/inbox/").content.decode()


def test_what_was_told_long_ago_goes(notice: Notice):
    inbox.clear_old()
    assert Notice.objects.exists()
    Notice.objects.update(due_at=timezone.now() - inbox.KEPT * 2)
    inbox.clear_old()
    assert not Notice.objects.exists()
