"""The quick exit and the offline page, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from couples.models import User
from tests.browser.chromium import launched
from tests.factories import session_cookie
from tests.runtime.running import until
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
OWN_KEYS = (
    "Object.keys(localStorage).concat(Object.keys(sessionStorage)).filter((k) => k.startsWith('imago:'))"
)


@pytest.fixture
def script() -> bool:
    """Whether the phone runs scripts."""
    return True


@pytest.fixture
def context(server: WebProcess, ana: User, script: bool) -> Iterator[BrowserContext]:
    """A phone's browser in which Ana is signed in."""
    cookie = session_cookie(ana)
    with launched() as browser:
        yield browser.phone(server.base_url, cookie, java_script_enabled=script)


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    """Ana's phone, two pages deep in the app."""
    page = context.new_page()
    page.goto("/dialogues/")
    page.goto("/dialogues/new/")
    return page


def expect_an_empty_tab(page: Page) -> None:
    page.wait_for_url("**/blank/")
    expect(page).to_have_title("New tab")
    expect(page.locator("body")).to_have_text("")


def expect_signed_out(page: Page) -> None:
    """The empty tab doesn't wait for it."""
    until(lambda: "/accounts/login/" in page.request.get("/dialogues/").url)


def wait_for_the_worker(page: Page) -> None:
    page.wait_for_function("() => navigator.serviceWorker.controller")


def test_one_tap_leaves_and_forgets(phone: Page):
    phone.evaluate("localStorage.setItem('imago:draft', 'words'); sessionStorage.setItem('imago:key', '1')")
    phone.tap("#exit button")
    expect_an_empty_tab(phone)
    assert phone.evaluate(OWN_KEYS) == []
    expect_signed_out(phone)


def test_the_page_is_empty_at_once_and_does_not_wait_for_the_server(phone: Page):
    left = """() => {
        document.querySelector("#exit button").click();
        return [document.title, document.documentElement.textContent.trim(), location.pathname];
    }"""
    assert phone.evaluate(left) == ["New tab", "New tab", "/dialogues/new/"]
    expect_an_empty_tab(phone)


def press_escape(page: Page, *, seconds_between: float) -> None:
    """Three times, at moments that the machine's pace doesn't change."""
    keyboard, began = page.context.new_cdp_session(page), time.time()
    for number in range(3):
        pressed = {"type": "keyDown", "key": "Escape", "timestamp": began + number * seconds_between}
        keyboard.send("Input.dispatchKeyEvent", pressed)


def test_esc_three_times_leaves(phone: Page):
    phone.goto("/dialogues/new/?kind=intentional")
    phone.focus("#topic")
    press_escape(phone, seconds_between=0.4)
    expect_an_empty_tab(phone)
    expect_signed_out(phone)


def test_esc_now_and_then_does_not_leave(phone: Page):
    press_escape(phone, seconds_between=0.8)
    expect(phone.locator("h1")).to_have_text("Start a dialogue")


def test_back_shows_nothing(phone: Page):
    phone.tap("#exit button")
    expect_an_empty_tab(phone)
    phone.go_back(wait_until="commit")
    expect_an_empty_tab(phone)


@pytest.mark.parametrize("script", [False])
def test_it_leaves_without_a_script(phone: Page):
    phone.tap("#exit button")
    expect_an_empty_tab(phone)
    expect_signed_out(phone)


def test_a_keyboard_reaches_the_exit_after_the_skip_link_and_nothing_ever_covers_it(phone: Page):
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Skip to the page")).to_be_focused()
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.form?.id") == "exit"
    phone.evaluate("scrollTo(0, document.body.scrollHeight)")
    box = phone.locator("#exit button").bounding_box()
    assert box
    assert box["height"] >= 44
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert phone.evaluate("([x, y]) => document.elementFromPoint(x, y)?.form?.id", middle) == "exit"


def test_without_a_network_the_page_says_so_and_comes_back_by_itself(phone: Page, context: BrowserContext):
    wait_for_the_worker(phone)
    context.set_offline(True)
    phone.goto("/dialogues/")
    expect(phone.locator("h1")).to_have_text("No connection just now")
    expect(phone.locator("body")).not_to_contain_text("Ana")
    context.set_offline(False)
    expect(phone.locator("h1")).to_have_text("Talk", timeout=15_000)


def test_leaving_without_a_network_is_made_good_at_the_next_page(phone: Page, context: BrowserContext):
    wait_for_the_worker(phone)
    context.set_offline(True)
    phone.tap("#exit button")
    expect_an_empty_tab(phone)
    context.set_offline(False)
    phone.goto("/dialogues/", wait_until="commit")
    expect_an_empty_tab(phone)
    expect_signed_out(phone)
