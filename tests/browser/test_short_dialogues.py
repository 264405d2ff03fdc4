"""Short dialogues on two phones: three good things, each said when there's time, and a moment that still hurts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.couple import Pair

pytestmark = pytest.mark.browser


def test_three_good_things_and_two_in_return(couple):
    pair: Pair = couple("daily")
    ana, ben = pair.phones
    pair.begin("daily", "written")
    pair.photograph("invited")
    ben.page.get_by_role("checkbox", name="Keep our words").check()
    ben.do("accept")
    ben.do("ready")
    pair.at("centering", ana)
    pair.photograph("the-other-joins-when-they-can")
    ana.do("ready")
    for step, words in (("first", "The coffee."), ("second", "You're kind."), ("third", "Your voice.")):
        pair.at(step, ana)
        pair.photograph(step)
        ana.do("send", words)
        pair.at(f"mirroring_{step}", ben)
        ben.do("mirror", f"I heard: {words}")
    pair.at("checking", ana)
    ana.do("got_it")
    pair.at("touched", ben)
    pair.photograph("touched")
    ben.do("thank", "That you noticed.")
    pair.at("switching", ana, ben)
    for phone in pair.phones:
        phone.do("switch")
    for step in ("first", "second"):
        pair.at(step, ben)
        ben.do("send", "You waited up.")
        pair.at(f"mirroring_{step}", ana)
        ana.do("mirror", "I waited up.")
    pair.at("third", ben)
    ben.do("enough")
    pair.at("touched", ana)
    ana.do("thank")
    pair.at("closed")
    pair.read_again("The coffee.", "I heard: Your voice.", "That you noticed.", "You waited up.")


def test_a_moment_is_owned_and_still_hurts(couple):
    pair: Pair = couple("repair")
    ana, ben = pair.phones
    pair.begin("repair", "written", "Friday, in the car", keep=False)
    pair.photograph("invited")
    pair.arrive()
    for phone, step, move, words in (
        (ana, "owning", "send", "I called you useless."),
        (ben, "mirroring_owning", "mirror", "You called me useless."),
        (ana, "listening", "listen", ""),
        (ben, "impact", "send", "I felt small."),
        (ana, "mirroring_impact", "mirror", "You felt small."),
        (ben, "checking_impact", "got_it", ""),
        (ana, "sense", "validate", "You'd been looking forward to it."),
        (ben, "checking_sense", "got_it", ""),
        (ana, "over", "send", "I was tired."),
    ):
        pair.at(step, phone)
        pair.photograph(step)
        phone.do(move, words)
    pair.at("receiving", ben)
    pair.photograph("receiving")
    expect(ana.page.locator("#stage textarea")).to_have_count(0)
    ben.do("still_hurts", "I need some time.")
    pair.at("closing", ana, ben)
    pair.photograph("closing")
    expect(ana.page.get_by_role("link", name="Not feeling safe? Help lines")).to_be_visible()
    ana.do("done")
    pair.at("closed")
    pair.photograph("closed")
    for phone in pair.phones:
        expect(phone.page.locator("#stage")).to_contain_text("This can rest now")
    pair.part_without_words()
