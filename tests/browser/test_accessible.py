"""The rules of accessibility that a program can check, on the dialogue's pages in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, sync_playwright

from couples.models import User
from tests.dialogues.talk import ROUND_OF_ANA, WHOLE, Talk
from tests.install import chromium
from tests.live import WebProcess
from tests.people import session_cookie

pytestmark = pytest.mark.browser
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
STOPS = [
    0,
    1,
    4,
    5,
    9,
    14,
]  # how many moves of the script a dialogue has made: invited, arriving, ... switching
SMALL = """[...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
    .filter((part) => part.checkVisibility())
    .map((part) => part.matches("[type=checkbox], [type=radio]") ? part.closest("label") : part)
    .filter((part) => part.getBoundingClientRect().height < 44)
    .map((part) => part.outerHTML.slice(0, 120))"""


@pytest.fixture
def paths(ana: User, ben: User) -> list[str]:
    """Dialogues at several steps, one that is over, and the pages round them."""
    script = ROUND_OF_ANA.split(",")
    talks = [Talk(ana, ben) for _ in range(len(STOPS) + 2)]
    for talk, stop in zip(talks, STOPS, strict=False):
        if stop:
            talk.play(",".join(script[:stop]))
    talks[-2].play("ben accept, ana pause")
    talks[-1].play(WHOLE)
    rooms = [f"/dialogues/{talk.pk}/" for talk in talks]
    return ["/dialogues/", "/dialogues/new/", "/offline/", "/nothing/", *rooms, f"{rooms[-1]}transcript/"]


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, server: WebProcess, ana: User, paths: list[str]) -> Iterator[Page]:
    cookie: Any = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": session_cookie(ana),
        "url": server.base_url,
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        context = browser.new_context(
            base_url=server.base_url,
            viewport={"width": 390, "height": 844},
            color_scheme=request.param,
            reduced_motion="reduce",
        )
        context.add_cookies([cookie])
        yield context.new_page()
        browser.close()


def test_no_page_breaks_a_rule_and_all_can_be_touched(phone: Page, paths: list[str]):
    broken: dict[str, Any] = {}
    for path in paths:
        phone.goto(path)
        phone.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
        found = [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(phone).response["violations"]]
        wide = phone.evaluate("document.documentElement.scrollWidth > innerWidth")
        if found or wide or phone.evaluate(SMALL):
            broken[path] = (found, wide, phone.evaluate(SMALL))
    assert not broken
