"""From lines that each writes alone to the page of both, on two phones."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.couple import LONG, Pair, Phone

pytestmark = pytest.mark.browser
LAUGH, MIND, GARDEN = "We laugh every day.", "We speak our minds.", "We have a garden."


def write(phone: Phone, words: str, matters: str) -> None:
    form = phone.page.locator("#line-form")
    form.locator("textarea").fill(words)
    form.locator("select").select_option(matters)
    form.get_by_role("button", name="Add this line").click()
    expect(phone.page.locator(".link-list")).to_contain_text(words)


def test_lines_written_alone_become_a_page_of_both(couple):
    pair: Pair = couple("vision")
    ana, ben = pair.phones
    for phone in pair.phones:
        phone.page.goto("/vision/lines/")
    ana.page.locator("textarea").fill("We don't fight.")
    ana.page.locator("select").focus()
    expect(ana.page.locator("#line-hint")).to_contain_text("Say what you'd do instead.")
    pair.photograph("a-hint")
    write(ana, MIND, "2")
    write(ana, LAUGH, "5")
    write(ben, GARDEN, "4")
    pair.photograph("own-lines")
    ana.page.get_by_role("link", name="Invite Ben to read").click()
    pair.photograph("inviting")
    ana.page.get_by_role("button", name="Invite Ben").click()
    ana.sees("invited", mine=False)
    ben.page.goto("/dialogues/")
    ben.page.get_by_role("link", name="Open the invitation").click()
    pair.at("invited", ben)
    pair.photograph("invited")
    pair.arrive()
    pair.at("reading", ana)
    ana.page.locator("#lines-send > summary").click()
    ana.page.locator("#lines-send").get_by_role("button", name=LAUGH).click()
    expect(ana.page.locator("#words-send")).to_have_value(LAUGH)
    pair.photograph("reading")
    pair.read_line(ana, ben, LAUGH)
    pair.photograph("joining")
    ben.do("join", "Even on Mondays.")
    pair.at("confirming", ana)
    pair.photograph("confirming")
    ana.do("ours")
    pair.at("continuing", ana)
    pair.photograph("continuing")
    pair.read_line(ana, ben, MIND, first=False)
    ben.do("leave_it")
    pair.mean_it(ana, ben)
    for phone in pair.phones:
        phone.do("switch")
    pair.at("reading", ben)
    ben.page.locator("#lines-send > summary").click()
    expect(ben.page.locator("#lines-send")).to_contain_text(GARDEN)
    expect(ana.page.locator("#stage")).not_to_contain_text(GARDEN)
    pair.read_line(ben, ana, GARDEN)
    ana.do("leave_it")
    pair.mean_it(ben, ana)
    pair.at("agreeing", ana, ben)
    pair.photograph("agreeing")
    for phone in pair.phones:
        phone.do("keep")
    pair.at("closed")
    pair.photograph("closed")
    for phone in pair.phones:
        phone.page.get_by_role("link", name="Go to our page").click()
        for words in (LAUGH, "Even on Mondays.", MIND, GARDEN):
            expect(phone.page.locator("main")).to_contain_text(words)
    pair.photograph("our-page")
    ana.page.emulate_media(media="print")
    expect(ana.page.get_by_role("link", name="PDF to print")).to_be_hidden()
    expect(ana.page.get_by_text(GARDEN)).to_be_visible()
    ana.page.emulate_media(media="screen")
    with ben.page.expect_download(timeout=LONG) as download:
        ben.page.get_by_role("link", name="PDF to print").click()
    assert download.value.suggested_filename == "our-page.pdf"
    ana.page.locator("article", has_text=MIND).get_by_text("Take it back").click()
    ana.page.get_by_role("button", name="Take my line back").click()
    expect(ana.page.locator("main")).not_to_contain_text(MIND)
    ben.page.reload()
    expect(ben.page.locator("main")).not_to_contain_text(MIND)
    pair.photograph("taken-back")
