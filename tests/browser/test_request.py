"""One request on two phones: from Ana's draft to Ben's third gift, and what changed for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from change_requests.models import Plan
from couples.models import User
from tests.browser.couple import LONG, Pair
from tests.web_process import WebProcess
from workup import demo as lives

pytestmark = pytest.mark.browser

LADDER = {
    "frustration": "look at your phone while I tell you about my day",
    "feel": "small",
    "story": "that I bore you",
    "fear": "that one day we have nothing to say",
    "desire": "that what I say is worth your attention",
}
WISHES = {
    "first": "Twice a week for three weeks, sit with me for fifteen minutes after dinner, phones in the hall.",
    "second": "Each evening this week, ask me one question about my day, for five minutes.",
    "third": "Once a week for four weeks, cook something with me, with music.",
}
MEMORY = "I came home from school and nobody looked up."
GIFTS = (
    "You told me about the three dogs.",
    "I asked, and you talked for an hour.",
    "I asked about your sister.",
)


@pytest.fixture
def workup_of_ana(ana: User, ben: User) -> None:
    lives.create_demo_workup(ana, lives.ANA)


@pytest.mark.usefixtures("workup_of_ana")
def test_a_request_from_the_draft_to_the_third_gift(couple: Callable[[str], Pair], server: WebProcess):
    pair = couple("request")
    prepare(pair, server)
    ask_and_be_heard(pair)
    ask_for_three(pair)
    choose(pair)
    give_three_times(pair)
    look_back(pair)


def prepare(pair: Pair, server: WebProcess) -> None:
    """A draft through a closed page and a restart; the checklist speaks once she leaves the box."""
    page = pair.ana.page
    for phone in pair.phones:
        phone.page.goto("/requests/")
    page.get_by_role("link", name="Prepare a request").click()
    page.wait_for_url("**/new/")
    for number, name in enumerate(("frustration", "feel", "story", "do", "reminds", "fear", "desire")):
        if number:
            page.wait_for_url(f"**/ladder/?step={name}")
        if name in LADDER:
            page.locator(f"#id_{name}").fill(LADDER[name])
        elif name == "reminds":
            page.get_by_text("From “Where I come from”").click()
            page.get_by_role("button", name=MEMORY).click()
            page.reload()
            expect(page.locator("#id_reminds")).to_have_value(MEMORY)
            server.restart()
        page.locator(".step-buttons .button").last.click()
    page.wait_for_url("**/wishes/")
    page.locator("#id_first").press_sequentially("Stop being distant")
    expect(page.locator("#checks-first")).to_have_text("")  # not while she types
    page.locator("h1").click()
    expect(page.locator("#checks-first")).to_contain_text("“Stop”", timeout=LONG)
    page.locator("#checks-first .checklist-item", has_text="count").scroll_into_view_if_needed()
    pair.photograph("a-wish-is-read")
    for piece, words in WISHES.items():
        page.locator(f"#id_{piece}").fill(words)
        if piece == "second":
            page.get_by_role("button", name="Back").click()
            page.wait_for_url("**/wishes/?step=first")
            expect(page.locator("#id_first")).to_have_value(WISHES["first"])
            page.get_by_role("button", name="Continue").click()
            page.wait_for_url("**/wishes/?step=second")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(
            {"first": "**step=second", "second": "**step=third", "third": "**/requests/*/"}[piece]
        )
    expect(page.locator("main")).to_contain_text("A draft. Only you see it.")
    pair.ben.page.goto("/requests/")
    expect(pair.ben.page.locator("main")).not_to_contain_text("attention")
    pair.photograph("prepared")


def ask_and_be_heard(pair: Pair) -> None:
    ana, ben = pair.phones
    ben.page.goto("/dialogues/")
    ana.page.get_by_role("link", name="Ask Ben").click()
    ana.page.wait_for_url("**/ask/")
    ana.page.locator("[name=topic]").fill("The time after dinner")
    ana.page.get_by_role("button", name="Continue").click()
    ana.page.wait_for_url("**step=mode")
    ana.page.locator("[name=keep]").check()
    ana.page.get_by_role("button", name="Invite").click()
    ben.page.get_by_role("link", name="Open the invitation").click(timeout=LONG)
    pair.at("invited", ben)
    pair.arrive()
    pair.at("sending", ana)
    box = ana.page.locator("#words-send")
    expect(box).to_have_value("When you look at your phone while I tell you about my day, I feel small")
    pair.photograph("prepared-words-in-the-box")
    ana.do("send")
    pair.at("mirroring", ben)
    ben.do("mirror", "When I look at my phone while you tell me about your day, you feel small.")
    pair.at("checking", ana)
    expect(ana.page.locator("#words-more")).to_have_value("The story I tell myself is that I bore you")
    ana.do("that_is_all")
    pair.be_heard(ana, ben)


def ask_for_three(pair: Pair) -> None:
    ana, ben = pair.phones
    pair.at("desiring", ana)
    expect(ana.page.locator("#words-desire")).to_have_value(f"I'd love to feel {LADDER['desire']}")
    ana.do("desire")
    pair.at("mirroring_desire", ben)
    ben.do("mirror", "You'd love to feel that what you say is worth my attention.")
    pair.at("checking_desire", ana)
    ana.do("got_it")
    for step, piece in (("asking", "first"), ("checking_first", "second"), ("checking_second", "third")):
        pair.at(step, ana)
        expect(ana.page.locator("#words-ask")).to_have_value(WISHES[piece])
        ana.do("ask")
        pair.at(f"mirroring_{piece}", ben)
        ben.do("mirror", f"I could give you: {WISHES[piece].lower()}")
    pair.at("checking_third", ana)
    ana.do("got_it")
    pair.at("choosing", ben)
    for words in WISHES.values():
        expect(ben.page.locator("#stage")).to_contain_text(words)
    pair.photograph("choosing")


def choose(pair: Pair) -> None:
    """Ben asks to change one together, then chooses another."""
    ana, ben = pair.phones
    ben.do("change_one", "The first would suit me better with ten minutes.")
    pair.at("changing", ana)
    ana.page.locator("details", has=ana.page.locator("#move-reword_first")).locator("> summary").first.click()
    expect(ana.page.locator("#words-reword_first")).to_have_value(WISHES["first"])
    ana.do("leave")
    pair.at("choosing", ben)
    ben.do("choose_second")
    pair.at("planning", ben)
    ben.page.locator("#move-give .scale label", has_text="6").click()
    pair.photograph("planning")
    ben.do("give", "I want to give you this.", at="+0m")
    pair.at("mirroring_gift", ana)
    pair.photograph("mirroring-the-gift")
    ana.do("mirror", "You'll give me this.")
    pair.at("confirming_gift", ben)
    ben.do("got_it")
    pair.at("thanking", ana)
    ana.do("thank", "Thank you for giving me this.")
    pair.at("closed")
    pair.photograph("closed")
    for phone in pair.phones:
        phone.page.get_by_role("link", name="Go to Requests").click()
        phone.page.locator(".link-list a", has_text="attention").click()
        expect(phone.page.locator("main")).to_contain_text(WISHES["second"])
        expect(phone.page.locator("main")).to_contain_text("Every day, for one week")
        expect(phone.page.locator("main")).to_contain_text("6 of 10")
    pair.photograph("the-plan")


def give_three_times(pair: Pair) -> None:
    """Three days, each ticked with a word, and each thanked for."""
    ana, ben = pair.phones
    page = ben.page
    for number, words in enumerate(GIFTS):
        if number:
            Plan.objects.update(begins_on=Plan.objects.get().begins_on - timedelta(days=1))  # a day later
            page.reload()
        page.locator("#give-form #id_words").fill(words)
        page.get_by_role("button", name="I gave it").click()
        expect(page.locator("#gifts .gift")).to_have_count(number + 1, timeout=LONG)
        page.goto("/dialogues/")
        ana.page.goto("/me/")
        expect(ana.page.locator(".link-list")).to_contain_text("something's waiting")
        ana.page.get_by_role("link", name="Requests").click()
        ana.page.locator(".link-list a", has_text="attention").click()
        say_thanks(ana.page, words, f"Thank you, number {number + 1}.")
        page.goto("/requests/")
        page.locator(".link-list a", has_text="attention").click()
        expect(page.locator("#gifts")).to_contain_text(f"Thank you, number {number + 1}.")
    pair.photograph("the-third-gift")


def say_thanks(page: Page, given: str, words: str) -> None:
    gift = page.locator(".gift", has_text=given)
    gift.get_by_text("Say thank you").click()
    gift.locator("textarea").fill(words)
    gift.get_by_role("button", name="Thank you").click()
    expect(page.locator(".gift", has_text=words)).to_be_visible(timeout=LONG)


def look_back(pair: Pair) -> None:
    """When the week is over both say what changed, and Ben ends it."""
    Plan.objects.update(begins_on=Plan.objects.get().begins_on - timedelta(days=7))
    for phone, other, words in (
        (pair.ana, pair.ben, "I am calmer."),
        (pair.ben, pair.ana, "Easier than I thought."),
    ):
        phone.page.reload()
        phone.page.get_by_role("link", name="Say what changed").click()
        phone.page.locator("#id_for_me").fill(words)
        phone.page.get_by_role("button", name="Save").click()
        expect(phone.page.locator("#gifts")).to_contain_text(words, timeout=LONG)
        other.page.reload()
        expect(other.page.locator("#gifts")).to_contain_text(words)
    pair.photograph("looking-back")
    pair.ben.page.get_by_text("The whole gift is done").click()
    pair.ben.page.get_by_role("button", name="It's done").click()
    expect(pair.ben.page.get_by_role("link", name="Continue, or choose another")).to_be_visible()
    pair.ana.page.reload()
    expect(pair.ana.page.locator("main")).to_contain_text("It was given.")
