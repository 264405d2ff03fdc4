"""Exits that their owner lets go of, all at once; what the partner offered stays theirs."""

from __future__ import annotations

import pytest

from couples import personal_data_registry
from couples.models import User
from exits import deletion, services
from exits.models import Brought, Commitment, Easing, Exit, Freed, Review
from exits.shared_commitments import shared_commitments
from tests.exits.factories import WHOLE, ExitTalk, bring, named, note, now, place, promise

pytestmark = pytest.mark.django_db


def test_all_of_them_go_wherever_they_stand(ana: User):
    promised, closed = named(ana, "one"), named(ana, "two")
    named(ana, "three")
    for row in (promised, closed):
        bring(row)
        promise(now(row))
        note(row, "We played cards.", shared=True)
    services.complete_exit(now(closed))
    personal_data_registry.erase_personal_data(ana, "exits")
    for model in (Exit, Brought, Commitment, Review, Freed):
        assert not model.objects.exists()


def test_what_the_partner_offered_stays_for_them_to_read_and_take_back(ana: User, ben: User):
    row = named(ana)
    bring(row)
    services.offer_support(promise(now(row)), place(ben), "a quiet quarter of an hour")
    personal_data_registry.erase_personal_data(ana, "exits")
    page = shared_commitments(place(ben), place(ana))
    assert not page.theirs
    (offer,) = page.offers
    assert offer.words == "a quiet quarter of an hour"
    assert not Exit.objects.of(place(ana)).exists()
    personal_data_registry.erase_personal_data(ben, "exits")
    assert not Exit.objects.exists()


def test_one_offer_taken_back_leaves_another_beside_the_same_exit(ana: User, ben: User):
    row = named(ana)
    for words in ("first", "second"):
        bring(row)
        services.offer_support(promise(now(row)), place(ben), words)
        services.reopen_exit(now(row))
        Brought.objects.all().delete()  # so that it can be brought once more
    personal_data_registry.erase_personal_data(ana, "exits")
    first = next(offer for offer in Easing.objects.all() if offer.words == "first")
    deletion.revoke_support_offer(place(ben), first.pk)
    assert [offer.words for offer in Easing.objects.all()] == ["second"]


def test_a_dialogue_that_is_under_way_goes_on_to_its_end_and_leaves_no_promise(ana: User, ben: User):
    talk = ExitTalk(named(ana), ben)
    talk.play(WHOLE.removesuffix(", ana thank"))
    personal_data_registry.erase_personal_data(ana, "exits")
    assert talk.now().topic is None
    talk.play("ana thank")
    assert talk.now().closed_at
    assert not Exit.objects.exists()
    assert not Commitment.objects.exists()


def test_it_goes_on_also_where_the_partner_offered_something_before(ana: User, ben: User):
    row = named(ana)
    talk = ExitTalk(row, ben)
    talk.play(WHOLE)
    again = ExitTalk(now(row), ben)
    again.play(WHOLE.removesuffix(", ana thank"))
    personal_data_registry.erase_personal_data(ana, "exits")
    again.play("ana thank")
    assert again.now().closed_at
    assert [row.words for row in Commitment.objects.all()] == [""]
