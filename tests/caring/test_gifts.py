"""A gift that was picked, read as someone would who keeps accounts: its days and ticks are the giver's alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from caring.gifts import start_gift
from caring.models import CaringGift, GivenDay
from couples.home_items import HomeList
from couples.leaving import leave_couple
from couples.models import User
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.caring.factories import gifts, partner_of, read
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
DAILY = "Tea every day"


@pytest.fixture
def gift(ana: User, ben: User) -> CaringGift:
    """Ben gives Ana tea, each day of the week that begins today."""
    return start_gift(partner_of(ben), DAILY)


def move_back(gift: CaringGift, days: int) -> None:
    CaringGift.objects.filter(pk=gift.pk).update(begins_on=timezone.localdate() - timedelta(days))


def tick(user: User, gift: CaringGift, days_ago: int = 0, **more: str) -> None:
    day = timezone.localdate() - timedelta(days_ago)
    signed_in(user).post("/caring/gift/give/", {"gift": str(gift.pk), "day": day.isoformat(), **more})


def sentences(user: User) -> list[str]:
    return [item.sentence for item in HomeList(partner_of(user)).all]


def test_its_giver_ticks_a_day_and_undoes_it(ben: User, gift: CaringGift):
    tick(ben, gift)
    assert "✓" in read(signed_in(ben), "/caring/")
    tick(ben, gift, act="undo")
    assert not GivenDay.objects.exists()


def test_a_day_to_come_is_shown_without_a_button(ben: User, gift: CaringGift):
    page = read(signed_in(ben), "/caring/")
    today = date_format(timezone.localdate(), "l j F")
    assert re.findall(r'aria-label="Mark as done: ([^"]+)"', page) == [today]
    assert page.count('name="day"') == 7


def test_the_other_reads_what_was_picked_and_cannot_tell_whether_it_was_given(
    ana: User, ben: User, gift: CaringGift
):
    move_back(gift, 3)
    before = [read(signed_in(ana), path) for path in ("/", "/caring/", "/inbox/")]
    assert DAILY in before[1]
    assert not re.search(r"\bMonday|\bTuesday|✓|Tick", before[1])
    tick(ben, gift)
    assert [read(signed_in(ana), path) for path in ("/", "/caring/", "/inbox/")] == before


def test_a_day_that_passed_without_a_tick_is_gone(ben: User, gift: CaringGift):
    move_back(gift, 3)
    tick(ben, gift, days_ago=2)
    page = read(signed_in(ben), "/caring/")
    days = re.findall(r'name="day" value="([-\d]+)"', page)
    today = timezone.localdate()
    assert days == [str(today + timedelta(n)) for n in (-2, 0, 1, 2, 3)]
    assert not re.search(r"\d+ (?:of|/) \d+|missed|streak", page)


def test_the_receiver_can_neither_tick_nor_change_the_days(ana: User, gift: CaringGift):
    tick(ana, gift)
    assert not GivenDay.objects.exists()
    answer = signed_in(ana).post("/caring/gift/days/", {"often": "daily", "weeks": "4"})
    assert answer["Location"] == "/caring/"
    assert CaringGift.objects.get().weeks == 1


def test_the_giver_chooses_other_days(ben: User, gift: CaringGift):
    form = {"often": "weekly", "weeks": "2", "begins_on": timezone.localdate().isoformat()}
    assert signed_in(ben).post("/caring/gift/days/", form)["Location"] == "/caring/"
    assert len(CaringGift.objects.get().days) == 2


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_ends_it_and_nothing_says_who_or_that_it_was_there(
    ana: User, ben: User, gift: CaringGift, who: str
):
    tick(ben, gift)
    signed_in({"ana": ana, "ben": ben}[who]).post("/caring/gift/end/", {"gift": str(gift.pk)})
    assert gifts() == {}
    assert not GivenDay.objects.exists()
    for user in (ana, ben):
        assert DAILY not in read(signed_in(user), "/caring/")
    tick(ben, gift)
    assert not GivenDay.objects.exists()


def test_another_couple_cannot_end_it(cleo: User, gift: CaringGift):
    for pk in (str(gift.pk), "", "x"):
        assert signed_in(cleo).post("/caring/gift/end/", {"gift": pk}).status_code == 302
    assert gifts() == {"Ben": DAILY}


def test_once_its_time_is_over_nobody_looks_back(ana: User, ben: User, gift: CaringGift):
    move_back(gift, 7)
    for user in (ana, ben):
        assert DAILY not in read(signed_in(user), "/caring/")
        assert not {"A caring gift for today"} & set(sentences(user))


def test_home_has_it_for_its_giver_until_it_is_ticked(ana: User, ben: User, gift: CaringGift):
    assert "A caring gift for today" in sentences(ben)
    assert "A caring gift for today" not in sentences(ana)
    answer = signed_in(ben).post(
        "/caring/gift/give/", {"gift": str(gift.pk), "day": timezone.localdate().isoformat(), "next": "home"}
    )
    assert answer["Location"] == "/"
    assert "A caring gift for today" not in sentences(ben)


def test_its_giver_alone_is_reminded_once_a_day_and_without_a_word_of_it(
    ana: User, ben: User, gift: CaringGift
):
    tomorrow = timezone.now() + timedelta(days=1, hours=12)
    claim_due(tomorrow)
    notices = Notice.objects.filter(sort="caring_gift")
    assert set(notices.values_list("user", flat=True)) == {ben.pk}
    leave_couple(partner_of(ana))
    claim_due(tomorrow + timedelta(days=1))
    assert not notices.exists()
