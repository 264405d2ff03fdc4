"""The pages about oneself: welcome, profile, help, and the private question."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from core.version import VERSION
from couples import helplines, magic_links
from couples.models import Profile, User
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
AGREED = {"agree": "on"}


def test_who_is_not_grown_up_is_told_so_kindly():
    user = User.objects.create_user("kit@example.org")
    response = signed_in(user).post("/welcome/", {"first_name": "Kit"} | AGREED)
    assert response.status_code == 422
    assert "imago is for adults" in response.text
    assert not Profile.objects.filter(user=user).exists()


def test_a_time_zone_that_is_none_does_no_harm():
    user = User.objects.create_user("fay@example.org")
    fields = {"first_name": "Fay", "adult": "on", "time_zone": "Nowhere/At_All"}
    assert signed_in(user).post("/welcome/", fields | AGREED).status_code == 302
    assert user.profile.time_zone == "UTC"


def test_the_profile_can_be_changed_and_the_pages_follow(ana: User):
    client = signed_in(ana)
    fields = {"first_name": "Anna", "pronouns": "she", "language": "en", "time_zone": "Pacific/Auckland"}
    assert client.post("/you/", fields).status_code == 302
    page = client.get("/you/")
    assert 'value="Anna"' in page.text
    assert '<option value="Pacific/Auckland" selected>' in page.text
    ana.profile.refresh_from_db()
    assert (ana.profile.pronouns, ana.profile.time_zone) == ("she", "Pacific/Auckland")


def test_the_profile_page_names_the_version(ana: User):
    assert f"Version {VERSION}" in signed_in(ana).get("/you/").text


def test_times_are_told_as_they_are_where_one_is(ana: User):
    Profile.objects.filter(user=ana).update(time_zone="Pacific/Kiritimati")  # fourteen hours ahead
    session = Client()
    session.post(magic_links.create_link(ana))
    kiritimati = session.get("/accounts/sessions/").text
    Profile.objects.filter(user=ana).update(time_zone="UTC")
    utc = session.get("/accounts/sessions/").text
    times = [re.search(r"Since ([^<]+), from", page) for page in (kiritimati, utc)]
    assert times[0]
    assert times[1]
    assert times[0][1] != times[1][1]


@pytest.mark.parametrize(
    ("browser", "first"),
    [
        ("en-NZ,en;q=0.9", "New Zealand"),
        ("de", "Germany"),
        ("fr-CA,fr;q=0.8", "Canada"),
        ("tlh,en-gb;q=0.5", "United Kingdom"),
        ("*", "Australia"),
        ("", "Australia"),
    ],
)
def test_help_begins_with_the_country_that_the_browser_speaks_of(browser: str, first: str):
    page = Client().get("/help/", headers={"accept-language": browser}).text
    assert re.findall(r"<summary>([^<]+)</summary>", page)[0] == first
    assert page.count("<details") == len(helplines.COUNTRIES)
    assert page.count('stack" open') == (first != "Australia")


def test_the_question_suggests_no_answer(eve: User):
    buttons = re.findall(r'<button class="([^"]+)" name="safe"', signed_in(eve).get("/before/").text)
    assert buttons == ["button button--quiet"] * 3


def test_a_link_that_leads_nowhere_for_others_says_so(eve: User):
    client = signed_in(eve)
    client.post("/before/", {"safe": "yes"})
    at_home = client.get("/invite/", headers={"host": "127.0.0.1:8000"}).text
    assert "only works on this device" in at_home
    assert (
        "only works on this device" not in client.get("/invite/", headers={"host": "192.168.1.7:8000"}).text
    )
