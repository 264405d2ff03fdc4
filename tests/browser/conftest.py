"""Phones in the hands of Ana and Ben, in one dialogue of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from couples.models import User
from tests.dialogues.talk import Talk
from tests.install import chromium
from tests.live import WebProcess
from tests.people import session_cookie

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


class Phones:
    """A browser each, opened when first needed."""

    def __init__(self, browser: Any, talk: Talk, base_url: str, cookies: dict[str, str]):
        self.browser, self.talk, self.base_url, self.cookies = browser, talk, base_url, cookies
        self.contexts: dict[str, BrowserContext] = {}

    def context(self, name: str) -> BrowserContext:
        if name not in self.contexts:
            context = self.browser.new_context(
                base_url=self.base_url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
            )
            cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": self.cookies[name]}
            context.add_cookies([cookie | {"url": self.base_url, "httpOnly": True, "sameSite": "Lax"}])
            self.contexts[name] = context
        return self.contexts[name]

    def page(self, name: str) -> Page:
        """One more tab on this person's phone, still empty."""
        return self.context(name).new_page()

    def enter(self, name: str, page: Page | None = None, link: str = "socket") -> Page:
        """The live room, once its line stands."""
        page = page or self.page(name)
        page.goto(f"/dialogues/{self.talk.pk}/")
        expect(page.locator("#room")).to_have_attribute("data-link", link, timeout=20_000)
        return page

    def offline(self, name: str, off: bool) -> None:
        self.context(name).set_offline(off)


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    return Talk(ana, ben)


@pytest.fixture
def phones(
    server: WebProcess, ana: User, ben: User, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Phones]:
    # Playwright runs a loop in this thread, and Django would not let the test look into the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    cookies = {"ana": session_cookie(ana), "ben": session_cookie(ben)}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield Phones(browser, talk, server.base_url, cookies)
        browser.close()
        connection.close()  # the loop has one of its own
