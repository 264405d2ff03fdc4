"""A line is shown while both agree: not before, not afterwards, and of no week before the couple."""

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
from tests.pulse.weeks import PATH, answered, both_agree, lines, place, row_of, table, text, together_for

PAGES = (PATH, "/you/data/pulse/let-go/", "/dialogues/", "/inbox/", "/you/", "/leave/")


def everything(browser: Client) -> Iterator[str]:
    """What someone reads on all pages, but for the tokens of their forms."""
    for path in PAGES:
        yield re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(browser, path))


@pytest.fixture
def weeks(ana: User, ben: User) -> None:
    together_for(9)
    for ago in range(3):
        answered(ana, ago, close=1, safe=2, heard=3)
        answered(ben, ago, close=7, safe=8, heard=9)


@pytest.mark.slow
@pytest.mark.parametrize("who", [(), ("ana",), ("ben",)])
def test_unless_both_agree_nothing_of_hers_is_in_any_page_of_his(
    weeks: None, ana: User, ben: User, his: Client, who: tuple[str, ...], request: pytest.FixtureRequest
):
    both_agree(*(request.getfixturevalue(name) for name in who))
    with_hers = list(everything(his))
    Pulse.objects.filter(user=ana).delete()
    answered(ana, 1, close=10, safe=0)
    assert list(everything(his)) == with_hers
    Pulse.objects.filter(user=ana).delete()
    assert list(everything(his)) == with_hers
    assert lines(with_hers[0]) == {"1"}


@pytest.mark.slow
def test_one_sees_that_the_other_agreed_only_once_both_have(weeks: None, ana: User, his: Client):
    before = list(everything(his))
    both_agree(ana)
    assert list(everything(his)) == before


def test_while_both_agree_each_sees_both_lines(weeks: None, hers: Client, his: Client, ana: User, ben: User):
    for phone in (hers, his):
        text(phone, "/pulse/agreement/", act="agree")
    for phone, names in ((hers, ("You", "Ben")), (his, ("Ana", "You"))):
        page = text(phone)
        assert lines(page) == {"0", "1"}
        rows = [row[1:] for row in table(page)]
        first, second = row_of("1", "2", "3"), row_of("7", "8", "9")
        assert rows.count([names[0], *first]) == rows.count([names[1], *second]) == 3


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_either_takes_it_back_alone_and_at_once(
    weeks: None, ana: User, ben: User, who: str, request: pytest.FixtureRequest
):
    both_agree(ana, ben)
    text(signed_in(request.getfixturevalue(who)), "/pulse/agreement/", act="take_back")
    for user, slot in ((ana, "0"), (ben, "1")):
        page = text(signed_in(user))
        assert lines(page) == {slot}
        assert {len(row) for row in table(page)} == {1 + len(row_of())}
    assert Agreement.objects.count() == 1


def test_what_is_neither_yes_nor_no_is_no(ana: User, hers: Client):
    for act in ("", "x", "__class__"):
        sharing.agree_to_share(place(ana))
        hers.post("/pulse/agreement/", {"act": act})
        assert not Agreement.objects.exists()


def test_yes_twice_is_one_yes(ana: User, ben: User, hers: Client):
    for _ in range(2):
        hers.post("/pulse/agreement/", {"act": "agree"})
    assert Agreement.objects.count() == 1
    assert not sharing.both_agree(place(ben))


def test_weeks_before_the_couple_are_ones_own(ana: User, ben: User, hers: Client, his: Client):
    together_for(2)
    both_agree(ana, ben)
    for ago, number in ((4, 10), (3, 9), (2, 2), (1, 1)):
        answered(ana, ago, close=number)
    theirs = [row[2] for row in table(text(his)) if row[1] == "Ana"]
    assert theirs == ["1", "2"]
    assert [row[2] for row in table(text(hers))] == ["1", "2", "9", "10"]


@pytest.mark.parametrize(("zone", "monday"), [("Pacific/Kiritimati", 9), ("Pacific/Pago_Pago", 2)])
def test_the_first_week_is_the_one_where_somebody_was_when_they_joined(ana: User, zone: str, monday: int):
    partner = place(ana)
    partner.user.profile.time_zone = zone
    partner.joined_at = datetime(2026, 3, 8, 18, 0, tzinfo=ZoneInfo("UTC"))  # a Sunday
    assert sharing.first_week(partner).day == monday


def test_when_one_has_left_both_lines_are_ones_own_again(weeks: None, ana: User, ben: User):
    both_agree(ana, ben)
    leave_couple(place(ben))
    assert not Agreement.objects.exists()
    for user, slot in ((ana, "0"), (ben, "0")):
        page = text(signed_in(user))
        assert lines(page) == {slot}
        assert 'id="both"' not in page
    assert Pulse.objects.count() == 6


def test_a_later_couple_agrees_anew_and_sees_nothing_of_before(weeks: None, ana: User, ben: User, eve: User):
    both_agree(ana, ben)
    leave_couple(place(ana))
    pair(ana, eve)
    both_agree(eve)
    assert lines(text(signed_in(eve))) == set()
    both_agree(ana)
    assert table(text(signed_in(eve))) == []
    for row in Pulse.objects.of(ana):
        row.save()  # answered again, now that they are a couple
    assert [row[1] for row in table(text(signed_in(eve)))] == ["Ana"]


def test_an_agreement_of_a_couple_that_has_ended_shows_nothing(weeks: None, ana: User, ben: User):
    hers, his = place(ana), place(ben)
    leave_couple(hers)
    for partner in (hers, his):
        sharing.agree_to_share(partner)  # a tap on its way while the other left
    assert not sharing.shared_pulses(hers, his).exists()


def test_another_couple_sees_nothing(weeks: None, ana: User, ben: User, cleo: User, dan: User):
    both_agree(ana, ben, cleo, dan)
    assert table(text(signed_in(cleo))) == []
    assert not sharing.shared_pulses(place(cleo), place(dan)).exists()


def test_what_was_let_go_is_gone_for_both(weeks: None, ana: User, ben: User, his: Client):
    both_agree(ana, ben)
    services.delete_pulses(ana)
    assert lines(text(his)) == {"1"}
    assert Partner.objects.filter(user=ana).exists()


def test_it_is_sealed_by_its_authors_own_key(ana: User):
    assert answered(ana).vault_owners() == [ana.profile.key_id]
