"""The four tabs: where they are shown, and which is the current one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from couples.models import User
from imago_web.navigation import TAB_OF_APP
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
OTHERS = {"mail"}  # whose pages are about nobody


def tabs(browser: Client, path: str) -> list[str]:
    """The labels of the tabs on a page; the current one in brackets."""
    page = browser.get(path).text
    found = re.findall(r'<a class="tab"([^>]*)>.*?</svg>\s*(\w+)', page, re.DOTALL)
    return [f"[{label}]" if "aria-current" in attributes else label for attributes, label in found]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "Home"),
        ("/dialogues/new/", "Talk"),
        ("/appointments/", "Talk"),
        ("/transcripts/insights/", "Past"),
        ("/exits/", "Me"),
        ("/vision/lines/", "Me"),
        ("/you/security/", "Me"),
        ("/accounts/email/", "Me"),
        ("/help/", ""),
        ("/nothing/here/", ""),
    ],
)
def test_a_page_says_where_one_is(ana: User, ben: User, path: str, current: str):
    labels = [f"[{label}]" if label == current else label for label in ("Home", "Talk", "Past", "Me")]
    assert tabs(signed_in(ana), path) == labels


def test_there_are_no_tabs_where_there_is_one_thing_to_do_or_no_couple(ana: User, ben: User, eve: User):
    room = f"/dialogues/{Talk(ana, ben).pk}/"
    assert tabs(signed_in(ben), room) == []
    assert tabs(Client(), "/help/") == tabs(Client(), "/accounts/login/") == []
    assert tabs(signed_in(eve), "/you/") == tabs(signed_in(eve), "/before/") == []


def test_every_app_with_pages_belongs_to_a_tab():
    apps = {name for name in get_resolver().namespace_dict if name not in OTHERS}
    assert apps - set(TAB_OF_APP) == set(), "Enter it in TAB_OF_APP, in imago_web/navigation.py."


def test_requests_and_exits_are_folded_away_until_a_whole_dialogue_is_done(ana: User, ben: User):
    before = signed_in(ana).get("/me/").text
    assert before.index("<summary>") < before.index('href="/requests/"') < before.index('href="/exits/"')
    talk = Talk(ana, ben, kind="appreciation")
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana stop")
    assert "<summary>" in signed_in(ana).get("/me/").text
    Talk(ana, ben).play(WHOLE)
    after = signed_in(ana).get("/me/").text
    assert "<summary>" not in after
    assert 'href="/requests/"' in after
