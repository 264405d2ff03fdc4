"""A couple holds whole dialogues on two phones, through the real pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dialogues.models import Turn
from tests.browser.couple import LONG, Pair
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
DINNERS = "When dinner goes quiet, I feel alone and I start to worry."


def expect_one_turn_a_move() -> None:
    turns = list(Turn.objects.order_by("seq").values_list("seq", "key"))
    assert [seq for seq, _ in turns] == list(range(1, len(turns) + 1))
    assert len({key for _, key in turns}) == len(turns)


def test_a_whole_dialogue_through_a_restart_and_a_dead_line(couple, server: WebProcess):
    pair: Pair = couple("intentional")
    ana, ben = pair.phones
    pair.begin("intentional", "written", "Our quiet dinners")
    pair.photograph("invited")
    ben.page.get_by_role("checkbox", name="Keep our words").check()
    ben.do("accept")
    pair.at("centering", ana, ben)
    pair.photograph("centering")
    ana.do("ready", "I want to stay close while we talk.")
    pair.at("centering", ben)
    ben.do("ready")
    pair.at("sending", ana)
    say_and_mirror(pair, server)
    from_summary_to_empathy(pair)
    pair.at("switching", ana, ben)
    pair.photograph("switching")
    ben.do("switch")
    pair.at("switching", ana)
    ana.do("switch")
    second_round(pair)
    pair.at("appreciating", ana, ben)
    pair.photograph("appreciating")
    ana.do("appreciate", "Thank you for staying with me.")
    pair.at("appreciating", ben)
    ben.do("appreciate", "Thank you for asking. I feel lighter.")
    pair.at("closed")
    pair.photograph("closed")
    pair.read_again(DINNERS, "You worry about us.", "I come home empty.", "I feel lighter.")
    expect_one_turn_a_move()


def say_and_mirror(pair: Pair, server: WebProcess) -> None:
    """One piece, one correction, one more: over a restart of the server and while Ben's phone has no network."""
    ana, ben = pair.phones
    ana.page.locator("#words-send").press_sequentially(DINNERS)
    expect(ben.page.locator("#presence")).to_contain_text("finding words")
    pair.photograph("sending")
    ana.do("send")
    pair.at("mirroring", ben)
    pair.photograph("mirroring")
    ben.do(
        "mirror", "You said that when dinner goes quiet, you feel alone and start to worry. Did I get that?"
    )
    pair.at("checking", ana)
    pair.photograph("checking")
    ana.do("not_quite", "Almost. I worry about us.")
    pair.at("mirroring", ben)

    ben.page.locator("#words-mirror").fill("You worry about")
    server.restart()
    expect(ben.page.locator("#room")).to_have_attribute("data-connection", "socket", timeout=LONG)
    expect(ben.page.locator("#words-mirror")).to_have_value("You worry about")
    ben.do("mirror", "You worry about us.")
    pair.at("checking", ana)

    ben.context.set_offline(True)
    ana.do("more", "And I miss your stories.")
    ana.sees("mirroring", mine=False)
    expect(ben.page.locator("#connection")).to_contain_text("offline", timeout=LONG)
    pair.photograph("one-is-offline")
    ben.context.set_offline(False)
    pair.at("mirroring", ben)
    ben.do("mirror", "You miss my stories.")
    pair.at("checking", ana)
    ana.do("that_is_all")


def from_summary_to_empathy(pair: Pair) -> None:
    ana, ben = pair.phones
    pair.at("summarising", ben)
    pair.photograph("summarising")
    ben.do(
        "summarise", "You said quiet dinners leave you alone with a worry about us, and you miss my stories."
    )
    pair.at("checking_summary", ana)
    pair.photograph("checking-the-summary")
    ana.do("got_it")
    pair.at("validating", ben)
    pair.photograph("validating")
    ben.do("validate", "You make sense to me, because evenings are the only time we have.")
    pair.at("checking_validation", ana)
    pair.photograph("checking-the-validation")
    ana.do("got_it")
    pair.at("empathising", ben)
    pair.photograph("empathising")
    ben.do("empathise", "I imagine that you might feel lonely, and a little scared. Is that it?")
    pair.at("checking_empathy", ana)
    pair.photograph("checking-the-empathy")
    ana.do("got_it")


