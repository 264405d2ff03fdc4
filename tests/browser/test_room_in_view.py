"""What a small phone shows of the live room, also over an open keyboard, and that nothing on it jumps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from couples.models import User
from tests.browser.conftest import Phones
from tests.browser.couple import LONG
from tests.browser.in_view import expect_in_view, wait_until_still
from tests.dialogues.dialogue_driver import WHOLE, Talk

pytestmark = pytest.mark.browser
PHONE, SMALL, KEYBOARD = (390, 844), (320, 568), (320, 300)
LONG_WORDS = (
    "When dinner goes quiet, I feel alone and I start to worry about us. Yesterday you looked at your phone while I"
    " was telling you about my mother, and so I stopped in the middle of it, and you did not even notice."
)
BEFORE_THE_THANKS = """ben accept, ana ready, ben ready, ana send, ben mirror, ana send, ben mirror, ana send,
    ben mirror, ana got_it"""
TASK = (".turn-indicator", ".step-title")
COVERED_BY = """(selector) => {
    const cover = document.querySelector(selector).getBoundingClientRect();
    return [...document.querySelectorAll("button, summary, textarea, select")]
        .filter((one) => one.getClientRects().length)
        .filter((one) => {
            const { top, bottom, left, right } = one.getBoundingClientRect();
            return top < cover.bottom && bottom > cover.top && left < cover.right && right > cover.left;
        })
        .map((one) => one.textContent.trim());
}"""
WATCH_SHIFTS = """() => {
    window.shifted = [];
    const keep = (entries) => {
        for (const entry of entries) if (!entry.hadRecentInput) window.shifted.push(entry.value);
    };
    const observer = new PerformanceObserver((list) => keep(list.getEntries()));
    observer.observe({ type: "layout-shift" });
    window.sumShifts = () => {
        keep(observer.takeRecords());
        return window.shifted.splice(0).reduce((sum, value) => sum + value, 0);
    };
}"""
SHIFTS = (
    """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.sumShifts()))))"""
)


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def expect_step(page: Page, step: str) -> None:
    expect(page.locator("#stage")).to_have_attribute("data-step", step, timeout=LONG)


def expect_in_view_while_typing(page: Page, move: str, *selectors: str) -> None:
    """The keyboard opens over a small phone, and closes again."""
    resize(page, SMALL)
    page.locator(f"#words-{move}").focus()
    resize(page, KEYBOARD)
    expect(page.locator("#room[data-cramped]")).to_be_attached()
    expect_in_view(page, *TASK, f"#words-{move}", f"#move-{move} button", *selectors)
    page.locator(f"#words-{move}").blur()
    resize(page, PHONE)
    expect(page.locator("#room[data-cramped]")).to_have_count(0)
    page.evaluate(SHIFTS)  # those were of the keyboard


def test_turn_task_words_box_and_button_are_in_view(talk: Talk, phones: Phones):
    talk.play("ben accept, ana ready, ben ready")
    ana, ben = phones.enter("ana"), phones.enter("ben")
    for page in (ana, ben):
        page.evaluate(WATCH_SHIFTS)
    expect_in_view(ana, *TASK, "#words-send", "#move-send button")
    expect_in_view_while_typing(ana, "send")
    talk.make("ana", "send", LONG_WORDS)
    expect_step(ben, "mirroring")
    expect_in_view(ben, *TASK, ".turn[data-move=send]", "#words-mirror", "#move-mirror button")
    assert ben.evaluate(SHIFTS) < 0.02
    expect_in_view_while_typing(ben, "mirror", ".turn[data-move=send]")
    talk.make("ben", "mirror", LONG_WORDS)
    expect_step(ana, "checking")
    expect_in_view(ana, *TASK, ".turn[data-move=mirror]", "#move-that_is_all button")
    assert ana.evaluate(SHIFTS) < 0.02
    ana.locator("summary", has_text="Almost").click()
    expect_in_view_while_typing(ana, "not_quite", ".turn[data-move=mirror]")
    talk.make("ana", "not_quite", LONG_WORDS)  # the first words fold away
    expect(ben.locator(".turn[data-move=not_quite]")).to_be_visible()
    expect_in_view(ben, *TASK, ".turn[data-move=not_quite]", "#move-mirror button")
    assert ben.evaluate(SHIFTS) < 0.02


def test_the_end_does_not_jump_either(talk: Talk, phones: Phones):
    *before, (name, move) = [act.split() for act in WHOLE.split(",")]
    talk.play(", ".join(map(" ".join, before)))
    ana = phones.enter("ana")
    ana.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect_in_view(ana, ".footer")
    ana.evaluate(WATCH_SHIFTS)
    talk.make(name, move, "Thank you.")
    expect(ana.locator("#below-stage[aria-busy=false]")).to_be_attached(timeout=LONG)
    assert ana.evaluate(SHIFTS) < 0.02


def test_after_a_step_of_both_the_stage_is_at_the_top_and_no_notice_covers_a_button(
    talk: Talk, phones: Phones
):
    talk.keep = False  # so that Ben is asked once more
    talk.play("ben accept, ana ready")
    ben = phones.enter("ben")
    settling_in = (*TASK, "#words-ready", ".keep-words summary", "#move-ready button")
    expect_in_view(ben, *settling_in)
    resize(ben, SMALL)
    ben.locator(".first-cards > summary").click()
    expect_in_view(ben, *settling_in)
    resize(ben, PHONE)
    ben.locator("#move-ready button").click()
    expect_step(ben, "sending")
    expect_in_view(ben, ".phases", *TASK)
    talk.play("ana send")
    expect(ben.locator("#words-mirror")).to_be_visible()
    phones.offline("ben", True)
    expect(ben.locator("#connection")).to_contain_text("offline")
    assert ben.evaluate(COVERED_BY, "#connection") == []


def test_on_a_small_phone_the_cards_of_a_first_dialogue_are_folded_above_what_there_is_to_do(
    talk: Talk, phones: Phones
):
    talk.play("ben accept")
    ben = phones.page("ben")
    resize(ben, SMALL)
    phones.enter("ben", ben)
    expect_in_view(ben, *TASK, "#words-ready", "#move-ready button")
    ben.locator(".first-cards > summary").click()
    expect(ben.get_by_text("The other says it back")).to_be_visible()


def test_what_was_said_last_stays_in_view_above_the_next_step(ana: User, ben: User, phones: Phones):
    phones.talk = talk = Talk(ana, ben, kind="daily")
    talk.play(BEFORE_THE_THANKS)
    anas, bens = phones.enter("ana"), phones.enter("ben")
    for page in (anas, bens):
        page.evaluate(WATCH_SHIFTS)
    talk.make("ben", "thank", LONG_WORDS)
    expect_step(anas, "switching")
    expect_in_view(anas, ".turn[data-move=thank]", *TASK, "#move-switch button")
    talk.make("ben", "switch")
    expect_in_view(anas, ".turn[data-move=switch]", *TASK, "#move-switch button")
    talk.make("ana", "switch")
    expect_step(bens, "first")
    expect_in_view(bens, ".turn[data-move=switch]", *TASK, "#move-send button")
    for page in (anas, bens):
        assert page.evaluate(SHIFTS) < 0.02


def test_nothing_said_is_asked_for_above_the_box_without_scrolling(talk: Talk, phones: Phones):
    talk.play("ben accept, ana ready, ben ready")
    ben = phones.enter("ben")
    talk.make("ana", "send", LONG_WORDS)
    expect_step(ben, "mirroring")
    said = ".turn[data-move=send]"
    expect_in_view(ben, *TASK, said, "#words-mirror")
    wait_until_still(ben)
    ben.locator("#move-mirror button").click()
    expect(ben.locator("#move-mirror #refusal")).to_contain_text("Please write a few words")
    expect(ben.locator("#words-mirror")).to_be_focused()
    expect_in_view(ben, *TASK, said, "#refusal", "#words-mirror", "#move-mirror button")
    talk.play("ana withdraw")
    expect_step(ben, "sending")
    expect(ben.locator(".room-alerts #refusal")).to_be_attached()


def test_calling_a_time_off_takes_one_fold_whose_button_is_in_view(talk: Talk, phones: Phones):
    talk.agree_on(timezone.now() + timedelta(days=1))
    ben = phones.enter("ben")
    resize(ben, SMALL)
    ben.locator(".stage > .more > summary").click()
    expect_in_view(ben, "#move-stop button")
    ben.locator("#move-stop button").click()
    expect_step(ben, "closed")
