"""Erasing all exits at once, and what becomes of the partner's offers."""

from __future__ import annotations

import pytest

from couples import personal_data_registry
from couples.models import User
from exits import deletion, services, sharing
from exits.models import Commitment, Exit, Review, SharedExit, SupportOffer, TimeNote
from exits.shared_commitments import shared_commitments
from tests.exits.factories import (
    FULL_SCRIPT,
    ExitTalk,
    add_note,
    commit,
    create_exit,
    partner_of,
    reload_exit,
    start_dialogue,
)

pytestmark = pytest.mark.django_db


def test_exits_in_every_state_are_erased(ana: User):
    promised, closed = create_exit(ana, "one"), create_exit(ana, "two")
    create_exit(ana, "three")
    for row in (promised, closed):
        start_dialogue(row)
        commit(reload_exit(row))
        add_note(row, "We played cards.", shared=True)
    services.complete_exit(reload_exit(closed))
    personal_data_registry.erase_personal_data(ana, "exits")
    for model in (Exit, SharedExit, Commitment, Review, TimeNote):
        assert not model.objects.exists()


def test_an_offer_stays_for_its_author_to_read_and_delete(ana: User, ben: User):
    row = create_exit(ana)
    start_dialogue(row)
    services.offer_support(commit(reload_exit(row)), partner_of(ben), "a quiet quarter of an hour")
    personal_data_registry.erase_personal_data(ana, "exits")
    page = shared_commitments(partner_of(ben), partner_of(ana))
    assert not page.others
    (offer,) = page.offers
    assert offer.words == "a quiet quarter of an hour"
    assert not Exit.objects.of(partner_of(ana)).exists()
    personal_data_registry.erase_personal_data(ben, "exits")
    assert not Exit.objects.exists()


def test_deleting_one_offer_leaves_another_for_the_same_exit(ana: User, ben: User):
    row = create_exit(ana)
    for words in ("first", "second"):
        start_dialogue(row)
        services.offer_support(commit(reload_exit(row)), partner_of(ben), words)
        services.reopen_exit(reload_exit(row))
        SharedExit.objects.all().delete()  # so that it can be brought once more
    personal_data_registry.erase_personal_data(ana, "exits")
    first = next(offer for offer in SupportOffer.objects.all() if offer.words == "first")
    deletion.revoke_support_offer(partner_of(ben), first.pk)
    assert [offer.words for offer in SupportOffer.objects.all()] == ["second"]


def test_an_open_dialogue_goes_on_after_erasure_and_leaves_no_promise(ana: User, ben: User):
    talk = ExitTalk(create_exit(ana), ben)
    talk.play(FULL_SCRIPT.removesuffix(", ana thank"))
    personal_data_registry.erase_personal_data(ana, "exits")
    assert talk.now().topic is None
    talk.play("ana thank")
    assert talk.now().closed_at
    assert not Exit.objects.exists()
    assert not Commitment.objects.exists()


def test_it_goes_on_even_if_the_partner_had_made_an_offer(ana: User, ben: User):
    row = create_exit(ana)
    talk = ExitTalk(row, ben)
    talk.play(FULL_SCRIPT)
    second = ExitTalk(reload_exit(row), ben)
    second.play(FULL_SCRIPT.removesuffix(", ana thank"))
    personal_data_registry.erase_personal_data(ana, "exits")
    second.play("ana thank")
    assert second.now().closed_at
    assert [row.words for row in Commitment.objects.all()] == [""]


def test_an_offer_to_an_unshared_promise_can_still_be_deleted(ana: User, ben: User):
    row = create_exit(ana)
    start_dialogue(row)
    services.offer_support(commit(reload_exit(row)), partner_of(ben), "a quiet quarter of an hour")
    sharing.unshare_exit(reload_exit(row))
    changed = commit(reload_exit(row))
    assert not SupportOffer.objects.filter(commitment=changed).exists()
    (offer,) = shared_commitments(partner_of(ben), partner_of(ana)).offers
    deletion.revoke_support_offer(partner_of(ben), offer.pk)
    assert not SupportOffer.objects.exists()
