"""A whole workup is filled in on a phone; both share parts of theirs, read each other's, and talk about a need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from couples.models import User
from tests.browser.chromium import launched
from tests.browser.conftest import Phones, before_its_script
from tests.browser.screens import Album
from tests.factories import session_cookie
from tests.web_process import WebProcess
from workup.demo import ANA, BEN, DemoAnswers, create_demo_workup
from workup.models import Workup

pytestmark = pytest.mark.browser
NEEDED = "/workup/question/needed/"
LONG = 15_000  # ms
OFFLINE = "Kept on this phone. It'll be saved when you're back online."
PICTURED = {"caretakers", "felt_good", "childhood", "needed"}


class Writer:
    """One partner with a phone and a life to tell."""

    def __init__(self, page: Page, name: str, life: DemoAnswers, album: Album) -> None:
        self.page, self.name, self.life, self.album = page, name, life, album

    def photograph(self, what: str) -> None:
        self.album.photograph(self.page, what, self.name)

    def work_through(self) -> None:
        """From the first page of the workup to the last, by the buttons that a thumb would press."""
        self.page.goto("/workup/")
        self.photograph("overview")
        self.page.get_by_role("link", name="Start", exact=True).click()
        self.page.wait_for_url(re.compile("/(before|question)/"))
        while not self.page.url.endswith("/workup/"):
            here = self.page.url
            if "/before/" in here:
                self.photograph("a-heavy-part")
                self.page.get_by_role("link", name="I'm ready").click()
            else:
                self.answer()
            self.page.wait_for_url(re.compile(f"^(?!{re.escape(here)}$)"))

    def answer(self) -> None:
        """Answer the question on the screen, and go on."""
        form = self.page.locator("#answer")
        question = self.page.url.split("/question/")[1].split("/")[0]
        told = self.life[question]
        if isinstance(told, dict):
            asked = self.page.locator("#ask").inner_text()
            told = next(said for who, said in told.items() if who in asked)
        getattr(self, form.get_attribute("data-kind") or "")(told)
        if question in PICTURED:
            self.photograph(question)
        self.page.get_by_role("button", name="Next").click()

    def people(self, names: list[str]) -> None:
        for name in names:
            offered = self.page.locator("[data-names] label", has_text=re.compile(rf"^\s*{name}\s*$"))
            if offered.count():
                offered.click()
                continue
            box = self.page.locator(".person [name=name]").last
            if box.input_value():
                self.page.get_by_role("button", name="Add another").click()
            self.page.locator(".person [name=name]").last.fill(name)

    def traits(self, told: list[tuple[str, int]]) -> None:
        for word, strength in told:
            chip = self.page.locator(".chips label", has_text=re.compile(rf"^\s*{word}\s*$"))
            if chip.count():
                chip.click()
            else:
                self.page.locator("#own").fill(word)
                self.page.locator("#own").press("Enter")
            row = self.page.locator(".strength", has_text=word).last
            row.locator("select").select_option(str(strength))

    def pairs(self, told: list[tuple[str, ...]]) -> None:
        for number, cells in enumerate(told):
            if number:
                self.page.get_by_role("button", name="Add another").click()
            boxes = self.page.locator(".pair").nth(number).locator("textarea")
            for at, words in enumerate(cells):
                boxes.nth(at).fill(words)

    def words(self, told: str) -> None:
        self.page.locator("#words").fill(told)

    def choice(self, told: str) -> None:
        self.page.locator(f"[name=choice][value={told}]").check()

    def scale(self, told: int) -> None:
        self.page.locator(".scale label", has_text=re.compile(rf"^\s*{told}\s*$")).click()

    def share(self, part: str, other: str) -> None:
        self.page.goto("/workup/picture/")
        self.page.locator(f"#{part}").get_by_role("button", name=f"Let {other} read this").click()
        expect(self.page.locator(".messages")).to_contain_text("Shared.")


@pytest.fixture
def writers(server: WebProcess, ana: User, ben: User) -> Iterator[tuple[Writer, Writer]]:
    """Ana's phone in light mode, Ben's in dark mode. He has answered everything already."""
    Workup.objects.create(user=ben)
    create_demo_workup(ben, BEN)
    cookies = session_cookie(ana), session_cookie(ben)
    album = Album("workup")
    with launched() as browser:
        pages = [
            browser.phone(server.base_url, cookie, color_scheme=scheme, reduced_motion="reduce").new_page()
            for cookie, scheme in zip(cookies, ("light", "dark"), strict=True)
        ]
        yield Writer(pages[0], "ana", ANA, album), Writer(pages[1], "ben", BEN, album)


def test_a_workup_is_filled_in_both_share_and_begin_a_dialogue_from_a_need(writers: tuple[Writer, Writer]):
    ana, ben = writers
    ana.work_through()
    ben.page.goto("/workup/")
    for one in writers:
        expect(one.page.locator("main")).to_contain_text("You've answered every question.")
        one.photograph("the-end")
        one.page.get_by_role("button", name="I'm done").click()
        one.page.wait_for_url("**/workup/picture/")
        one.photograph("the-picture")
        expect(one.page.locator("#talks")).to_be_visible()
    expect(ana.page.locator("#agenda")).to_contain_text("remind me of what once hurt: always busy")
    expect(ben.page.locator("#likeness")).to_contain_text("brave")
    ben.page.locator(".similarity", has_text="affectionate").get_by_role(
        "button", name="The same", exact=True
    ).click()
    expect(ben.page.locator("#likeness")).to_contain_text("affectionate")
    ben.page.locator(".chart >> nth=1").scroll_into_view_if_needed()
    ben.photograph("then-and-now")

    ana.share("need", "Ben")
    ana.share("wound", "Ben")
    ben.share("need", "Ana")
    for one, other in ((ana, BEN), (ben, ANA)):
        one.page.goto("/workup/together/")
        expect(one.page.locator("[aria-labelledby=theirs]")).to_contain_text(other["needed"])
        expect(one.page.locator(".chart svg")).to_be_visible()
        expect(one.page.locator("main")).not_to_contain_text(other["mine"])
        one.photograph("together")
    his = ben.page.locator("[aria-labelledby=theirs] article").first
    his.get_by_role("button", name="Say thank you").click()
    ana.page.goto("/workup/together/")
    expect(ana.page.locator("main")).to_contain_text("Ben said:")
    ana.page.get_by_role("button", name="Stop sharing").last.click()
    ben.page.goto("/workup/together/")
    expect(ben.page.locator("main")).to_contain_text("Ana stopped sharing something on")
    expect(ben.page.locator("main")).not_to_contain_text("I came home from school")

    ben.page.locator("[aria-labelledby=theirs] article").get_by_role("button", name="Talk about this").click()
    expect(ben.page.locator("[name=topic]")).to_have_value(re.compile(re.escape(ANA["needed"])))
    ben.photograph("talk-about-this")
    ben.page.get_by_role("button", name="Continue").click()
    ben.page.wait_for_url("**step=mode")
    ben.page.get_by_role("button", name="Invite").click()
    expect(ben.page.locator("#stage")).to_have_attribute("data-step", "invited")
    ana.page.goto("/dialogues/")
    expect(ana.page.locator(".invitation")).to_contain_text(ANA["needed"])


def other_device(phones: Phones) -> Page:
    """Another phone on which Ana is signed in too."""
    return phones.browser.phone(phones.base_url, phones.cookies["ana"]).new_page()


def saved(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("#saved")).to_have_text(words, timeout=LONG)


def type_offline(phones: Phones, words: str) -> None:
    """Ana types this without a network, and puts her phone away; then the network is back."""
    page = phones.page("ana")
    page.goto(NEEDED)
    phones.offline("ana", True)
    page.fill("#words", words)
    saved(page, OFFLINE)
    put_away(page)
    phones.offline("ana", False)


def put_away(page: Page) -> None:
    """Closes a page that is offline. The browser would let its last request outlive the page and the outage."""
    page.evaluate("void (globalThis.fetch = () => Promise.reject(new TypeError('offline')))")
    page.close()


def test_words_typed_while_the_server_is_away_are_kept_and_saved_when_it_is_back(
    phones: Phones, server: WebProcess
):
    page = phones.page("ana")
    page.goto(NEEDED)
    page.fill("#words", "to be")
    saved(page, "Saved")
    server.terminate()
    page.fill("#words", "to be seen")
    saved(page, OFFLINE)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#words")).to_have_value("to be seen")
    server.start()
    saved(page, "Saved")
    page.reload()
    expect(page.locator("#words")).to_have_value("to be seen")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('imago:'))") == []


def test_words_typed_before_the_script_is_there_are_saved_too(phones: Phones):
    page = phones.page("ana")
    with before_its_script(page, NEEDED, "workup/answer"):
        page.fill("#words", "to be seen")
    saved(page, "Saved")


def test_words_of_a_phone_that_was_offline_and_put_away_arrive_later(phones: Phones):
    type_offline(phones, "to be seen")
    later = phones.page("ana")
    with later.expect_response(lambda answer: NEEDED in answer.url and answer.request.method == "POST"):
        later.goto("/workup/")
    later.goto(NEEDED)
    expect(later.locator("#words")).to_have_value("to be seen")


def test_words_that_were_deleted_again_while_offline_do_not_come_back(phones: Phones):
    page = phones.page("ana")
    page.goto(NEEDED)
    page.fill("#words", "to be")
    saved(page, "Saved")
    phones.offline("ana", True)
    page.fill("#words", "to be, and I hate this")
    saved(page, OFFLINE)
    page.fill("#words", "to be")
    put_away(page)
    phones.offline("ana", False)
    later = phones.page("ana")
    later.goto("/workup/")
    later.goto(NEEDED)
    expect(later.locator("#words")).to_have_value("to be")


def test_words_that_still_wait_are_never_written_over(phones: Phones):
    type_offline(phones, "last night's paragraph")
    later = phones.page("ana")
    later.route(
        "**/question/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    later.goto(NEEDED)
    saved(later, "Saving earlier words from this phone first ...")
    expect(later.locator("#answer")).to_have_js_property("inert", True)
    later.unroute_all()
    expect(later.locator("#words")).to_have_value("last night's paragraph", timeout=LONG)


def test_two_tabs_of_one_phone_keep_their_words_apart(phones: Phones):
    first, second = phones.page("ana"), phones.page("ana")
    first.goto(NEEDED)
    second.goto(NEEDED)
    phones.offline("ana", True)
    first.fill("#words", "from the first tab")
    saved(first, OFFLINE)
    second.fill("#words", "from the second tab")
    saved(second, OFFLINE)
    first.close()
    phones.offline("ana", False)
    saved(second, re.compile("^(Saved|Not saved yet: please choose above.)$"))  # whichever tab was quicker
    if not second.locator("#conflict").count():
        second.goto("/workup/")
        second.locator("#kept a").click()
    there, here = second.locator("#conflict .quoted"), second.locator("#words")
    expect(there).to_be_visible()
    assert {there.inner_text(), here.input_value()} == {"from the first tab", "from the second tab"}


def test_two_devices_never_overwrite_each_other_unseen(phones: Phones):
    laptop, phone = other_device(phones), phones.page("ana")
    laptop.goto(NEEDED)
    phone.goto(NEEDED)
    laptop.fill("#words", "from the laptop")
    saved(laptop, "Saved")
    phone.fill("#words", "from the phone")
    expect(phone.locator("#conflict .quoted")).to_have_text("from the laptop")
    saved(phone, "Not saved yet: please choose above.")
    phone.locator("#words").press_sequentially(", and more")
    phone.locator("#words").blur()
    phone.get_by_role("link", name="Stop for today").click()
    expect(phone.locator("#kept")).to_be_visible()
    laptop.reload()
    expect(laptop.locator("#words")).to_have_value("from the laptop")
    phone.locator("#kept a").click()
    expect(phone.locator("#words")).to_have_value("from the phone, and more")
    phone.get_by_role("button", name="Next").click()
    saved(phone, "Not saved yet: please choose above.")
    phone.get_by_role("button", name="Keep what's below").click()
    saved(phone, "Saved")
    expect(phone.locator("#conflict")).to_have_count(0)
    laptop.reload()
    expect(laptop.locator("#words")).to_have_value("from the phone, and more")


def test_words_from_offline_meet_those_of_another_device_with_both_in_sight(phones: Phones):
    type_offline(phones, "from the phone")
    laptop = other_device(phones)
    laptop.goto(NEEDED)
    laptop.fill("#words", "from the laptop")
    saved(laptop, "Saved")
    again = phones.page("ana")
    again.goto("/workup/")
    again.locator("#kept a").click()
    expect(again.locator("#conflict .quoted")).to_have_text("from the laptop")
    expect(again.locator("#words")).to_have_value("from the phone")
    again.get_by_role("link", name="Use the other version").click()
    expect(again.locator("#words")).to_have_value("from the laptop")
    again.reload()
    expect(again.locator("#conflict")).to_have_count(0)


def test_words_about_somebody_who_was_taken_off_the_list_meanwhile_are_shown_until_let_go(phones: Phones):
    page = phones.page("ana")
    page.goto("/workup/question/caretakers/")
    page.get_by_text("Mother", exact=True).click()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**/question/felt_good/*/")
    phones.offline("ana", True)
    page.fill("#own", "sang in the car")
    saved(page, OFFLINE)
    put_away(page)
    phones.offline("ana", False)
    laptop = other_device(phones)
    laptop.goto("/workup/question/caretakers/")
    laptop.get_by_role("link", name="Delete").click()
    laptop.get_by_role("button", name="Delete").click()
    again = phones.page("ana")
    again.goto("/workup/")
    expect(again.locator("#kept .quoted")).to_have_text("sang in the car")
    again.get_by_role("button", name="Delete them").click()
    expect(again.locator("#kept")).to_be_hidden()


def test_after_signing_out_elsewhere_the_words_wait_for_signing_in(phones: Phones):
    page = phones.page("ana")
    page.goto(NEEDED)
    kept: list[Any] = phones.context("ana").cookies()
    phones.context("ana").clear_cookies()
    page.fill("#words", "to be seen")
    expect(page.locator("#saved a")).to_have_attribute(
        "href", f"/accounts/login/?next={quote(NEEDED, safe='')}"
    )
    phones.context("ana").add_cookies(kept)
    page.reload()
    saved(page, "")
    expect(page.locator("#words")).to_have_value("to be seen")


def test_whoever_takes_the_phone_next_sends_nothing_of_the_one_before(phones: Phones):
    type_offline(phones, "only mine")
    phones.context("ana").add_cookies(phones.new_session("ben"))
    his = phones.page("ana")
    his.goto("/workup/")
    his.goto(NEEDED)
    expect(his.locator("#words")).to_have_value("")
    assert his.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('imago:user-'))") == []


def test_it_can_be_answered_by_keyboard_alone(phones: Phones):
    page = phones.page("ana")
    page.goto("/workup/question/loved/")
    page.locator(".chips input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    saved(page, "Saved")
    page.locator("#own").focus()
    page.keyboard.type("nosy")
    page.keyboard.press("Enter")
    page.locator("select").last.focus()
    page.keyboard.press("End")
    saved(page, "Saved")
    page.reload()
    told = page.locator(".strength").all_inner_texts()
    assert [text.split("\n")[0] for text in told] == ["warm", "gentle", "nosy"]
    expect(page.locator("select").last).to_have_value("5")
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/hard/")
