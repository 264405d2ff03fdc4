"""An account is deleted: nothing of it opens any more, nobody signs in by it, and the other's pages go on."""

from __future__ import annotations

import html
import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from channels.db import database_sync_to_async as in_database
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db.models import CASCADE, ManyToOneRel
from django.test import Client

from couples import magic_links, pairing, personal_data_registry
from couples.account_deletion import delete_account
from couples.leaving import leave_couple
from couples.models import Couple, Invitation, Partner, Profile, User
from couples.pairing import PairingRefused
from couples.sessions import hash_session_key
from dialogues.models import Turn
from tests.concurrency import at_once
from tests.couples.test_accounts import PASSWORD, sign_in, turn_on
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person, session_cookie, signed_in
from tests.privacy.everything import fill, word_of
from tests.privacy.opened import held_of
from tests.web_process import WebProcess
from vault.models import DataKey, Destroyed

pytestmark = pytest.mark.django_db
PAGE = "/you/delete/"


def is_destroyed(key: uuid.UUID) -> bool:
    row = DataKey.objects.get(pk=key)
    return row.wrapped is None and row.destroyed_at is not None


def rows_of(user: User) -> dict[str, int]:
    """How many rows of each model hang on someone."""
    counts: dict[str, int] = {}
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is CASCADE:
            model = relation.related_model
            rows = model._base_manager.filter(**{relation.field.name: user}).count()
            counts[model._meta.label] = counts.get(model._meta.label, 0) + rows
    return {label: rows for label, rows in counts.items() if rows}


@pytest.mark.slow
def test_nothing_that_they_said_opens_for_anybody_any_more(ana: User, ben: User):
    fill(ana, ben)
    kept = {one for one in held_of(word_of(ben)) if one[0] == "dialogues_turn.words"}
    assert kept
    assert len(rows_of(ana)) > 12
    delete_account(ana)
    assert held_of("anasquietword") == set()
    assert kept <= held_of(word_of(ben))
    assert is_destroyed(ana.profile.key_id)
    assert rows_of(ana) == {"couples.Partner": 1, "couples.Profile": 1}


