"""Phones in the hands of Ana and Ben, in one dialogue of a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, expect

from couples.models import User
from tests.browser.chromium import Chromium, driver, launched
from tests.browser.couple import LONG, Pair
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.web_process import WebProcess

expect.set_options(timeout=LONG)


class Phones:
    """A browser each, opened when first needed."""

    def __init__(self, browser: Chromium, talk: Talk, base_url: str, cookies: dict[str, str]):
        self.browser, self.talk, self.base_url, self.cookies = browser, talk, base_url, cookies
        self.contexts: dict[str, BrowserContext] = {}

    def context(self, name: str) -> BrowserContext:
        if name not in self.contexts:
            self.contexts[name] = self.browser.phone(self.base_url, self.cookies[name])
        return self.contexts[name]

    def page(self, name: str) -> Page:
        """One more tab on this person's phone, still empty."""
        return self.context(name).new_page()

    def enter(self, name: str, page: Page | None = None, link: str = "socket") -> Page:
        """The live room, once its line stands."""
        page = page or self.page(name)
        page.goto(f"/dialogues/{self.talk.pk}/")
        expect(page.locator("#room")).to_have_attribute("data-connection", link, timeout=20_000)
        return page

    def new_session(self, name: str) -> Any:
        """The cookie of signing in once more."""
        value = session_cookie(User.objects.get(pk=self.talk.credentials[name].user_id))
        return [
            {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.base_url, "httpOnly": True}
        ]

    def offline(self, name: str, off: bool) -> None:
        self.context(name).set_offline(off)


class Mute:
    """A line that goes dead without a word, as it does for a phone in a pocket."""

    def __init__(self) -> None:
        self.sockets = 0
        self.dead = 0

    def __call__(self, socket: WebSocketRoute) -> None:
        self.sockets += 1
        number, server = self.sockets, socket.connect_to_server()

        def passing_to(end: WebSocketRoute) -> Callable[[str | bytes], None]:
            def passes(message: str | bytes) -> None:
                if number > self.dead:
                    end.send(message)

            return passes

        socket.on_message(passing_to(server))
        server.on_message(passing_to(socket))

    def strike(self) -> None:
        self.dead = self.sockets


@contextmanager
def before_its_script(page: Page, path: str, script: str) -> Iterator[None]:
    """The page is there to be typed on; its script comes when this ends."""
    held: list[Route] = []
    page.route(f"**/js/{script}.*.js", lambda route: held.append(route))
    page.goto(path, wait_until="commit")
    yield
    for route in held:
        route.continue_()
    page.unroute_all()
    page.wait_for_load_state()


@contextmanager
def looking_into_the_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Playwright runs a loop in this thread, and Django would not let the test ask the database beside it."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    yield
    connection.close()  # this loop has one of its own


@pytest.fixture(scope="session", autouse=True)
def _one_browser() -> Iterator[None]:
    """It starts with the first browser test and stops after the last test of all."""
    yield
    driver().stop()


@pytest.fixture
def talk(request: pytest.FixtureRequest, ana: User, ben: User) -> Talk:
    """Of the kind that the test asks for."""
    return Talk(ana, ben, kind=getattr(request, "param", "intentional"))


@pytest.fixture
def phones(
    server: WebProcess, ana: User, ben: User, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Phones]:
    cookies = {"ana": session_cookie(ana), "ben": session_cookie(ben)}
    with launched() as browser, looking_into_the_database(monkeypatch):
        yield Phones(browser, talk, server.base_url, cookies)


@pytest.fixture
def couple(
    server: WebProcess, ana: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Pair]]:
    cookies = (session_cookie(ana), session_cookie(ben))
    with launched() as browser, looking_into_the_database(monkeypatch):
        yield lambda story: Pair(browser, server.base_url, cookies, story)
