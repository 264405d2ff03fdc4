"""Out of a couple: at once, alone, without a reason: safety 23."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from couples import pairing
from couples.leaving import leave_couple
from couples.models import Couple, Invitation, Partner, User
from couples.signals import couple_ended
from dialogues.models import Dialogue
from tests.dialogues.dialogue_driver import Talk
from tests.factories import person, signed_in

pytestmark = pytest.mark.django_db
APART = "/apart/"


def test_it_is_over_for_both_at_once(ana: User, ben: User):
    talk = Talk(ana, ben)
    ana_client, ben_client = signed_in(ana), signed_in(ben)
    left = Partner.objects.get(user=ana)
    assert ana_client.post("/leave/").status_code == 302
    for client in (ana_client, ben_client):
        assert client.get(f"/dialogues/{talk.pk}/").status_code == 302
    left.refresh_from_db()
    assert left.left_at
    assert left.couple.ended_at
    pairing.pair(ana, person("Fay"))
    assert ana_client.get(f"/dialogues/{talk.pk}/").status_code == 404
    assert Dialogue.objects.filter(pk=talk.pk).exists()


def test_both_are_told_the_same_without_a_reason(ana: User, ben: User):
    ana_client, ben_client = signed_in(ana), signed_in(ben)
    ana_client.post("/leave/")
    texts = []
    for client in (ana_client, ben_client):
        page = client.get("/", follow=True)
        assert page.redirect_chain[-1][0] == APART
        texts.append(page.text.split("<main")[1])
    assert texts[0] == texts[1]
    assert "no longer connected with anyone" in texts[0]
    assert "Ana" not in texts[0]


def test_the_page_needs_one_tap_and_no_reason(ana: User, ben: User):
    page = signed_in(ana).get("/leave/").text.split("<main")[1]
    assert page.count("<button") == 1
    assert "<textarea" not in page
    assert 'type="text"' not in page


def test_looking_at_the_page_does_nothing(ana: User, ben: User):
    client = signed_in(ana)
    client.get("/leave/")
    client.head("/leave/")
    assert Partner.objects.current(ben)


def test_a_stranger_ends_nothing(ana: User, eve: User):
    assert signed_in(eve).post("/leave/")["Location"] == "/"
    assert Partner.objects.current(ana)


def test_open_invitations_end_with_the_couple(ana: User):
    pairing.open_invitation(ana)
    leave_couple(Partner.objects.get(user=ana))
    assert not Invitation.objects.filter(revoked_at=None).exists()


def test_with_another_partner_the_question_is_asked_anew(ana: User):
    client = signed_in(ana)
    session = client.session
    session["safety_asked"] = True
    session.save()
    client.get("/")
    client.post("/leave/")
    assert client.get("/")["Location"] == APART
    assert client.get("/invite/")["Location"] == "/"


def test_each_reads_what_is_still_theirs_and_connects_anew_when_they_want_to(ana: User):
    ana_client = signed_in(ana)
    ana_client.post("/leave/")
    page = ana_client.get(APART).text
    for still in ("/workup/", "/pulse/", "/you/data/", "/help/", "/before/"):
        assert f'href="{still}"' in page
        assert ana_client.get(still).status_code == 200
    assert ana_client.post("/before/", {"safe": "yes"}, follow=True).redirect_chain[-1][0] == "/"
    assert ana_client.get("/").status_code == 200


def test_who_comes_by_an_invitation_after_a_parting_is_led_to_it(ana: User, eve: User):
    ana_client = signed_in(ana)
    ana_client.post("/leave/")
    ana_client.get(f"/i/{pairing.invitation_token(pairing.open_invitation(eve))}/")
    assert ana_client.get("/")["Location"] == "/before/"
    assert ana_client.post("/before/", {"safe": "yes"}, follow=True).redirect_chain[-1][0] == "/invitation/"


def test_nobody_else_is_told_of_a_parting(ana: User, eve: User):
    for user, then in ((ana, []), (eve, [("/before/", 302)])):
        assert signed_in(user).get(APART, follow=True).redirect_chain == [("/", 302), *then]


@pytest.mark.slow
def test_no_page_leads_to_a_closed_door(ana: User, eve: User):
    together = {"/dialogues/", "/transcripts/", "/requests/", "/exits/", "/vision/", "/appointments/"}
    ana_client = signed_in(ana)
    assert together <= links(ana_client)
    ana_client.post("/leave/")
    for browser in (ana_client, signed_in(eve)):
        own = links(browser)
        assert own >= {"/me/", "/workup/", "/pulse/", "/inbox/", "/inbox/settings/", "/you/"}
        assert not own & together
        for page in own - {"/"}:
            assert browser.get(page).status_code == 200, page


def links(browser: Client) -> set[str]:
    return set(re.findall(r'<a [^>]*href="(/[^"]*)"', browser.get("/me/").text))


def test_the_two_can_begin_anew(ana: User, ben: User):
    first = Partner.objects.get(user=ana)
    leave_couple(first)
    pairing.accept_invitation(pairing.open_invitation(ben).pk, ana)
    partner = Partner.objects.current(ana)
    assert partner
    assert partner.couple_id != first.couple_id


@contextmanager
def listening(ended: list[Couple]) -> Iterator[None]:
    def listen(sender: object, couple: Couple, **kwargs: object) -> None:
        assert connection.in_atomic_block
        ended.append(couple)

    couple_ended.connect(listen)
    try:
        yield
    finally:
        couple_ended.disconnect(listen)


@pytest.mark.django_db(transaction=True)
def test_the_rooms_above_hear_of_it_in_the_same_transaction(ana: User, ana_and_ben: Couple):
    ended: list[Couple] = []
    with listening(ended):
        leave_couple(Partner.objects.get(user=ana))
    assert ended == [ana_and_ben]


def test_who_took_their_consent_back_can_leave_at_once(ana: User):
    ana_client = signed_in(ana)
    ana_client.post("/you/agreements/withdraw/")
    assert 'href="/leave/"' in ana_client.get("/welcome/").text
    assert ana_client.get("/leave/").status_code == 200
    ana_client.post("/leave/")
    assert not Partner.objects.current(ana)