def test_what_they_said_does_not_open_where_its_bytes_came_back(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    stored = {turn.pk: turn.words for turn in Turn.objects.exclude(words=None)}
    delete_account(ana)
    for pk, words in stored.items():  # as out of an older backup
        Turn.objects.filter(pk=pk).update(words=words, blanked="")
    exported = personal_data_registry.providers()["dialogues"].export(ben)
    [turns] = [one["turns"] for one in exported]
    assert any(turn["words"] for turn in turns if turn["mine"])
    with pytest.raises(Destroyed):
        DataKey.objects.get(pk=ana.profile.key_id).unwrap()


def test_the_other_s_words_keep_their_order_beside_places_without_a_name(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    before = [turn["seq"] for turn in personal_data_registry.providers()["dialogues"].export(ben)[0]["turns"]]
    delete_account(ana)
    [dialogue] = personal_data_registry.providers()["dialogues"].export(ben)
    assert [turn["seq"] for turn in dialogue["turns"]] == before
    assert dialogue["with"] == "your partner at the time"
    assert (
        personal_data_registry.providers()["about"].export(ben)["couples"][0]["with"]
        == "your partner at the time"
    )


def test_the_page_says_what_happens_and_one_button_does_it(ana: User, ben: User):
    ana_client, ben_client = signed_in(ana), signed_in(ben)
    page = html.unescape(ana_client.get(PAGE).text).split("<main")[1]
    assert "You're disconnected from Ben, who sees that, and nothing else." in page
    assert page.count("<button") == 1
    assert ana_client.post(PAGE, {"email": ""}).status_code == 422
    assert Partner.objects.current(ana)
    response = ana_client.post(PAGE, {"email": "ana@example.org"})
    assert "Your account is deleted" in response.text
    assert ana_client.get("/you/").status_code == 302
    landing_page = ben_client.get("/", follow=True)
    assert landing_page.redirect_chain[-1][0] == "/apart/"
    assert "no longer connected with anyone" in landing_page.text
    assert "Ana" not in landing_page.text


def test_who_has_a_password_reads_first_and_then_shows_it_once_more(client: Client):
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    browser, *_ = sign_in()
    assert "the key that encrypted it is destroyed" in browser.get(PAGE).text
    login_url = browser.post(PAGE)["Location"]
    assert login_url.startswith("/accounts/reauthenticate/?next=")
    assert User.objects.filter(email="fay@example.org").exists()
    assert "Your account is deleted" in browser.post(login_url, {"password": PASSWORD, "next": PAGE}).text
    assert not User.objects.filter(email="fay@example.org").exists()
    assert browser.get("/you/").status_code == 302


def test_nobody_signs_in_as_them_any_more_and_each_way_says_so_kindly(client: Client):
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    fay = User.objects.get(email="fay@example.org")
    link = magic_links.create_link(fay)
    browser, *_ = sign_in()
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    turn_on(browser)
    key = browser.session.session_key or ""
    delete_account(fay)
    assert browser.get("/you/security/")["Location"].startswith("/accounts/login/")
    assert "This email and password" in sign_in()[2]
    assert client.post(link).status_code == 404
    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.filter(user=fay).exists()
    with pytest.raises(CommandError):
        call_command("signin_link", "fay@example.org")
    assert not Session.objects.filter(pk=hash_session_key(key)).exists()


def test_the_same_address_begins_anew_and_knows_nothing_of_before(client: Client):
    for _ in range(2):
        phone = Client()
        phone.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
        fay = User.objects.get(email="fay@example.org")
        assert sign_in()[1] == 302
        assert not Profile.objects.filter(user=fay).exists()
        delete_account(fay)
    assert User.objects.filter(is_active=False).count() == 2


def test_the_same_again_changes_nothing(ana: User, ben: User):
    delete_account(ana)
    first = User.objects.get(pk=ana.pk)
    for user in (ana, first):
        delete_account(user)
    again = User.objects.get(pk=ana.pk)
    assert (again.email, again.password) == (first.email, first.password)


def test_the_key_of_a_couple_goes_with_the_second_of_the_two(ana: User, ben: User, ana_and_ben: Couple):
    before = pair(person("Fay"), person("Gus"))
    delete_account(ana)
    assert not is_destroyed(ana_and_ben.key_id)
    delete_account(ben)
    assert is_destroyed(ana_and_ben.key_id)
    assert not is_destroyed(before.key_id)


def test_each_couple_that_somebody_was_in_is_looked_at(ana: User, ben: User, ana_and_ben: Couple):
    leave_couple(Partner.objects.get(user=ana))
    cleo = person("Cleo")
    later = pair(ana, cleo)
    delete_account(ben)
    delete_account(ana)
    assert is_destroyed(ana_and_ben.key_id)
    assert not is_destroyed(later.key_id)
    assert not Partner.objects.current(cleo)
    delete_account(cleo)
    assert is_destroyed(later.key_id)


@pytest.mark.django_db(transaction=True)
def test_both_at_once_is_as_one_after_the_other():
    for number in range(3):
        users = person(f"Fay{number}"), person(f"Gus{number}")
        couple = pair(*users)
        Talk(*users).play(WHOLE)
        acts = [lambda user=user: delete_account(user) for user in (*users, *users)]
        assert at_once(*acts) == ["done"] * 4
        assert is_destroyed(couple.key_id)
        for user in users:
            assert is_destroyed(user.profile.key_id)


@pytest.mark.django_db(transaction=True)
def test_at_the_moment_of_a_yes_there_is_no_couple_with_nobody():
    for number in range(4):
        inviter, invited = person(f"Fay{number}"), person(f"Gus{number}")
        invitation = pairing.open_invitation(inviter).pk
        at_once(lambda: delete_account(inviter), lambda: pairing.accept_invitation(invitation, invited))  # noqa: B023
        at_once(lambda: delete_account(invited), lambda: pairing.accept_invitation(invitation, invited))  # noqa: B023
        assert not Partner.objects.filter(left_at=None, user__is_active=False).exists()
        assert not Invitation.objects.filter(inviter=inviter).exists()


def test_who_has_gone_accepts_nothing(ana_and_ben: Couple, eve: User):
    invitation = pairing.open_invitation(eve).pk
    gus = person("Gus")
    delete_account(gus)
    with pytest.raises(PairingRefused):
        pairing.accept_invitation(invitation, gus)


def test_also_who_said_nothing_of_themselves_and_who_took_their_agreement_back(ana: User, ben: User):
    newcomer = User.objects.create_user("fay@example.org")
    signed_in(newcomer).post(PAGE, {"email": "fay@example.org"})
    assert not User.objects.get(pk=newcomer.pk).is_active
    client = signed_in(ana)
    client.post("/you/agreements/withdraw/")
    assert "Your account is deleted" in client.post(PAGE, {"email": "ana@example.org"}).text


def test_whoever_runs_it_can_do_it_for_who_cannot_sign_in_any_more(ana: User):
    with pytest.raises(CommandError, match="cannot be undone"):
        call_command("delete_account", "ana@example.org")
    assert Partner.objects.current(ana)
    call_command("delete_account", "ANA@example.org", "--for-good")
    assert not User.objects.get(pk=ana.pk).is_active
    with pytest.raises(CommandError, match="Nobody"):
        call_command("delete_account", "ana@example.org", "--for-good")


@pytest.mark.django_db(transaction=True)
async def test_all_their_sockets_close_and_so_does_the_room_for_the_other(server: WebProcess):
    def prepare() -> tuple[Talk, User, dict[str, str]]:
        ana, ben = person("Ana"), person("Ben")
        pair(ana, ben)
        talk = Talk(ana, ben)
        talk.play("ben accept, ana ready, ben ready, ana send")
        return talk, ana, {"ana": session_cookie(ana), "ben": session_cookie(ben)}

    talk, ana, cookies = await in_database(prepare)()
    phones = {name: await Phone.join(server.base_url, talk.pk, cookie) for name, cookie in cookies.items()}
    inbox = await Phone.on(server.base_url, "/ws/inbox/", cookies["ana"])
    for phone in phones.values():
        await phone.stage()
    await in_database(delete_account)(ana)
    codes = [await phone.closed() for phone in (phones["ana"], phones["ben"])]
    assert codes == [4401, 4403]
    assert await inbox.closed() == 4401
