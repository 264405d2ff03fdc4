"""The page of what is one's own: what there is, and letting it go."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from couples import personal_data_registry
from couples.models import User
from couples.profiles import withdraw_consent
from pulse import services
from pulse.models import Pulse
from tests.couples.test_accounts import PASSWORD, sign_in
from tests.factories import signed_in
from workup.models import Workup

pytestmark = pytest.mark.django_db
PAGE, ALL = "/you/data/", "/you/data/let-go/"
PULSE, WORKUP = "/you/data/pulse/let-go/", "/you/data/workup/let-go/"
YES = {"email": "ana@example.org"}


@pytest.fixture
def pulse_of_ana(ana: User) -> User:
    services.save_pulse(ana, services.this_week(ana), {"close": 5}, 0)
    Workup.objects.create(user=ana)
    return ana


def text(browser: Client, path: str = PAGE) -> str:
    return html.unescape(browser.get(path).content.decode())


def test_each_room_says_what_letting_go_does_and_an_empty_one_that_nothing_is_there(pulse_of_ana: User):
    page, filled = text(signed_in(pulse_of_ana)), ("about", "pulse", "suggestions", "workup")
    providers = personal_data_registry.providers()
    for provider in providers.values():
        assert provider.title in page
        assert (provider.erased in page) == (provider.name in filled)
    assert page.count("There's nothing here to delete.") == len(providers) - len(filled)
    assert page.count('/let-go/"') == 3  # two rooms, and all of it
    assert 'href="/you/data/"' in text(signed_in(pulse_of_ana), "/you/")


def test_what_has_gone_is_not_offered_again(pulse_of_ana: User):
    browser = signed_in(pulse_of_ana)
    browser.post(PULSE, YES)
    page = text(browser)
    assert PULSE not in page
    assert ALL in page
    browser.post(ALL, YES)
    assert '/let-go/"' not in text(browser)


def test_one_room_is_let_go_after_one_question_and_the_others_stay(pulse_of_ana: User):
    browser = signed_in(pulse_of_ana)
    question = text(browser, PULSE).split("<main")[1]
    assert "All your weekly numbers are deleted" in question
    assert question.count("<button") == 1
    assert browser.post(PULSE).status_code == 422
    assert Pulse.objects.exists()
    response = browser.post(PULSE, YES, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Deleted." in response.text
    assert not Pulse.objects.exists()
    assert Workup.objects.exists()


@pytest.mark.parametrize("name", ["about", "nothing"])
def test_what_cannot_be_let_go_by_itself_is_not_asked_for(ana: User, name: str):
    for method in ("get", "post"):
        assert getattr(signed_in(ana), method)(f"/you/data/{name}/let-go/", YES).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("page", [ALL, WORKUP])
def test_who_signs_in_by_link_alone_types_their_address(pulse_of_ana: User, page: str):
    browser = signed_in(pulse_of_ana)
    assert 'type="email"' in text(browser, page)
    for typed in ("", "ben@example.org", "ana"):
        assert browser.post(page, {"email": typed}).status_code == 422
    assert Workup.objects.exists()
    assert browser.post(page, {"email": " ANA@example.org "}).status_code == 302
    assert not Workup.objects.exists()
    assert Pulse.objects.exists() == (page == WORKUP)


@pytest.mark.parametrize("page", [ALL, WORKUP])
def test_who_has_a_password_reads_first_and_then_shows_it_once_more(client: Client, page: str):
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    Workup.objects.create(user=User.objects.get(email="fay@example.org"))
    browser, *_ = sign_in()
    read = text(browser, page).split("<main")[1]
    assert "This can't be undone." in read
    assert "imago may ask you to confirm it's you." in read
    assert 'type="email"' not in read
    login_url = browser.post(page)["Location"]
    assert login_url.startswith("/accounts/reauthenticate/?next=")
    assert browser.post(login_url, {"password": "not this one", "next": page}).status_code == 200
    assert Workup.objects.exists()
    response = browser.post(login_url, {"password": PASSWORD, "next": page}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Deleted." in response.text
    assert not Workup.objects.exists()


def test_who_turns_back_when_asked_who_they_are_lets_go_of_nothing_later(client: Client):
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    Workup.objects.create(user=User.objects.get(email="fay@example.org"))
    browser, *_ = sign_in()
    browser.post(ALL)
    elsewhere = browser.get("/accounts/2fa/totp/activate/")["Location"]
    browser.post(elsewhere, {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    browser.get(ALL)
    assert Workup.objects.exists()


def test_who_has_taken_their_agreement_back_still_lets_go_of_what_is_theirs(pulse_of_ana: User):
    withdraw_consent(pulse_of_ana)
    browser = signed_in(pulse_of_ana)
    assert 'href="/you/data/"' in text(browser, "/welcome/")
    assert browser.get(PAGE).status_code == 200
    browser.post(PULSE, YES)
    assert not Pulse.objects.exists()


def test_who_has_said_nothing_of_themselves_yet_finds_the_page_too(db: None):
    newcomer = User.objects.create_user("fay@example.org")
    assert signed_in(newcomer).get(PAGE).status_code == 200
    personal_data_registry.erase_personal_data(newcomer)
    assert personal_data_registry.providers()["about"].export(newcomer)["first_name"] == ""