def second_round(pair: Pair) -> None:
    """Ben speaks and Ana listens; in between they rest."""
    ana, ben = pair.phones
    pair.at("sending", ben)
    pair.photograph("places-changed")
    ben.do("send", "I come home empty.")
    pair.at("mirroring", ana)
    ana.do("pause", at="+20m")
    pair.at("paused", ana, ben)
    pair.photograph("paused")
    ben.do("ready")
    pair.at("paused", ana)
    ana.do("ready")
    pair.at("mirroring", ana)
    ana.do("mirror", "You come home empty.")
    pair.at("checking", ben)
    ben.do("that_is_all")
    pair.be_heard(ben, ana)


def ask_for_a_time_and_start_earlier(pair: Pair) -> None:
    ana, ben = pair.phones
    ben.page.locator("summary", has_text="Later").click()
    ben.page.locator("#clock-later").fill("21:20")
    ben.do("later", at="+1440m")
    pair.at("postponed", ana)
    expect(ana.page.locator(".step-title")).to_contain_text("Ben asks for 21:20 tomorrow")
    pair.photograph("asked-for-a-time")
    ana.do("agree")
    pair.at("agreed", ana, ben)
    pair.photograph("agreed-on-a-time")
    ana.do("start_now")
    pair.at("starting", ben)
    pair.photograph("asked-to-start-now")
    ben.do("start_now")


def plan_the_same_again(pair: Pair) -> None:
    """Offered as soon as it ends; the other reads of it on the page that is open."""
    ana, ben = pair.phones
    again = ana.page.locator(".ending")
    expect(again).to_contain_text("Same again at")
    pair.photograph("same-again")
    again.get_by_role("button", name="Ask Ben").click()
    ana.sees("postponed", mine=False)
    ben.page.locator(".ending").get_by_role("button", name="Ask Ana").click()
    ben.sees("postponed", mine=True)
    ben.do("agree")
    pair.at("agreed", ana, ben)


def test_a_spoken_appreciation(couple):
    pair: Pair = couple("appreciation")
    ana, ben = pair.phones
    pair.begin("appreciation", "spoken", keep=False)
    pair.photograph("invited")
    ask_for_a_time_and_start_earlier(pair)
    pair.at("centering", ana, ben)
    for phone in pair.phones:
        phone.do("ready")
    pair.at("sending", ana)
    pair.photograph("sending")
    ana.do("send")
    pair.at("mirroring", ben)
    pair.photograph("mirroring")
    ben.do("mirror", "The warm bed.")
    pair.at("checking", ana)
    pair.photograph("checking")
    ana.do("got_it")
    pair.at("meaning", ana)
    pair.photograph("meaning")
    ana.do("send")
    pair.at("mirroring_meaning", ben)
    pair.photograph("mirroring-the-meaning")
    ben.do("mirror")
    pair.at("thanking", ana)
    pair.photograph("thanking")
    ana.do("thank")
    pair.at("touched", ben)
    pair.photograph("touched")
    ben.do("thank")
    pair.at("switching", ana, ben)
    pair.photograph("switching")
    for phone in pair.phones:
        phone.do("switch")
    for phone, step, move in [
        (ben, "sending", "send"),
        (ana, "mirroring", "mirror"),
        (ben, "checking", "got_it"),
        (ben, "meaning", "send"),
        (ana, "mirroring_meaning", "mirror"),
        (ben, "thanking", "thank"),
        (ana, "touched", "no_more"),
    ]:
        pair.at(step, phone)
        phone.do(move)
    pair.at("closed")
    pair.photograph("closed")
    pair.part_without_words()
    expect_one_turn_a_move()
    plan_the_same_again(pair)
