"""What holds on every page: no inline code, nothing from elsewhere, little to load."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from couples.models import User
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
KB = 1024
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")


@pytest.fixture
def pages(ana: User, ben: User) -> dict[str, str]:
    talk = Talk(ana, ben)
    talk.play(ROUND_OF_ANA)
    room = f"/dialogues/{talk.pk}/"
    paths = ["/dialogues/", "/dialogues/new/", room, room.replace("dialogues", "transcripts")]
    return {
        "home": Client().get("/", follow=True).text,
        "offline": Client().get("/offline/").text,
        **{path: signed_in(ana).get(path, follow=True).text for path in paths},
        **{name: render_to_string(name) for name in ERRORS},
    }


def loaded(page: str) -> set[Path]:
    """The scripts and styles that a page loads, with the modules that these import."""
    names = re.findall(r'<script[^>]* src="([^"]+)"|rel="stylesheet" href="([^"]+)"', page)
    waiting = {settings.STATIC_ROOT / (script or style).removeprefix("/static/") for script, style in names}
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        modules = re.findall(r'(?:from|import)\s*"(\.[^"]+)"', path.read_text())
        waiting |= {(path.parent / module).resolve() for module in modules} - found
    return found


def test_no_page_has_inline_code_or_style(pages: dict[str, str]):
    for name, page in pages.items():
        assert not INLINE.search(page), (name, INLINE.search(page))


def test_no_page_asks_another_site_for_anything(pages: dict[str, str]):
    for name, page in pages.items():
        assert not ELSEWHERE.search(page), name


def test_every_page_has_a_neutral_title_and_a_language(pages: dict[str, str]):
    for name, page in pages.items():
        title = re.search(r"<title>(.*?)</title>", page)
        assert title, name
        assert "imago" in title[1], name
        assert not re.search(r"Ana|Ben|Quiet dinners", title[1]), name
        assert '<html lang="en"' in page, name


def test_every_page_has_the_exit_and_a_link_to_help_lines(pages: dict[str, str]):
    for name, page in pages.items():
        assert 'action="/exit/"' in page, name
        assert 'href="/help/">Help lines</a>' in page, name


def test_every_page_but_the_room_says_what_the_app_is_not(pages: dict[str, str]):
    silent = [page for page in pages.values() if "an emergency service" not in page]
    assert ['id="room"' in page for page in silent] == [True]


@pytest.mark.parametrize("which", ["home", "room"])
def test_a_page_loads_less_than_60_kb(pages: dict[str, str], which: str):
    page = pages["home"] if which == "home" else next(page for page in pages.values() if 'id="room"' in page)
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in loaded(page)}
    assert len(weights) >= 3
    assert sum(weights.values()) < 60 * KB, weights


def test_a_lost_page_is_answered_kindly(client: Client):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "You haven't lost anything" in response.text


def test_an_old_form_is_answered_kindly(ana: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    response = client.post("/dialogues/", {"kind": "intentional"})
    assert response.status_code == 403
    assert "Please send that again" in response.text
