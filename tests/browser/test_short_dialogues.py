"""Short dialogues on two phones: three good things, each said when there's time."""

from __future__ import annotations

import pytest

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
