"""Two new people, two phones: from the first page to the end of their first appreciation, counting every tap."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import Chromium, launched
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
VISIBLE_WORDS = """() => {
    const text = (element) => element.innerText ?? "";
    const count = (words) => (words.match(/[\\p{L}\\p{N}]\\S*/gu) ?? []).length;
    const clipped = (one) => one.matches(".skip-link") || getComputedStyle(one).clipPath === "inset(50%)";
    const swiped = (one) => one.matches("li") && one.getBoundingClientRect().left > innerWidth - 44;
    const hidden = (one) => clipped(one) || swiped(one);
    const unseen = [...document.querySelectorAll("body *")].filter(hidden).map(text).join(" ");
    const boxes = [...document.querySelectorAll("textarea[readonly]")].map((box) => box.value).join(" ");
    const here = document.body.innerText.match(/only works on this device[^]*?when it starts/)?.[0] ?? "";
    const heading = [...document.querySelectorAll("h1")].find((one) => one.checkVisibility());
    const step = document.querySelector("#stage")?.dataset.step ?? text(heading ?? document.body);
    return [`${location.pathname} ${step}`, count(text(document.body)) - count(unseen + here) + count(boxes)];
}"""
AGREEMENTS = ["agree", "adult"]


class Phone:
    """A phone that counts what its owner has to do, and what its browser complains about."""

    def __init__(self, browser: Chromium, server: WebProcess) -> None:
        self.page: Page = browser.phone(server.base_url, timezone_id="Europe/Paris").new_page()
        self.taps = self.fields = 0
        self.screens: dict[str, int] = {}
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )

    def look(self) -> None:
        """Count the words that this screen shows: a page, or a step of the dialogue."""
        screen, words = self.page.evaluate(VISIBLE_WORDS)
        self.screens[screen] = max(self.screens.get(screen, 0), words)

    @property
    def words(self) -> int:
        """All words that its owner has met so far."""
        return sum(self.screens.values())

    def tap(self, what: str) -> None:
        self.page.wait_for_selector(what)
        self.look()
        self.taps += 1
        self.page.click(what)

    def write(self, field: str, words: str) -> None:
        self.page.wait_for_selector(field)
        self.look()
        self.fields += 1
        self.page.fill(field, words)

    def at_step(self, step: str) -> None:
        self.page.wait_for_selector(f"#stage[data-step={step}]")

    def move(self, move: str, words: str = "") -> None:
        form = f"form[data-move={move}]"
        if words:
            self.write(f"{form} textarea", words)
        self.tap(f"{form} button[type=submit]")

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
    fay.tap("text=Start")
    fay.sign_up("Fay")
    fay.page.wait_for_selector("#message")
    fay.look()
    gus.page.goto(fay.page.input_value("#message").split()[-1])  # as Fay sends it
    gus.tap("text=Create my account")
    gus.sign_up("Gus")
    gus.tap("main form button")
    for phone in (gus, fay):  # Fay's by itself
        phone.page.get_by_role("heading", name="Your first dialogue").wait_for(timeout=10_000)


def come_to_first_words(fay: Phone, gus: Phone) -> None:
    fay.tap("text=I'll start")
    fay.tap("text=Invite Gus")
    fay.page.wait_for_selector("#stage")
    fay.look()
    gus.tap("text=Open the invitation")  # it appears by itself
    gus.move("accept")
    for phone in (gus, fay):
        phone.at_step("centering")
        phone.page.wait_for_selector("#room[data-connection=socket]")  # leaving earlier logs an error
        phone.page.goto(fay.page.url)
        phone.at_step("centering")
        phone.move("ready")
    for phone in (fay, gus):
        phone.at_step("sending")
        phone.look()
    fay.move("send", "I love how you laugh at breakfast.")
    fay.at_step("mirroring")


def appreciate(sender: Phone, receiver: Phone) -> None:
    """From the first words of this turn, which have been said, to what touched the other."""
    receiver.move("mirror", "You love how I laugh at breakfast.")
    sender.move("got_it")
    sender.at_step("meaning")
    sender.move("send", "It means a good day to me.")
    receiver.at_step("mirroring_meaning")
    receiver.move("mirror", "It means a good day to you.")
    sender.at_step("thanking")
    sender.move("thank", "Thank you for hearing it.")
    receiver.at_step("touched")
    receiver.move("thank", "What touched me is that you noticed.")


def test_two_newcomers_pair_and_hold_an_appreciation_with_few_taps(phones: tuple[Phone, Phone]):
    fay, gus = phones
    pair(fay, gus)
    assert (fay.taps, fay.fields) == (6, 3)
    assert (gus.taps, gus.fields) == (7, 3)
    come_to_first_words(fay, gus)
    assert (fay.taps, fay.fields) == (10, 4)
    assert (gus.taps, gus.fields) == (10, 3)
    assert fay.words <= 650, fay.screens
    assert gus.words <= 600, gus.screens
    appreciate(fay, gus)
    for phone in phones:
        phone.move("switch")
    gus.move("send", "I love that you wait up for me.")
    appreciate(gus, fay)
    for phone in phones:
        phone.at_step("closed")
    assert (fay.taps, gus.taps) == (17, 18)
    assert not fay.complaints + gus.complaints


def test_signing_out_leaves_no_draft_on_the_phone(phones: tuple[Phone, Phone]):
    fay, _ = phones
    fay.page.goto("/accounts/signup/")
    fay.sign_up("Fay")
    keep = "for (const box of [localStorage, sessionStorage]) { box['imago:draft'] = 'words'; box.other = 'stays' }"
    fay.page.evaluate(keep)
    fay.page.goto("/you/")
    assert fay.page.evaluate("localStorage['imago:draft']") == "words"
    fay.page.click("text=Sign out")
    fay.page.wait_for_selector("text=Talk so you both feel heard")
    left = "[localStorage, sessionStorage].map((box) => ['imago:draft' in box, box.other])"
    assert fay.page.evaluate(left) == [[False, "stays"], [False, "stays"]]


def test_the_link_is_copied_where_there_is_no_clipboard(phones: tuple[Phone, Phone]):
    fay, _ = phones
    fay.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    fay.page.goto("/accounts/signup/")
    fay.sign_up("Fay")
    fay.page.click("text=Copy it")
    fay.page.wait_for_selector("text=Copied")
    assert not fay.complaints
