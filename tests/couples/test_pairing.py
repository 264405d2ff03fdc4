"""From two strangers to a couple, safety 17, 21 and 26."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.hashing import hash_token
from couples import demo, pairing
from couples.models import Consent, Couple, Invitation, User
from couples.pairing import CannotPair, PairingRefused
from tests.factories import person, signed_in

pytestmark = pytest.mark.django_db


def asked(user: User) -> Client:
    """A browser of someone who has said that they feel safe."""
    client = signed_in(user)
    client.post("/before/", {"safe": "yes"})
    return client


def link(client: Client) -> str:
    found = re.search(r'value="https?://testserver(/i/[^"]+)"', client.get("/invite/").text)
    assert found
    return found[1]


def spoken(client: Client) -> str:
    found = re.search(r'class="code">([^<]+)<', client.get("/invite/").text)
    assert found
    return found[1]


def sign_up(client: Client, name: str) -> None:
    account = {"email": f"{name.lower()}@example.org", "password1": "a long calm evening"}
    assert client.post("/accounts/signup/", account).status_code == 302
    told = {"first_name": name, "time_zone": "Europe/Berlin"}
    yes = dict.fromkeys(["adult", "storing", "sharing", "server", "limits"], "on")
    assert client.post("/welcome/", told | yes).status_code == 302


def at_once(*accepts: tuple[int, User]) -> list[str]:
    """Accept invitations in threads that start together: who won, then why others did not."""
    results: list[str] = []
    together = threading.Barrier(len(accepts))

    def accept(pk: int, user: User) -> None:
        together.wait()
        try:
            pairing.accept_invitation(pk, user)
            results.append("won")
        except PairingRefused as refused:
            results.append(refused.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=accepting) for accepting in accepts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(results, key=lambda result: result != "won")


def test_two_new_people_become_a_couple_and_the_invited_one_comes_back_to_the_invitation():
    one, two = Client(), Client()
    sign_up(one, "Fay")
    one.post("/before/", {"safe": "yes"})
    assert "Fay" not in two.get(link(one), follow=True).text
    sign_up(two, "Gus")
    assert two.post("/before/", {"safe": "yes"}, follow=True).redirect_chain[-1][0] == "/invitation/"
    assert "Fay invites you" in two.get("/invitation/").text
    assert one.get("/invite/waiting/").headers.get("HX-Redirect") is None
    assert two.post("/invitation/", follow=True).redirect_chain[-1][0] == "/dialogues/"
    assert one.get("/invite/waiting/").headers["HX-Redirect"] == "/"
    assert User.objects.get(email="gus@example.org").profile.time_zone == "Europe/Berlin"


def test_the_spoken_words_work_for_a_quarter_of_an_hour(eve: User):
    words = spoken(asked(eve))
    assert pairing.invitation_by_code(f" {words.upper()} ")
    Invitation.objects.update(code_expires_at=timezone.now())
    assert pairing.invitation_by_code(words) is None


def test_guessing_the_words_is_stopped(eve: User):
    client = asked(eve)
    answers = [client.post("/invite/code/", {"code": "a b c d"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_only_hashes_of_a_128_bit_token_are_stored(eve: User):
    client = asked(eve)
    token = link(client).split("/")[2]
    invitation = Invitation.objects.get()
    assert len(token) == 22
    assert bytes(invitation.token_hash) == hash_token(token)
    assert token.encode() not in b"".join(bytes(part) for part in (invitation.salt, invitation.token_hash))
    assert invitation.expires_at - invitation.created_at <= timedelta(hours=72)


@pytest.mark.parametrize("change", [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}])
def test_an_old_or_revoked_invitation_leads_nowhere(eve: User, change: dict):
    path = link(asked(eve))
    Invitation.objects.update(**change)
    assert asked(person("Fay")).get(path).status_code == 409


def test_a_new_link_ends_the_old_one(eve: User):
    client = asked(eve)
    old = link(client)
    client.post("/invite/renew/")
    assert Client().get(old).status_code == 409
    assert link(client) != old


def test_nobody_accepts_their_own_invitation_or_a_second_partner(eve: User, ana: User):
    invitation = pairing.open_invitation(eve)
    for user, reason in ((eve, CannotPair.OWN), (ana, CannotPair.TAKEN)):
        with pytest.raises(PairingRefused) as refused:
            pairing.accept_invitation(invitation.pk, user)
        assert refused.value.reason is reason


def test_the_demonstration_is_made_once():
    for _ in range(2):
        demo.create_demo_couples()
    names = [
        [partner.name for partner in couple.partners.order_by("slot")] for couple in Couple.objects.all()
    ]
    assert sorted(names) == [["Ana", "Ben"], ["Cleo", "Dan"]]
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_an_accepted_invitation_is_used_up(eve: User):
    invitation = pairing.open_invitation(eve)
    pairing.accept_invitation(invitation.pk, person("Fay"))
    with pytest.raises(PairingRefused) as refused:
        pairing.accept_invitation(invitation.pk, person("Gus"))
    assert refused.value.reason is CannotPair.GONE


@pytest.mark.django_db(transaction=True)
def test_of_two_accepts_at_once_one_wins(eve: User):
    pk = pairing.open_invitation(eve).pk
    results = at_once(*((pk, person(name)) for name in ("Fay", "Gus")))
    assert results == ["won", "gone"]
    assert Couple.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_each_other_at_once_become_one_couple():
    for _ in range(5):
        Couple.objects.all().delete()
        two = [
            User.objects.filter(email=f"{name}@example.org").first() or person(name)
            for name in ("fay", "gus")
        ]
        invitations = [pairing.open_invitation(user) for user in two]
        results = at_once(*zip((invitation.pk for invitation in invitations), reversed(two), strict=True))
        assert results[0] == "won"
        assert results[1] in (CannotPair.GONE, CannotPair.TAKEN)
        assert Couple.objects.count() == 1


@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_who_does_not_feel_safe_finds_help_and_nothing_is_kept(eve: User, answer: str):
    client = signed_in(eve)
    assert client.get("/invite/").status_code == 302
    page = client.post("/before/", {"safe": answer}).text
    assert "tel:" in page
    assert "professional" in page
    assert not {"safety_asked", answer} & {*client.session.keys(), *map(str, client.session.values())}
    client.post("/before/", {"safe": "own_choice"})
    assert client.get("/invite/").status_code == 200
    assert client.session["safety_asked"] is True


def test_help_lines_are_there_for_everybody(client: Client):
    page = client.get("/help/").text
    assert 'href="tel:08082000247"' in page
    assert "please check them" in page


@pytest.mark.parametrize("missing", ["adult", "storing", "sharing", "server", "limits"])
def test_nobody_comes_in_without_every_single_yes(missing: str):
    client = Client()
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": "a long calm evening"})
    given = dict.fromkeys({"adult", "storing", "sharing", "server", "limits"} - {missing}, "on")
    assert client.post("/welcome/", {"first_name": "Fay"} | given).status_code == 422
    assert not Consent.objects.exists()
    assert client.get("/dialogues/")["Location"] == "/welcome/"


def test_consent_is_logged_and_can_be_taken_back(ana: User):
    client = signed_in(ana)
    assert client.get("/dialogues/").status_code == 200
    client.post("/you/agreements/withdraw/")
    assert client.get("/dialogues/")["Location"] == "/welcome/"
    assert not Consent.objects.filter(user=ana, withdrawn_at=None).exists()
    assert Consent.objects.filter(user=ana).count() == 4


def test_no_page_may_be_kept(ana: User):
    for path in ("/", "/help/", "/accounts/login/", "/you/", "/dialogues/"):
        assert "no-store" in signed_in(ana).get(path)["Cache-Control"], path
