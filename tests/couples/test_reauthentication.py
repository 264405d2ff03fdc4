"""Downloads and credentials require re-authentication, keep what was chosen, and lead back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from appointments import feeds
from couples.models import Partner, User
from couples.pairing import pair
from couples.profiles import create_profile
from tests.couples.test_accounts import PASSWORD, sign_in
from tests.factories import person, signed_in
from transcripts.exports import services, worker
from transcripts.models import Export
from workup.models import Workup

pytestmark = pytest.mark.django_db
TAKE, TIMES = "/transcripts/take/", "/appointments/"


@pytest.fixture
def fay(client: Client) -> User:
    """Someone with a password, a workup and a partner."""
    client.post("/accounts/signup/", {"email": "fay@example.org", "password1": PASSWORD})
    user = User.objects.get(email="fay@example.org")
    create_profile(user, first_name="Fay")
    pair(user, person("Gus"))
    Workup.objects.create(user=user)
    return user


@pytest.fixture
def phone(fay: User) -> Client:
    """Her unlocked phone, on which she signed in a while ago."""
    return sign_in()[0]


def reauthenticate(phone: Client, login_url: str) -> str:
    """Re-authenticate where she was redirected to. Returns the page she comes back to."""
    assert login_url.startswith("/accounts/reauthenticate/?next=")
    assert phone.get(login_url).status_code == 200
    next_url = parse_qs(urlsplit(login_url).query)["next"][0]
    response = phone.post(login_url, {"password": PASSWORD, "next": next_url}, follow=True)
    assert response.status_code == 200
    return response.text


@pytest.mark.slow
@pytest.mark.parametrize("file", ["/workup/take-away/workup.json", "/appointments/imago.ics"])
def test_a_file_waits_until_they_have_shown_who_they_are(phone: Client, file: str):
    for login_url in (phone.get, phone.head):
        response = login_url(file)
        assert "Content-Disposition" not in response
    page = reauthenticate(phone, response["Location"])
    assert f'href="{file}"' in page
    assert phone.get(file)["Content-Disposition"].startswith("attachment")


def test_what_was_chosen_to_be_packed_is_packed_after_the_question_and_fetched_without_another(phone: Client):
    login_url = phone.post(TAKE, {"what": "mine", "format": "md", "notes": "yes"})["Location"]
    assert not Export.objects.exists()
    assert "Everything that's yours, Markdown" in reauthenticate(phone, login_url)
    worker.build_waiting()
    export = Export.objects.get()
    assert export.with_notes
    assert phone.get(f"{TAKE}{export.pk}/")["Content-Disposition"].startswith("attachment")
    stranger = sign_in()[0]
    assert stranger.get(f"{TAKE}{export.pk}/").status_code == 302


def test_what_was_not_confirmed_is_not_packed_by_a_later_question(phone: Client, fay: User):
    phone.post(TAKE, {"what": "mine", "format": "md"})
    export, _ = services.request_export(fay, None, scope=Export.OWN, format="json")
    reauthenticate(phone, phone.get(f"{TAKE}{export.pk}/")["Location"])
    assert list(Export.objects.all()) == [export]


def test_the_calendars_address_is_shown_and_made_for_who_has_shown_who_they_are(phone: Client, fay: User):
    address = feeds.create_feed(fay).token
    assert address not in phone.get(TIMES).text
    assert address in reauthenticate(phone, phone.post(f"{TIMES}address/", {"act": "show"})["Location"])
    stranger = sign_in()[0]
    stranger.post(f"{TIMES}address/", {"act": "make"})
    assert feeds.feed_owner(address) == fay


def test_whoever_holds_a_phone_signs_no_other_phone_out(phone: Client):
    other = sign_in()[0]
    login_url = phone.post("/accounts/sessions/")["Location"]
    assert other.get("/you/security/").status_code == 200
    assert "signed out everywhere else" in reauthenticate(phone, login_url)
    assert other.get("/you/security/").status_code == 302


def test_who_has_nothing_to_show_it_by_is_not_asked(ana: User):
    browser = signed_in(ana)
    assert "Content-Disposition" in browser.get("/workup/take-away/workup.json")
    assert browser.post(TAKE, {"what": "mine", "format": "md"})["Location"].startswith(TAKE)
    assert Partner.objects.current(ana)
