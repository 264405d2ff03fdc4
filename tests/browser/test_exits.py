"""One exit on two phones: from Ben's inventory through the dialogue to the second look back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from exits.models import Commitment, Review
from tests.browser.couple import LONG, Pair
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser

NEWS = "looking at my phone while you talk"
GIVES = "half an hour when nobody wants anything from me"
AVOIDS = "that I'm worn out, and afraid to let you down"
PROMISE = "On weekdays the phone stays in the hall until we've eaten. I'll still read the weekend paper."
INSTEAD = "When I feel the pull, I'll tell you that I'm worn out."
EASING = "I could give you a quiet quarter of an hour when you come home."


def test_an_exit_from_the_inventory_to_the_second_look_back(
    couple: Callable[[str], Pair], server: WebProcess
):
    pair = couple("exit")
    take_stock(pair)
    bring(pair, server)
    promise(pair)
    see_it_together(pair)
    look_back_twice(pair)


def take_stock(pair: Pair) -> None:
    """Ben names an exit out of the examples; friends are refused, and nothing is lost by that. Ana sees nothing."""
    page = pair.ben.page
    page.goto("/exits/")
    page.get_by_role("link", name="Add your first").click()
    page.wait_for_url("**/new/")
    page.locator("#id_name").fill("going out with my friends")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[role=alert]")).to_contain_text(
        "Friends and what you love to do with them", timeout=LONG
    )
    expect(page.locator("#id_name")).to_have_value("going out with my friends")
    pair.ana.page.goto("/exits/")
    pair.photograph("no-exit")
    page.get_by_text("Examples to pick from").click()
    page.get_by_role("button", name=NEWS).click()
    go_on(page, "sort")
    expect(page.locator("[name=sort][value=habits]")).to_be_checked()
    go_on(page, "often")
    page.locator("[name=often][value=daily]").check()
    go_on(page, "gives")
    page.locator("#id_gives").fill(GIVES)
    page.get_by_role("button", name="Back").click()
    page.wait_for_url("**step=often")
    expect(page.locator("[name=often][value=daily]")).to_be_checked()
    go_on(page, "gives")
    expect(page.locator("#id_gives")).to_have_value(GIVES)
    go_on(page, "avoids")
    page.locator("#id_avoids").fill(AVOIDS)
    go_on(page, "ready")
    pair.photograph("how-ready")
    page.locator(".scale label", has_text="7").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=NEWS)).to_be_visible(timeout=LONG)
    for path in ("/exits/", "/exits/together/", "/dialogues/"):
        pair.ana.page.goto(path)
        expect(pair.ana.page.locator("body")).not_to_contain_text("phone while")
    pair.photograph("named")


def go_on(page: Page, step: str) -> None:
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"**step={step}")


def bring(pair: Pair, server: WebProcess) -> None:
    """He brings it; what he wrote stands in his box, and she hears it through a restart."""
    ana, ben = pair.phones
    ben.page.get_by_role("link", name="Talk with Ana about it").click()
    ben.page.wait_for_url("**/bring/")
    expect(ben.page.locator("#topic")).to_have_value(NEWS)
    go_on(ben.page, "mode")
    ben.page.locator("[name=keep]").check()
    pair.photograph("bringing")
    ben.page.get_by_role("button", name="Share, and invite Ana").click()
    ana.page.get_by_role("link", name="Open the invitation").click(timeout=LONG)
    pair.at("invited", ana)
    pair.arrive()
    pair.at("sending", ben)
    expect(ben.page.locator("#words-send")).to_have_value(
        f"Something I do instead of being with you is: {NEWS}. What it gives me is: {GIVES}."
        f" What I find hard to say is: {AVOIDS}."
    )
    server.restart()
    expect(ben.page.locator("#room")).to_have_attribute("data-connection", "socket", timeout=LONG)
    ben.do("send")
    pair.at("mirroring", ana)
    ana.do("mirror", "You look at your phone when you are worn out. Did I get that?")
    pair.at("checking", ben)
    ben.do("that_is_all")
    pair.be_heard(ben, ana)


def promise(pair: Pair) -> None:
    """A part of it is closed, in his own words; she has no box for terms, and thanks."""
    ana, ben = pair.phones
    pair.at("promising", ben)
    expect(ana.page.locator("#stage textarea")).to_have_count(0)
    pair.photograph("promising")
    ben.do("close_partly", "Never again.", at="+20160m")
    pair.at("mirroring_promise", ana)
    ana.do("mirror", "You promise: never again.")
    pair.at("confirming", ben)
    ben.do("rethink")
    pair.at("promising", ben)
    ben.do("close_partly", PROMISE, at="+20160m")
    pair.at("mirroring_promise", ana)
    ana.do("mirror", PROMISE)
    pair.at("confirming", ben)
    ben.do("got_it")
    pair.at("instead", ben)
    pair.photograph("instead")
    ben.do("send", INSTEAD)
    pair.at("thanking", ana)
    ana.do("thank", "Thank you. What it means to me is that our evenings matter to you, too.")
    pair.at("easing", ana)
    pair.photograph("what-could-make-it-easier")
    ana.do("ease", EASING)
    pair.at("closing", ben)
    ben.do("thank", "Thank you for listening without a word of blame.")
    pair.at("closed")
    assert Commitment.objects.get().words == f"{PROMISE}\n{INSTEAD}"


def see_it_together(pair: Pair) -> None:
    for phone in pair.phones:
        phone.page.goto("/exits/together/")
        expect(phone.page.locator("main")).to_contain_text(PROMISE)
        expect(phone.page.locator("main")).to_contain_text(EASING)
        expect(phone.page.locator("main")).not_to_contain_text(AVOIDS)
    pair.photograph("promised-each-other")


def look_back_twice(pair: Pair) -> None:
    """Two weeks later, and four more: not a word of it is Ana's, but what he lets her read of the time is."""
    page = pair.ben.page
    for number, (outcome, note) in enumerate(
        (("partly", "Tuesdays are hard."), ("kept", "It is a habit now."))
    ):
        two_weeks_pass()
        page.goto("/me/")
        expect(page.locator(".link-list")).to_contain_text("something's waiting")
        page.goto("/exits/")
        page.locator(".link-list a", has_text="Time to look back").click()
        page.get_by_role("link", name="Look back now").click()
        page.locator(f"[name=outcome][value={outcome}]").check()
        page.locator("#id_note").fill(note)
        if number == 0:
            pair.photograph("looking-back")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("[aria-labelledby=reviews]")).to_contain_text(note, timeout=LONG)
        set_free(page, f"We sat on the balcony, {number + 1}.")
    pair.ana.page.goto("/me/")
    expect(pair.ana.page.locator(".link-list")).to_contain_text("something's waiting")
    pair.ana.page.goto("/exits/together/")
    expect(pair.ana.page.locator("main")).to_contain_text("We sat on the balcony, 2.")
    expect(pair.ana.page.locator("main")).not_to_contain_text("Tuesdays are hard.")
    pair.ana.page.locator(".chart svg").scroll_into_view_if_needed()
    page.locator("#weeks").scroll_into_view_if_needed()
    pair.photograph("the-weeks")
    page.locator("summary", has_text="It's closed").click()
    page.get_by_role("button", name="It's closed; no more looking back").click()
    expect(page.locator("main")).not_to_contain_text("Look back today")


def set_free(page: Page, words: str) -> None:
    page.get_by_text("Note what you did with the time").click()
    page.locator("#freed-form #id_words").fill(words)
    page.locator("#freed-form [name=shared]").check()
    page.locator("#freed-form button").click()
    expect(page.locator("#weeks")).to_contain_text(words, timeout=LONG)


def two_weeks_pass() -> None:
    later = timedelta(weeks=2)
    Commitment.objects.update(made_on=Commitment.objects.get().made_on - later)
    Review.objects.filter(done_at=None).update(due_on=timezone.localdate())
