"""Strangers who know an address lock nobody out: wrong guesses are counted per known browser."""

from __future__ import annotations

import pytest
import pytest_django
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as configured
from django.test import Client

from couples import magic_links
from couples.account_deletion import delete_account
from couples.models import User
from tests.couples.test_accounts import PASSWORD, reauthenticate, turn_on
from tests.mail.outbox import sent_mails

pytestmark = pytest.mark.django_db
FAY, GUS = "fay@example.org", "gus@example.org"
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: pytest_django.Settings) -> None:
    """Gives each browser its own IP address."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


class Browser(Client):
    """A browser somewhere."""

    number = 0

    def __init__(self, **defaults: str) -> None:
        Browser.number += 1
        number = f"192.0.{Browser.number // 250}.{Browser.number % 250}"
        super().__init__(headers={"x-forwarded-for": number, **defaults})

    @property
    def device(self) -> str:
        return self.cookies[configured.DEVICE_COOKIE_NAME].value

    @device.setter
    def device(self, value: str) -> None:
        self.cookies[configured.DEVICE_COOKIE_NAME] = value

    def sign_in(self, password: str = PASSWORD, email: str = FAY) -> bool:
        response = self.post("/accounts/login/", {"login": email, "password": password})
        return response.status_code == 302


@pytest.fixture
def phone() -> Browser:
    """Fay's browser, on which she has signed in and out before."""
    browser = Browser()
    browser.post("/accounts/signup/", {"email": FAY, "password1": PASSWORD})
    browser.post("/accounts/logout/")
    return browser


def guess(times: int = 6, email: str = FAY) -> None:
    for _ in range(times):
        Browser().sign_in("a wrong guess", email)


def test_who_signed_in_here_before_is_not_locked_out_by_strangers(phone: Browser):
    guess()
    assert not Browser().sign_in()
    assert phone.sign_in()


def test_who_is_signed_in_shows_who_they_are_while_strangers_guess(phone: Browser):
    phone.sign_in()
    del phone.cookies[configured.DEVICE_COOKIE_NAME]  # signed in before that cookie existed
    guess()
    reauthenticate(phone)
    assert phone.get("/accounts/2fa/totp/activate/").status_code == 200


def test_a_browser_is_known_after_a_sign_in_by_link_too(phone: Browser):
    other = Browser()
    other.post(magic_links.create_link(User.objects.get()))
    other.post("/accounts/logout/")
    guess()
    assert other.sign_in()


def test_a_stolen_cookie_lets_nobody_in_and_has_no_more_guesses(phone: Browser):
    thief = Browser()
    thief.device = phone.device
    assert thief.get("/you/security/").status_code == 302
    for _ in range(5):
        again = Browser()
        again.device = phone.device
        assert not again.sign_in("a wrong guess")
    assert not thief.sign_in()
    assert Browser().sign_in()


def test_the_cookie_tells_nothing_and_no_script_reads_it(phone: Browser):
    cookie = phone.cookies[configured.DEVICE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"] > 10**7) == (True, "Lax", True)
    other = Browser()
    other.post("/accounts/signup/", {"email": GUS, "password1": PASSWORD})
    assert not set(cookie.value.split(".")) & set(other.device.split("."))


@pytest.mark.slow
def test_two_who_share_a_phone_are_both_known_there(phone: Browser):
    phone.post("/accounts/signup/", {"email": GUS, "password1": PASSWORD})
    phone.post("/accounts/logout/")
    for email in (FAY, GUS):
        guess(email=email)
        assert phone.sign_in(email=email)
        phone.post("/accounts/logout/")
    assert len(phone.device.split(".")) == 3


@pytest.mark.parametrize("how", ["of another account", "made up", "cut", "empty"])
def test_a_cookie_that_the_server_did_not_make_for_them_is_none(phone: Browser, how: str):
    other = Browser()
    other.post("/accounts/signup/", {"email": GUS, "password1": PASSWORD})
    device, mark = phone.device.split(".")
    forged = {"of another account": other.device, "made up": f"{mark}.{device}", "cut": device, "empty": ""}
    guess()
    stranger = Browser()
    stranger.device = forged[how]
    assert not stranger.sign_in()


def test_after_an_account_was_deleted_its_browsers_are_known_no_more(phone: Browser):
    delete_account(User.objects.get())
    Browser().post("/accounts/signup/", {"email": FAY, "password1": PASSWORD})
    guess()
    assert not phone.sign_in()


def test_another_name_of_the_server_gives_no_more_guesses(phone: Browser):
    for name in "abcde":
        Browser(host=f"{name}.example.org").sign_in("a wrong guess")
    assert not Browser(host="f.example.org").sign_in()


def test_strangers_keep_nobody_from_asking_for_a_new_password(phone: Browser):
    for sent in (1, 2, 3, 4, 5, 5):
        Browser().post(RESET, {"email": FAY})
        assert len(sent_mails()) == sent
    assert phone.post(RESET, {"email": FAY}).status_code == 302
    assert len(sent_mails()) == 6


@pytest.mark.slow
def test_who_knows_the_password_locks_nobody_out_of_the_second_step(phone: Browser):
    phone.sign_in()
    reauthenticate(phone)
    secret = turn_on(phone)
    phone.post("/accounts/logout/")
    for _ in range(6):
        stranger = Browser()
        assert stranger.sign_in()
        page = stranger.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "a lot of tries. Please" in page.text
    phone.sign_in()
    *_, later = yield_hotp_counters_from_time()
    code = format_hotp_value(hotp_value(secret, later))
    assert phone.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert "_auth_user_id" in phone.session
