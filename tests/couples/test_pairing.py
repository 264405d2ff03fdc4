"""From two strangers to a couple, safety 17, 21 and 26."""

from __future__ import annotations

import html
import re
import threading
from collections import Counter
from datetime import timedelta

import pytest
import pytest_django
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.hashing import hash_token
from couples import demo, pairing
from couples.models import Consent, Couple, Invitation, User
from couples.pairing import CannotPair, PairingRefused
from couples.profiles import AGREEMENTS
from couples.wordlist import WORDS
from tests.factories import person, signed_in

pytestmark = pytest.mark.django_db


def client_after_safety_question(user: User) -> Client:
    """A browser of someone who has said that they feel safe."""
    client = signed_in(user)
    client.post("/before/", {"safe": "yes"})
    return client


def link(client: Client) -> str:
    match = re.search(r"https?://testserver(/i/[\w-]+/)", client.get("/invite/").text)
    assert match
    return match[1]


def spoken_code(client: Client) -> str:
    match = re.search(r'class="code">([^<]+)<', client.get("/invite/").text)
    assert match
    return match[1]


def sign_up(client: Client, name: str) -> None:
    account = {"email": f"{name.lower()}@example.org", "password1": "a long calm evening"}
    assert client.post("/accounts/signup/", account).status_code == 302
    fields = {"first_name": name, "time_zone": "Europe/Berlin"}
    assert client.post("/welcome/", fields | {"adult": "on", "agree": "on"}).status_code == 302


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


def test_the_invited_reads_who_asks_only_if_the_inviter_chose_to_be_named(eve: User):
    client, stranger = client_after_safety_question(eve), Client()
    path = link(client)
    assert "Eve" not in client.get("/invite/").context["message"]
    page = stranger.get(path, follow=True).text
    assert "Your partner would like ten minutes with you" in page
    assert "Eve" not in page
    client.post("/invite/", {"named": "on"})
    assert client.get("/invite/").context["message"].startswith("Eve would like ten minutes with you")
    assert "Eve would like ten minutes with you" in stranger.get(path, follow=True).text
    client.post("/invite/")
    assert "Eve" not in stranger.get(path, follow=True).text


@pytest.mark.parametrize("means", ["words", "link", "message"])
def test_who_has_no_account_yet_comes_in_by_link_or_words_and_back_to_the_invitation(eve: User, means: str):
    inviter, invited = client_after_safety_question(eve), Client()
    context = inviter.get("/invite/").context
    typed = {"words": spoken_code(inviter), "link": f" http://testserver{link(inviter)}"}
    typed["message"] = context["message"]
    assert "I was invited" in invited.get("/").text
    answer = invited.post("/invite/code/", {"code": typed[means]}, follow=True)
    assert answer.redirect_chain[-1][0] == "/invitation/"
    assert "would like ten minutes with you" in answer.text
    sign_up(invited, "Gus")
    assert invited.post("/before/", {"safe": "yes"}, follow=True).redirect_chain[-1][0] == "/invitation/"
    assert "Eve invites you" in invited.get("/invitation/").text


def test_an_invitation_without_one_asks_for_the_link_or_words():
    assert 'action="/invite/code/"' in Client().get("/invitation/").text


def test_two_new_people_become_a_couple_and_the_invited_one_comes_back_to_the_invitation():
    one, two = Client(), Client()
    sign_up(one, "Fay")
    one.post("/before/", {"safe": "yes"})
    assert "Fay" not in two.get(link(one), follow=True).text
    sign_up(two, "Gus")
    assert two.post("/before/", {"safe": "yes"}, follow=True).redirect_chain[-1][0] == "/invitation/"
    assert "Fay invites you" in two.get("/invitation/").text
    assert one.get("/invite/waiting/").headers.get("HX-Redirect") is None
    assert two.post("/invitation/", follow=True).redirect_chain[-1][0] == "/"
    assert one.get("/invite/waiting/").headers["HX-Redirect"] == "/"
    assert User.objects.get(email="gus@example.org").profile.time_zone == "Europe/Berlin"


def test_the_spoken_words_work_for_a_quarter_of_an_hour(eve: User):
    words = spoken_code(client_after_safety_question(eve))
    assert pairing.invitation_by_code(f" {words.upper()} ")
    Invitation.objects.update(code_expires_at=timezone.now())
    assert pairing.invitation_by_code(words) is None


