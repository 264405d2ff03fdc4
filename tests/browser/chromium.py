"""Chromium for the tests, one person a context. Every address that any page asks for is logged and judged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from couples.models import User
from tests.install import chromium
from tests.people import session_cookie

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
OURS = {"localhost", "127.0.0.1"}


class Chromium:
    """A browser that opens phones, and remembers what their pages asked for and complained about."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.asked: set[str] = set()
        self.complaints: list[str] = []

    def phone(self, base_url: str, cookie: str = "", **options: Any) -> BrowserContext:
        """A phone of its own, signed in by this session's cookie if there is one."""
        context = self.browser.new_context(base_url=base_url, **{**PHONE, **options})
        context.on("request", lambda request: self.asked.add(request.url))
        context.on("page", self.listen)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        if cookie:
            known: Any = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base_url}
            context.add_cookies([known | {"httpOnly": True, "sameSite": "Lax"}])
        return context

    def phone_of(self, user: User, base_url: str, **options: Any) -> BrowserContext:
        return self.phone(base_url, session_cookie(user), **options)

    def listen(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.asked.add(socket.url))

    def third_parties(self) -> list[str]:
        """What was asked of anybody but us."""
        found = [url for url in self.asked if urlsplit(url).scheme in ("http", "https", "ws", "wss")]
        return sorted(url for url in found if urlsplit(url).hostname not in OURS)


@contextmanager
def launched() -> Iterator[Chromium]:
    """A browser for one test. No page of it may have asked a third party for anything, nor have failed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        own = Chromium(browser)
        yield own
        browser.close()
    assert own.third_parties() == []
    assert own.complaints == []
