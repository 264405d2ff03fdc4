"""A minute with someone's unlocked phone isn't enough to take anything."""

from __future__ import annotations

import time

import pytest
from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from couples.models import User
from tests.factories import signed_in
from tests.many_pages import many_pages
from tests.privacy.cast import Cast, gather
from tests.privacy.matrix import ASKS, AT_ONCE, MATRIX, NO_KEY, PAGES, WAYS_IN
from tests.privacy.routes import Route, routes

TYPED = {"account_email": {"action_add": "", "email": "new@example.org"}}
IN_THE_FORM = {"account_change_password"}


def test_every_route_says_whether_it_asks_who_it_is():
    assert sorted([*ASKS, *WAYS_IN, *AT_ONCE, *NO_KEY, *PAGES]) == sorted(MATRIX)


def with_all_ways(ana: User) -> Client:
    """A browser of Ana's, who has a password, a second step and recovery codes beside her passkey."""
    ana.set_password("a long calm evening")
    ana.save()
    request = RequestFactory().get("/")
    request.user = ana
    with context.request_context(request):
        TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(ana)
    return signed_in(ana)


def confirm(browser: Client) -> None:
    """As if she had just re-authenticated."""
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def knock(browser: Client, cast: Cast, method: str, route: Route) -> HttpResponse:
    """One request, undone afterwards."""
    again = Client(raise_request_exception=False)
    again.cookies.load({name: one.value for name, one in browser.cookies.items()})
    with transaction.atomic():
        path = cast.path(route)
        answer: HttpResponse = getattr(again, method)(path, TYPED.get(route.name, {}))
        transaction.set_rollback(True)
    return answer


def is_a_file(answer: HttpResponse) -> bool:
    return answer.headers.get("Content-Disposition", "").startswith("attachment")


@pytest.mark.slow
@pytest.mark.django_db
@many_pages()
def test_what_takes_something_away_asks_first_and_no_other_page_answers_with_a_file():
    cast = gather()
    browser = with_all_ways(User.objects.get(email="ana@example.org"))
    asked = {route.name: route for route in routes()}
    for name in set(ASKS) - IN_THE_FORM:
        for method in ASKS[name].split():
            answer = knock(browser, cast, method, asked[name])
            assert "reauthenticate/?next=" in answer.headers.get("Location", ""), (name, method)
    confirm(browser)
    files = {
        (route.name, method)
        for route in routes()
        for row, method in zip(MATRIX[route.name], ("get", "post"), strict=True)
        if "405" not in row and is_a_file(knock(browser, cast, method, route))
    }
    assert ("workup:export_json", "get") in files
    assert {name for name, method in files if method not in ASKS.get(name, "")} == set()
