"""The quick exit without a script: signed out on the server, then a page that says nothing."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from couples.models import User
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def test_leaving_signs_out_and_lands_on_an_empty_page(ana: User):
    client = signed_in(ana)
    response = client.post("/exit/", follow=True)
    assert response.redirect_chain == [("/blank/", 303)]
    assert not Session.objects.exists()
    assert client.get("/dialogues/").status_code == 302


def test_leaving_needs_no_token_so_that_it_never_fails(ana: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post("/exit/").status_code == 303
    assert not Session.objects.exists()


def test_a_foreign_page_cannot_send_the_session_along(settings):
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_leaving_twice_is_fine(client: Client):
    assert client.post("/exit/").headers["Location"] == "/blank/"


def test_a_link_cannot_sign_anybody_out(ana: User):
    assert signed_in(ana).get("/exit/").status_code == 405
    assert Session.objects.exists()


def test_the_empty_page_says_nothing_and_is_not_kept(client: Client):
    response = client.get("/blank/")
    assert "no-store" in response.headers["Cache-Control"]
    assert "<title>New tab</title>" in response.text
    assert "<body></body>" in response.text
    assert "imago" not in response.text


def test_only_the_skip_link_comes_before_the_exit(client: Client):
    page = client.get("/offline/").text
    before = page[page.index("<body") : page.index("/exit/")]
    assert re.findall("<(?:a|button|input) [^>]*", before) == ['<a class="skip-link" href="#main"']
