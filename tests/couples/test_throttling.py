"""Guessing is slow, by account and by address, and the address is that of the person: safety 17 and 18."""

from __future__ import annotations

import pytest
import pytest_django
from allauth.account.app_settings import RATE_LIMITS
from django.db import connection
from django.test import Client

from couples.models import Couple, User
from tests.factories import person, signed_in

pytestmark = pytest.mark.django_db
GUESS = {"code": "acorn acorn acorn acorn"}


def try_to_sign_in(email: str, **headers: str) -> str:
    form = {"login": email, "password": "a wrong guess"}
    return Client().post("/accounts/login/", form, headers=headers).text


def test_one_address_cannot_try_many_accounts():
    answers = [
        "a lot of tries. Please" in try_to_sign_in(f"nobody{number}@example.org") for number in range(11)
    ]
    assert answers == [False] * 10 + [True]


def test_one_account_cannot_be_tried_from_many_addresses(settings: pytest_django.Settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        "a lot of tries. Please" in try_to_sign_in("fay@example.org", x_forwarded_for=f"192.0.2.{number}")
        for number in range(6)
    ]
    assert answers == [False] * 5 + [True]


def test_behind_a_proxy_people_do_not_share_one_limit(settings: pytest_django.Settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        response = try_to_sign_in(f"nobody{number}@example.org", x_forwarded_for=f"1.2.3.4, 192.0.2.{number}")
        assert "a lot of tries. Please" not in response


def test_without_a_proxy_nobody_invents_addresses():
    answers = [
        "a lot of tries. Please"
        in try_to_sign_in(f"nobody{number}@example.org", x_forwarded_for=f"192.0.2.{number}")
        for number in range(11)
    ]
    assert answers[-1]


def test_one_address_cannot_guess_spoken_words_with_many_accounts(eve: User):
    answers = [signed_in(eve).post("/invite/code/", GUESS).status_code for _ in range(5)]
    for name in ("Fay", "Gus", "Hal"):
        client = signed_in(person(name))
        answers += [client.post("/invite/code/", GUESS).status_code for _ in range(5)]
    assert answers == [422] * 20
    assert signed_in(person("Ida")).post("/invite/code/", GUESS).status_code == 429


def test_the_limits_are_kept_in_the_database():
    """There they hold over all processes, and while Redis is away."""
    try_to_sign_in("fay@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE '%%login_failed%%'")
        assert cursor.fetchone() == (2,)  # by account and by address


@pytest.mark.parametrize(
    "address",
    [
        "/leave/",
        "/accounts/logout/",
        "/exit/",
        "/invite/renew/",
        "/you/agreements/withdraw/",
        "/pulse/agreement/",
        "/inbox/settings/",
    ],
)
def test_who_leaves_or_takes_something_back_is_never_asked_to_wait(
    address: str, ana_and_ben: Couple, ana: User, settings: pytest_django.Settings
):
    """Allows everything that has a limit once an hour."""
    settings.ACCOUNT_RATE_LIMITS = dict.fromkeys([*RATE_LIMITS, *settings.ACCOUNT_RATE_LIMITS], "1/h/ip")
    for _ in range(3):
        response = signed_in(ana).post(address)
        assert response.status_code < 429
        assert "a lot of tries. Please" not in response.text
