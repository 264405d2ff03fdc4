"""Dialogues that are held only aloud, on two phones: a shower of praise."""

from __future__ import annotations

import pytest

from tests.browser.couple import Pair

pytestmark = pytest.mark.browser


def test_a_shower_of_praise_is_said_and_taken_in(couple):
    pair: Pair = couple("flooding")
    ana, ben = pair.phones
    pair.begin("flooding", "spoken", keep=False)
    pair.photograph("invited")
    pair.arrive()
    for step in ("looks", "character", "deeds", "everything"):
        pair.at(step, ana)
        pair.photograph(step)
        ana.do("skip" if step == "deeds" else "send")
        if step != "deeds":
            pair.at(f"receiving_{step}", ben)
            ben.do("taken_in")
    pair.at("touched", ben)
    pair.photograph("touched")
    ben.do("no_more")
    pair.at("switching", ana, ben)
    ana.do("not_today")
    pair.at("closed")