def test_guessing_the_words_is_stopped(eve: User):
    client = client_after_safety_question(eve)
    answers = [client.post("/invite/code/", {"code": "a b c d"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_guessing_the_words_without_an_account_is_stopped():
    answers = [Client().post("/invite/code/", {"code": "a b c d"}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def guess_from(address: str, words: str = "a b c d") -> int:
    headers = {"x-forwarded-for": address}
    return Client().post("/invite/code/", {"code": words}, headers=headers).status_code


def test_guesses_from_many_addresses_slow_each_down_and_keep_no_newcomer_out(
    eve: User, settings: pytest_django.Settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    limits = {**settings.ACCOUNT_RATE_LIMITS, "spoken_code_overall": "3/10m/key"}
    settings.ACCOUNT_RATE_LIMITS = limits
    assert [guess_from(f"192.0.2.{number}") for number in range(20)] == [422] * 20
    assert [guess_from("192.0.2.19") for _ in range(5)] == [422] * 4 + [429]
    assert [guess_from(f"2001:db8::{number}") for number in range(1, 7)] == [422] * 5 + [429]  # one network
    assert guess_from("198.51.100.1", spoken_code(client_after_safety_question(eve))) == 302


def test_the_words_are_told_apart_and_too_many_to_be_tried():
    assert 814 == len(set(WORDS)) == len(WORDS)
    assert not {word for word in WORDS if not re.fullmatch("[a-z]{3,10}", word)}
    masked = Counter(f"{word[:at]}*{word[at + 1 :]}" for word in WORDS for at in range(len(word)))
    assert max(masked.values()) == 1  # no two differ in one letter alone
    codes = [pairing.spoken_code(Invitation(salt=bytes([number]))).split() for number in range(250)]
    assert len({word for code in codes for word in code}) > 400


def test_only_hashes_of_a_128_bit_token_are_stored(eve: User):
    client = client_after_safety_question(eve)
    token = link(client).split("/")[2]
    invitation = Invitation.objects.get()
    assert len(token) == 22
    assert bytes(invitation.token_hash) == hash_token(token)
    assert token.encode() not in b"".join(bytes(part) for part in (invitation.salt, invitation.token_hash))
    assert invitation.expires_at - invitation.created_at <= timedelta(hours=72)


@pytest.mark.parametrize("change", [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}])
def test_an_old_or_revoked_invitation_leads_nowhere(eve: User, change: dict):
    path = link(client_after_safety_question(eve))
    Invitation.objects.update(**change)
    assert client_after_safety_question(person("Fay")).get(path).status_code == 409


def test_a_new_link_ends_the_old_one(eve: User):
    client = client_after_safety_question(eve)
    old = link(client)
    client.post("/invite/renew/")
    assert Client().get(old).status_code == 409
    assert link(client) != old


def test_nobody_accepts_their_own_invitation_or_a_second_partner(eve: User, ana: User):
    invitation = pairing.open_invitation(eve)
    for user, reason in ((eve, CannotPair.OWN), (ana, CannotPair.ALREADY_PAIRED)):
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
    assert refused.value.reason is CannotPair.UNUSABLE


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
        assert results[1] in (CannotPair.UNUSABLE, CannotPair.ALREADY_PAIRED)
        assert Couple.objects.count() == 1


def test_who_does_not_feel_safe_finds_help_and_nothing_is_kept(eve: User):
    client = signed_in(eve)
    assert client.get("/invite/").status_code == 302
    page = client.post("/before/", {"safe": "no"}).text
    assert "tel:" in page
    assert "professional" in page
    assert not {"safety_asked", "no"} & {*client.session.keys(), *map(str, client.session.values())}
    client.post("/before/", {"safe": "own_choice"})
    assert client.get("/invite/").status_code == 200
    assert client.session["safety_asked"] is True


def test_whose_idea_it_was_not_reads_kind_words_that_lead_on(eve: User):
    client = signed_in(eve)
    page = client.post("/before/", {"safe": "not_my_idea"}).text
    assert "doesn't have to be your idea" in page
    assert "without giving a reason" in page
    assert "tel:" not in page  # only fear leads to the help lines
    assert "not_my_idea" not in map(str, client.session.values())
    answer = re.search(r'name="safe" value="(\w+)"', page)
    assert answer
    client.post("/before/", {"safe": answer[1]})
    assert client.get("/invite/").status_code == 200


def test_help_lines_are_there_for_everybody(client: Client):
    page = client.get("/help/").text
    assert 'href="tel:08082000247"' in page
    assert "please check them" in page


@pytest.mark.parametrize("given", [{}, {"adult": "on"}, {"agree": "on"}])
def test_nobody_comes_in_without_both_ticks(given: dict[str, str]):
    client = Client()
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": "a long calm evening"})
    assert client.post("/welcome/", {"first_name": "Fay"} | given).status_code == 422
    assert not Consent.objects.exists()
    assert client.get("/dialogues/")["Location"] == "/welcome/"


def test_what_the_log_says_was_agreed_to_could_be_read_before():
    client = Client()
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": "a long calm evening"})
    page = html.unescape(client.get("/welcome/").text)
    client.post("/welcome/", {"first_name": "Fay", "adult": "on", "agree": "on"})
    logged = [str(AGREEMENTS[row.agreement]) for row in Consent.objects.order_by("pk")]
    assert len(logged) == 4
    profile = html.unescape(client.get("/you/").text)
    for sentence in logged:
        assert sentence in page
        assert sentence in profile


@pytest.mark.parametrize(("behind_proxy", "reader"), [(False, "at your home"), (True, "this server")])
def test_the_page_of_consent_says_who_else_could_read(
    behind_proxy: bool, reader: str, settings: pytest_django.Settings
):
    settings.BEHIND_PROXY = behind_proxy
    newcomer = signed_in(User.objects.create_user("fay@example.org"))
    readers = re.findall(r"Whoever runs (?:imago )?(.+) could read it, too", newcomer.get("/welcome/").text)
    assert readers == [reader]


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
