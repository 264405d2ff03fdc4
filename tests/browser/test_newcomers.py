"""Two new people, two phones: from the first page to the first words, counting every tap and field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Chromium, launched
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
AGREEMENTS = ["adult", "storing", "sharing", "server", "limits"]


class Phone:
    """A phone that counts what its owner has to do, and what its browser complains about."""

    def __init__(self, browser: Chromium, server: WebProcess) -> None:
        self.page: Page = browser.phone(server.base_url, timezone_id="Europe/Paris").new_page()
        self.taps = self.fields = 0
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )

    def tap(self, what: str) -> None:
        self.taps += 1
        self.page.click(what)

    def write(self, field: str, words: str) -> None:
        self.fields += 1
        self.page.fill(field, words)

    def sign_up(self, name: str) -> None:
        self.write("[name=email]", f"{name.lower()}@example.org")
        self.write("[name=password1]", "a long calm evening")
        self.tap("main form button")
        self.page.wait_for_url("**/welcome/")
        self.write("[name=first_name]", name)
        for agreement in AGREEMENTS:
            self.tap(f"[name={agreement}]")
        self.tap("main form.stack button")
        self.page.wait_for_url("**/before/")
        self.tap("[value=yes]")


@pytest.fixture
def phones(server: WebProcess) -> Iterator[tuple[Phone, Phone]]:
    with launched() as browser:
        yield Phone(browser, server), Phone(browser, server)


def pair(fay: Phone, gus: Phone) -> None:
    fay.page.goto("/")
    fay.tap("text=Begin")
    fay.sign_up("Fay")
    gus.page.goto(fay.page.input_value("#link"))  # scanned from Fay's screen
    gus.tap("text=Make my account")
    gus.sign_up("Gus")
    gus.tap("main form button")
    gus.page.wait_for_url("**/dialogues/")
    fay.page.wait_for_url("**/dialogues/", timeout=10_000)  # by itself


def test_two_newcomers_become_a_couple_with_few_taps(phones: tuple[Phone, Phone]):
    fay, gus = phones
    pair(fay, gus)
    assert (fay.taps, fay.fields) == (9, 3)
    assert (gus.taps, gus.fields) == (10, 3)
    assert not fay.complaints + gus.complaints


def test_two_newcomers_come_to_their_first_words_with_few_taps(phones: tuple[Phone, Phone]):
    fay, gus = phones
    pair(fay, gus)
    fay.tap("text=Begin your first dialogue")
    fay.write("[name=topic]", "Our breakfasts")
    fay.tap("main form button")
    fay.page.wait_for_selector("#stage")
    gus.tap("text=Open the invitation")  # it appears by itself
    gus.tap("form[data-move=accept] button[type=submit]")
    for phone in (gus, fay):
        phone.page.goto(fay.page.url)
        phone.page.wait_for_selector("#stage[data-step=centering]")
        phone.tap("form[data-move=ready] button[type=submit]")
    fay.page.wait_for_selector("#stage[data-step=sending]")
    fay.write("form[data-move=send] textarea", "I love how you laugh at breakfast.")
    fay.tap("form[data-move=send] button[type=submit]")
    fay.page.wait_for_selector("#stage[data-step=mirroring]")
    assert (fay.taps, fay.fields) == (13, 5)
    assert (gus.taps, gus.fields) == (13, 3)


def test_signing_out_leaves_no_draft_on_the_phone(phones: tuple[Phone, Phone]):
    fay, _ = phones
    fay.page.goto("/accounts/signup/")
    fay.sign_up("Fay")
    keep = "for (const box of [localStorage, sessionStorage]) { box['imago:draft'] = 'words'; box.other = 'stays' }"
    fay.page.evaluate(keep)
    fay.page.goto("/you/")
    assert fay.page.evaluate("localStorage['imago:draft']") == "words"
    fay.page.click("text=Sign out")
    fay.page.wait_for_selector("text=Talk so that both of you feel heard")
    left = "[localStorage, sessionStorage].map((box) => ['imago:draft' in box, box.other])"
    assert fay.page.evaluate(left) == [[False, "stays"], [False, "stays"]]


def test_the_link_is_copied_where_there_is_no_clipboard(phones: tuple[Phone, Phone]):
    fay, _ = phones
    fay.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    fay.page.goto("/accounts/signup/")
    fay.sign_up("Fay")
    fay.page.click("text=Copy the link")
    fay.page.wait_for_selector("text=Copied")
    assert not fay.complaints
