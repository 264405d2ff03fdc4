"""Caring days on two phones: from a list that's shown to the gift that was picked from it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.couple import Pair

pytestmark = pytest.mark.browser


def test_a_line_is_put_away_and_another_picked(couple):
    pair: Pair = couple("caring")
    ana, ben = pair.phones
    ana.page.goto("/caring/mine/")
    for text in ("make me tea", "stop work at five"):
        ana.page.locator("[name=text]").fill(text)
        ana.page.get_by_role("button", name="Add it").click()
        expect(ana.page.get_by_role("link", name=text)).to_be_visible()
    expect(ana.page.get_by_text("What would you love to see instead?")).to_be_in_viewport()
    ana.page.get_by_role("button", name="Show it to Ben").click()
    expect(ana.page.locator("#shown")).to_contain_text("You and Ben can see it.")
    ben.page.goto("/caring/theirs/")
    pair.photograph("lists")
    ben.page.get_by_role("listitem").filter(has_text="make me tea").get_by_role("button").click()
    expect(ben.page.locator("main")).not_to_contain_text("make me tea")
    pair.begin("caring", "written", keep=False)
    pair.arrive()
    pair.at("sending", ana)
    ana.page.locator("#lines-send > summary").click()
    ana.page.get_by_role("button", name="make me tea").click()
    pair.photograph("sending")
    ana.do("send")
    pair.at("mirroring", ben)
    ben.do("mirror", "You like it when I make you tea.")
    pair.at("checking", ana)
    ana.do("that_is_all")
    pair.at("picking", ben)
    pair.photograph("picking")
    ben.page.locator("#lines-pick > summary").click()
    expect(ben.page.locator("#lines-pick").get_by_role("button")).to_have_text(["stop work at five"])
    ben.page.locator("#lines-pick").get_by_role("button").click()
    ben.do("pick")
    pair.at("thanking", ana)
    ana.do("thank")
    pair.at("switching", ana, ben)
    ana.do("not_today")
    pair.at("closed")
    for phone in pair.phones:
        phone.page.get_by_role("link", name="Go to Caring days").click()
        expect(phone.page.locator("main")).to_contain_text("stop work at five")
    pair.photograph("gift")
    ben.page.get_by_role("button", name="Mark as done").click()
    expect(ben.page.locator("main")).to_contain_text("✓")
    ana.page.reload()
    expect(ana.page.locator("main")).not_to_contain_text("✓")
