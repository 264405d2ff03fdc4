"""Dialogues that are held only aloud, on two phones: a shower of praise, and the child I was."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from couples.models import Couple
from tests.browser.couple import Pair
from tests.parent_child.factories import open_gate

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


def test_the_child_speaks_and_whoever_listens_steps_out_by_one_tap(couple):
    pair: Pair = couple("parent-child")
    ana, ben = pair.phones
    ana.page.goto("/the-child-i-was/")
    pair.photograph("before-both-said-yes")
    open_gate(Couple.objects.get())
    ana.page.goto("/the-child-i-was/")
    pair.photograph("it-is-open")
    ana.page.get_by_label("Who would you like to speak to?").fill("my mother")
    ana.page.get_by_role("button", name="Invite Ben").click()
    ana.page.wait_for_url("**/dialogues/*/")
    ben.page.goto(ana.page.url)
    pair.at("invited", ben)
    pair.photograph("invited")
    pair.arrive()
    for phone, step, move in (
        (ana, "naming", "send"),
        (ben, "listening", "ask"),
        (ana, "living", "send"),
        (ben, "mirroring_living", "mirror"),
    ):
        pair.at(step, phone)
        pair.photograph(step)
        phone.do(move)
    pair.at("hurting", ana)
    expect(ben.page.locator("#stage .stem")).to_contain_text("What hurts most?")
    pair.photograph("hurting")
    ben.page.get_by_role("button", name="Step out").click()
    pair.at("here", ana, ben)
    pair.photograph("here")
    ben.do("enough")
    pair.at("closed")
    for phone in pair.phones:
        expect(phone.page.locator("#stage")).to_contain_text("You're both back")
    pair.photograph("closed")
