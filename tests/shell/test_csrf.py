"""A form with an outdated token: nobody is asked to sign in, and what was typed is given back."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from couples.middleware import session_key_from_cookies
from couples.models import User
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie

WORDS = "I felt alone at breakfast"


@pytest.fixture
def phone(ana: User, ben: User) -> Client:
    """Ana's browser, which has signed in again in another tab since its page was loaded."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    return browser


def form(**fields: str) -> dict[str, str]:
    return {"csrfmiddlewaretoken": "a" * 32, **fields}


@pytest.mark.parametrize(
    ("path", "fields", "back"),
    [
        ("/exits/new/", {"name": WORDS, "key": "A" * 22}, "/exits/"),
        ("/requests/new/", {"desire": WORDS}, "/requests/"),
        ("/transcripts/search/", {"q": WORDS}, "/transcripts/search/"),
        ("/dialogues/", {"kind": "intentional", "topic": WORDS}, "/dialogues/new/"),
        ("/you/", {"first_name": WORDS}, "/"),
    ],
)
def test_what_was_typed_is_given_back(phone: Client, path: str, fields: dict[str, str], back: str) -> None:
    answer = phone.post(path, form(**fields))
    assert answer.status_code == 403
    assert WORDS in answer.text
    assert f'<a class="button" href="{back}">Reload the page</a>' in answer.text
    assert "sign in" not in answer.text.lower().replace("signing in", "")


def test_a_topic_of_one_word_is_given_back_to_who_was_signed_out_too(phone: Client, db: None) -> None:
    typed = form(kind="intentional", mode="written", topic="Money")
    for browser in (phone, Client()):
        answer = browser.post("/dialogues/", typed)
        assert answer.status_code == 403
        assert ">Money</textarea>" in answer.text


def test_a_move_is_given_back_and_leads_into_its_room(phone: Client, ana: User, ben: User) -> None:
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    answer = phone.post(
        f"/dialogues/{talk.pk}/moves/", form(move="send", words=WORDS, seen="3", key="A" * 22)
    )
    assert WORDS in answer.text
    assert f'href="/dialogues/{talk.pk}/"' in answer.text


def test_a_script_is_told_so_without_the_words(phone: Client) -> None:
    answer = phone.post("/exits/new/", form(name=WORDS), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["X-Refused"]) == (403, "csrf")
    assert answer.json()["refused"] == "csrf"
    assert WORDS not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_words_of_another_site_are_not_shown(phone: Client, headers: dict[str, str]) -> None:
    answer = phone.post("/exits/new/", form(name=WORDS), headers=headers)
    assert answer.status_code == 403
    assert WORDS not in answer.text


@pytest.mark.parametrize("field", ["oldpassword", "password1", "recovery_code"])
def test_secrets_are_not_shown(phone: Client, field: str) -> None:
    answer = phone.post("/accounts/password/change/", form(**{field: WORDS}))
    assert answer.status_code == 403
    assert WORDS not in answer.text


def test_a_cookie_of_another_program_on_this_host_changes_nothing(ana: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)
    page = browser.get("/you/")
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    browser.cookies["csrftoken"] = browser.cookies["sessionid"] = "another program's"
    answer = browser.post("/you/", {"csrfmiddlewaretoken": token, "first_name": "Ana"})
    assert answer.status_code != 403
    assert set(page.cookies) == {"imago_csrf"}


@pytest.fixture
def renamed(settings) -> None:
    """As behind a proxy with HTTPS."""
    settings.SESSION_COOKIE_NAME = "__Host-imago_session"
    settings.MIDDLEWARE = ["couples.middleware.RenamedSessionCookieMiddleware", *settings.MIDDLEWARE]


def test_nobody_is_signed_out_by_the_new_name_of_the_cookie(ana: User, ben: User, renamed: None) -> None:
    browser = Client()
    browser.cookies["imago_session"] = key = session_cookie(ana)
    answer = browser.get("/dialogues/")
    assert answer.status_code == 200
    new = answer.cookies["__Host-imago_session"]
    assert (new.value, new["secure"], new["httponly"], new["path"], new["domain"]) == (
        key,
        True,
        True,
        "/",
        "",
    )
    assert answer.cookies["imago_session"]["max-age"] == 0
    del browser.cookies["imago_session"]
    assert browser.get("/dialogues/").status_code == 200


def test_the_old_name_never_wins_over_the_new_one(ana: User, ben: User, eve: User, renamed: None) -> None:
    browser = Client()
    browser.cookies["__Host-imago_session"] = session_cookie(ana)
    browser.cookies["imago_session"] = session_cookie(eve)
    assert browser.get("/dialogues/").status_code == 200
    browser.cookies["__Host-imago_session"] = "gone"
    assert browser.get("/dialogues/").status_code == 302


def test_a_dead_session_of_the_old_name_is_not_carried_over(db: None, renamed: None) -> None:
    browser = Client()
    browser.cookies["imago_session"] = "x" * 32
    answer = browser.get("/dialogues/")
    assert answer.status_code == 302
    assert answer.cookies["__Host-imago_session"].value == ""


def test_a_room_that_was_open_during_the_update_connects_by_the_old_name(renamed: None, settings) -> None:
    assert session_key_from_cookies({"imago_session": "old"}) == "old"
    assert session_key_from_cookies({"imago_session": "old", "__Host-imago_session": "new"}) == "new"
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]
    assert session_key_from_cookies({"imago_session": "old"}) == ""
