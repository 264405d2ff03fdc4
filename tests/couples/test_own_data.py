"""The page of what is one's own: what there is, and letting it go."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from couples import theirs
from couples.models import User
from couples.people import take_back
from pulse import answering
from pulse.models import Pulse
from tests.couples.test_accounts import PASSWORD, sign_in
from tests.people import signed_in
from workup.models import Workup

pytestmark = pytest.mark.django_db
PAGE, ALL = "/you/data/", "/you/data/let-go/"


@pytest.fixture
def pulse_of_ana(ana: User) -> User:
    answering.answer(ana, answering.this_week(ana), {"close": 5}, 0)
    Workup.objects.create(user=ana)
    return ana


def text(browser: Client, path: str = PAGE) -> str:
    return html.unescape(browser.get(path).content.decode())


def test_each_room_says_what_it_holds_and_what_letting_go_does(ana: User):
    page = text(signed_in(ana))
    for belonging in theirs.belongings().values():
        assert belonging.title in page
        assert belonging.erased in page
    assert page.count('/let-go/"') == 9  # eight rooms, and all of it
    assert 'href="/you/data/"' in text(signed_in(ana), "/you/")


def test_one_room_is_let_go_after_one_question_and_the_others_stay(pulse_of_ana: User):
    browser = signed_in(pulse_of_ana)
    question = text(browser, "/you/data/pulse/let-go/").split("<main")[1]
    assert "Your numbers of all weeks go" in question
    assert question.count("<button") == 1
    assert Pulse.objects.exists()
    answer = browser.post("/you/data/pulse/let-go/", follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "It is gone." in answer.text
    assert not Pulse.objects.exists()
    assert Workup.objects.exists()


@pytest.mark.parametrize("name", ["about", "nothing"])
def test_what_cannot_be_let_go_by_itself_is_not_asked_for(ana: User, name: str):
    for method in ("get", "post"):
        assert getattr(signed_in(ana), method)(f"/you/data/{name}/let-go/").status_code == 404


def test_who_signs_in_by_link_alone_types_their_address(pulse_of_ana: User):
    browser = signed_in(pulse_of_ana)
    assert 'type="email"' in text(browser, ALL)
    for typed in ("", "ben@example.org", "ana"):
        assert browser.post(ALL, {"email": typed}).status_code == 422
    assert Pulse.objects.exists()
    assert browser.post(ALL, {"email": " ANA@example.org "}).status_code == 302
    assert not Pulse.objects.exists()
    assert not Workup.objects.exists()


def test_who_has_a_password_shows_it_once_more_and_types_nothing_else(client: Client):
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    fay = User.objects.get(email="fay@example.org")
    browser, *_ = sign_in()
    for method in ("get", "post"):
        asked = getattr(browser, method)(ALL)
        assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = text(browser, ALL).split("<main")[1]
    assert 'type="email"' not in page
    Workup.objects.create(user=fay)
    assert browser.post(ALL).status_code == 302
    assert not Workup.objects.exists()


def test_who_has_taken_their_agreement_back_still_lets_go_of_what_is_theirs(pulse_of_ana: User):
    take_back(pulse_of_ana)
    browser = signed_in(pulse_of_ana)
    assert 'href="/you/data/"' in text(browser, "/welcome/")
    assert browser.get(PAGE).status_code == 200
    browser.post("/you/data/pulse/let-go/")
    assert not Pulse.objects.exists()


def test_who_has_said_nothing_of_themselves_yet_finds_the_page_too(db: None):
    newcomer = User.objects.create_user("fay@example.org")
    assert signed_in(newcomer).get(PAGE).status_code == 200
    theirs.erase(newcomer)
    assert theirs.belongings()["about"].export(newcomer)["first_name"] == ""
