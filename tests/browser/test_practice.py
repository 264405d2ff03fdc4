"""Practising alone: with a script, what is typed stays on the phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request, expect

from tests.browser.chromium import launched
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
WORDS = "You put the shopping away alone. Did I get that?"


def test_what_is_typed_stays_on_the_phone(server: WebProcess):
    posted: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            posted.append(request.url)

    with launched() as browser:
        page = browser.phone(server.base_url).new_page()
        page.goto("/how/practice/")
        page.on("request", note)
        page.get_by_label("Say it back").fill(WORDS)
        page.get_by_role("button", name="Did I get it?").click()
        expect(page.locator("#answer")).to_be_focused()
        expect(page.locator("#own")).to_contain_text(WORDS)
        page.get_by_role("link", name="Another sentence").click()
        expect(page.get_by_role("heading", level=2).first).to_have_text("Sam says:")
        assert posted == []
