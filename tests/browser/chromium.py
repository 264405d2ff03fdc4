"""Chromium for the tests, one person a context. Every address that any page asks for is logged and judged."""

from __future__ import annotations

import asyncio
from asyncio.events import _set_running_loop
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from couples.models import User
from tests.factories import session_cookie
from tests.install import chromium

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


class Driver:
    """Playwright and one Chromium, kept for all tests of this process, since their start takes a second."""

    def __init__(self) -> None:
        self.playwright = sync_playwright().start()
        self.loop = asyncio.get_running_loop()
        self.browser = self.launch()
        _set_running_loop(None)

    def launch(self) -> Browser:
        return self.playwright.chromium.launch(executable_path=chromium(), args=QUIET)

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Playwright's event loop runs in this thread meanwhile. All other tests must not see that it does."""
        _set_running_loop(self.loop)
        try:
            yield
        finally:
            _set_running_loop(None)

    @contextmanager
    def empty_browser(self) -> Iterator[Browser]:
        """The browser without anybody's phone in it, neither before nor afterwards."""
        with self.awake():
            if not self.browser.is_connected():
                self.browser = self.launch()
            try:
                yield self.browser
            finally:
                for context in self.browser.contexts:
                    context.close()

    def stop(self) -> None:
        with self.awake():
            self.browser.close()
            self.playwright.stop()


driver = cache(Driver)


@contextmanager
def launched() -> Iterator[Chromium]:
    """A browser for one test. No page of it may have asked a third party for anything, nor have failed."""
    with driver().empty_browser() as browser:
        own = Chromium(browser)
        yield own
    assert own.third_parties() == []
    assert own.complaints == []
