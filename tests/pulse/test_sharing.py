"""Partners see each other's line only while both agree, and no weeks from before the couple."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from couples.leaving import leave_couple
from couples.models import Partner, User
from couples.pairing import pair
from pulse import services, sharing
from pulse.models import Agreement, Pulse
from tests.factories import signed_in
from tests.pulse.weeks import (
    PATH,
    answer_week,
    both_agree,
    drawn_slots,
    partner_of,
    row_of,
    table,
    text,
    together_for,
)

PAGES = (PATH, "/you/data/pulse/let-go/", "/dialogues/", "/inbox/", "/you/", "/leave/")


def page_texts(browser: Client) -> Iterator[str]:
    """Yield each page's text without CSRF tokens."""
    for path in PAGES:
        yield re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(browser, path))


@pytest.fixture
def weeks(ana: User, ben: User) -> None:
    together_for(9)
    for ago in range(3):
        answer_week(ana, ago, close=1, safe=2, heard=3)
        answer_week(ben, ago, close=7, safe=8, heard=9)


@pytest.mark.slow
@pytest.mark.parametrize("names", [(), ("ana",), ("ben",)])
def test_unless_both_agree_nothing_of_hers_is_in_any_page_of_his(
    weeks: None,
    ana: User,
    ben: User,
    ben_client: Client,
    names: tuple[str, ...],
    request: pytest.FixtureRequest,
):
    both_agree(*(request.getfixturevalue(name) for name in names))
    with_hers = list(page_texts(ben_client))
    Pulse.objects.filter(user=ana).delete()
    answer_week(ana, 1, close=10, safe=0)
    assert list(page_texts(ben_client)) == with_hers
    Pulse.objects.filter(user=ana).delete()
    assert list(page_texts(ben_client)) == with_hers
    assert drawn_slots(with_hers[0]) == {"1"}


@pytest.mark.slow
def test_one_sees_that_the_other_agreed_only_once_both_have(weeks: None, ana: User, ben_client: Client):
    before = list(page_texts(ben_client))
    both_agree(ana)
    assert list(page_texts(ben_client)) == before


def test_while_both_agree_each_sees_both_lines(
    weeks: None, ana_client: Client, ben_client: Client, ana: User, ben: User
):
    for phone in (ana_client, ben_client):
        text(phone, "/pulse/agreement/", act="agree")
    for phone, names in ((ana_client, ("You", "Ben")), (ben_client, ("Ana", "You"))):
        page = text(phone)
        assert drawn_slots(page) == {"0", "1"}
        rows = [row[1:] for row in table(page)]
        first, second = row_of("1", "2", "3"), row_of("7", "8", "9")
        assert rows.count([names[0], *first]) == rows.count([names[1], *second]) == 3


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_either_takes_it_back_alone_and_at_once(
    weeks: None, ana: User, ben: User, name: str, request: pytest.FixtureRequest
):
    both_agree(ana, ben)
    text(signed_in(request.getfixturevalue(name)), "/pulse/agreement/", act="take_back")
    for user, slot in ((ana, "0"), (ben, "1")):
        page = text(signed_in(user))
        assert drawn_slots(page) == {slot}
        assert {len(row) for row in table(page)} == {1 + len(row_of())}
    assert Agreement.objects.count() == 1


def test_an_unknown_act_ends_the_agreement(ana: User, ana_client: Client):
    for act in ("", "x", "__class__"):
        sharing.agree_to_share(partner_of(ana))
        ana_client.post("/pulse/agreement/", {"act": act})
        assert not Agreement.objects.exists()


def test_yes_twice_is_one_yes(ana: User, ben: User, ana_client: Client):
    for _ in range(2):
        ana_client.post("/pulse/agreement/", {"act": "agree"})
    assert Agreement.objects.count() == 1
    assert not sharing.both_agree(partner_of(ben))


def test_weeks_before_the_couple_are_ones_own(ana: User, ben: User, ana_client: Client, ben_client: Client):
    together_for(2)
    both_agree(ana, ben)
    for ago, number in ((4, 10), (3, 9), (2, 2), (1, 1)):
        answer_week(ana, ago, close=number)
    numbers = [row[2] for row in table(text(ben_client)) if row[1] == "Ana"]
    assert numbers == ["1", "2"]
    assert [row[2] for row in table(text(ana_client))] == ["1", "2", "9", "10"]


@pytest.mark.parametrize(("zone", "monday"), [("Pacific/Kiritimati", 9), ("Pacific/Pago_Pago", 2)])
def test_the_first_week_is_the_one_where_somebody_was_when_they_joined(ana: User, zone: str, monday: int):
    partner = partner_of(ana)
    partner.user.profile.time_zone = zone
    partner.joined_at = datetime(2026, 3, 8, 18, 0, tzinfo=ZoneInfo("UTC"))  # a Sunday
    assert sharing.first_week(partner).day == monday


def test_after_one_left_each_sees_their_own_line_only(weeks: None, ana: User, ben: User):
    both_agree(ana, ben)
    leave_couple(partner_of(ben))
    assert not Agreement.objects.exists()
    for user, slot in ((ana, "0"), (ben, "0")):
        page = text(signed_in(user))
        assert drawn_slots(page) == {slot}
        assert 'id="both"' not in page
    assert Pulse.objects.count() == 6


def test_a_later_couple_has_to_agree_again_and_sees_no_earlier_weeks(
    weeks: None, ana: User, ben: User, eve: User
):
    both_agree(ana, ben)
    leave_couple(partner_of(ana))
    pair(ana, eve)
    both_agree(eve)
    assert drawn_slots(text(signed_in(eve))) == set()
    both_agree(ana)
    assert table(text(signed_in(eve))) == []
    for row in Pulse.objects.of(ana):
        row.save()  # answered again, now that they are a couple
    assert [row[1] for row in table(text(signed_in(eve)))] == ["Ana"]


def test_an_agreement_of_a_couple_that_has_ended_shows_nothing(weeks: None, ana: User, ben: User):
    ana_partner, ben_partner = partner_of(ana), partner_of(ben)
    leave_couple(ana_partner)
    for partner in (ana_partner, ben_partner):
        sharing.agree_to_share(partner)  # a tap on its way while the other left
    assert not sharing.shared_pulses(ana_partner, ben_partner).exists()


def test_another_couple_sees_nothing(weeks: None, ana: User, ben: User, cleo: User, dan: User):
    both_agree(ana, ben, cleo, dan)
    assert table(text(signed_in(cleo))) == []
    assert not sharing.shared_pulses(partner_of(cleo), partner_of(dan)).exists()


def test_erased_answers_are_hidden_from_both(weeks: None, ana: User, ben: User, ben_client: Client):
    both_agree(ana, ben)
    services.delete_pulses(ana)
    assert drawn_slots(text(ben_client)) == {"1"}
    assert Partner.objects.filter(user=ana).exists()


def test_it_is_sealed_by_its_authors_own_key(ana: User):
    assert answer_week(ana).vault_owners() == [ana.profile.key_id]
