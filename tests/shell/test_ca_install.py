"""The page on trust, and what is said where a plain address makes something missed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from couples.models import User
from runtime import local_ca
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
PHONE = "192.168.1.5"
MISSED = {
    "/you/": "can't install imago",
    "/inbox/settings/": "Notifications don't work",
    "/accounts/2fa/webauthn/": "Passkeys don't work on this address",
}


@pytest.fixture
def at_home(settings, tmp_path: Path) -> str:
    """As with `up --https`; the fingerprint of its authority."""
    settings.DATA, settings.HOME_TLS = tmp_path, 8000
    settings.ORIGINS = [f"https://{PHONE}:8443", "https://ada.local:8443", "https://localhost:8443"]
    local_ca.ensure_certificate(tmp_path / "tls", [PHONE, "ada.local", "localhost"])
    known = local_ca.certificate(tmp_path / "tls")
    assert known
    return local_ca.fingerprint(known)


def page(client: Client, secure: bool = False, host: str = PHONE, browser: str = "") -> str:
    answer = client.get("/trust/", secure=secure, headers={"host": f"{host}:8000", "user-agent": browser})
    assert answer.status_code == 200
    return answer.text


def test_it_shows_the_fingerprint_and_leads_on_to_the_same_host(client: Client, at_home: str):
    for host in (PHONE, "ada.local", "localhost"):
        shown = page(client, host=host)
        assert at_home in shown
        assert f'class="button" href="https://{host}:8443/"' in shown
    assert 'href="https://ada.local:8443/"' in page(client), "where passkeys are possible"


def test_on_the_safe_side_it_says_where_another_phone_begins(client: Client, at_home: str):
    for host in (PHONE, "localhost"):
        shown = page(client, secure=True, host=host)
        assert "This is the safe address" in shown
        assert f"http://{PHONE}:8000/" in shown


@pytest.mark.parametrize(
    ("browser", "part"),
    [("(iPhone; CPU)", "iPhone and iPad"), ("(Linux; Android 15)", "Android"), ("(Macintosh)", "Computer")],
)
def test_what_one_has_in_hand_is_open(client: Client, at_home: str, browser: str, part: str):
    shown = page(client, browser=browser)
    assert shown.count('<details class="card" open>') == 1
    assert re.search(rf'<details class="card" open>\s*<summary>{part}', shown)


def test_without_https_at_home_it_tells_who_runs_it_how_to_start(client: Client):
    assert "manage.py up --https" in page(client)
    assert client.get("/trust/imago.crt").status_code == 404


def test_behind_a_proxy_there_is_nothing_to_do(client: Client):
    assert "This address is safe" in page(client, secure=True)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "words"), MISSED.items())
def test_what_a_plain_address_lacks_is_named_where_it_is_missed(ana: User, path: str, words: str):
    phone = signed_in(ana)
    plain = phone.get(path, headers={"host": PHONE}).text
    assert words in plain
    assert 'href="/trust/"' in plain
    for options in ({"secure": True}, {"headers": {"host": "localhost"}}):
        assert words not in phone.get(path, **options).text


def test_the_room_says_that_the_screen_may_go_dark(ana: User, ben: User):
    room = f"/dialogues/{Talk(ana, ben).pk}/"
    assert "may go dark" in signed_in(ana).get(room, headers={"host": PHONE}).text
    assert "may go dark" not in signed_in(ana).get(room, secure=True).text


def test_an_invitation_says_that_the_other_phone_has_to_trust_first(eve: User, at_home: str):
    phone = signed_in(eve)
    phone.get("/before/")
    phone.post("/before/", {"safe": "yes"})
    assert "has to trust this address first" in phone.get("/invite/", secure=True).text


def test_signing_in_says_that_there_are_no_passkeys(client: Client):
    assert (
        "Passkeys don't work on this address" in client.get("/accounts/login/", headers={"host": PHONE}).text
    )
    assert "an address with a name" in client.get("/accounts/login/", headers={"host": "localhost"}).text
