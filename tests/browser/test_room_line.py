"""The live room's line: locked phones, blocked sockets, sessions that end, and what is shown of it all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, WebSocketRoute, expect

from couples.models import User
from dialogues.models import Turn
from tests.browser.conftest import Mute, Phones
from tests.change_requests.factories import TO_THE_DESIRE
from tests.dialogues.dialogue_driver import Talk
from tests.web_process import SLOW

pytestmark = pytest.mark.browser
TO_SENDING = "ben accept, ana ready, ben ready"
TO_MIRRORING = f"{TO_SENDING}, ana send"
WORDS = "When dinner goes quiet, I feel alone."
WAKE = "() => document.dispatchEvent(new Event('visibilitychange'))"
SHOW = """(visible) => {
    Object.defineProperty(document, "hidden", { value: !visible, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    return document.querySelector("#presence").textContent;
}"""
SOON = 5_000 * SLOW  # ms: what a phone that wakes may take (safety 7)


def expect_step(page: Page, step: str, timeout: int = 15_000) -> None:
    expect(page.locator("#stage")).to_have_attribute("data-step", step, timeout=timeout)


def stop_the_clock(page: Page) -> None:
    """What is loaded from now on has only the time that the test gives it."""
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(seconds=1))


def test_a_phone_whose_line_died_in_the_pocket_shows_the_present_stage_when_it_wakes(
    talk: Talk, phones: Phones
):
    talk.play(TO_SENDING)
    ben, line = phones.page("ben"), Mute()
    ben.route_web_socket("**/ws/**", line)
    phones.enter("ben", ben)
    line.strike()
    talk.play("ana send")
    ben.evaluate(WAKE)
    expect_step(ben, "mirroring", timeout=SOON)
    expect(ben.locator(".turn[data-move=send]")).to_have_count(1)


def test_a_frozen_phone_shows_the_present_stage_when_it_wakes(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ben = phones.enter("ben")
    devtools = phones.context("ben").new_cdp_session(ben)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    talk.play("ana send, ben mirror, ana more")
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    expect(ben.locator(".turn")).to_have_count(6, timeout=SOON)
    expect_step(ben, "mirroring", timeout=SOON)


def test_where_sockets_are_blocked_the_dialogue_goes_on_by_the_form_door(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana, ben = phones.page("ana"), phones.enter("ben")
    ana.route_web_socket("**/ws/**", lambda socket: None)  # opens, and nothing ever comes
    ana.clock.install()
    ana.goto(f"/dialogues/{talk.pk}/")
    ana.clock.run_for(10_000)  # two lines that do not open
    expect(ana.locator("#room")).to_have_attribute("data-connection", "http")
    ana.clock.run_for(3_000)
    expect(ana.locator("#connection")).to_contain_text("a bit slow")
    ana.locator("#words-send").fill(WORDS)
    ana.locator("#move-send button").click()
    expect_step(ana, "mirroring")
    expect(ben.locator(".turn-words")).to_have_text(WORDS)
    ben.locator("#words-mirror").fill("You feel alone.")
    ben.locator("#move-mirror button").click()
    expect_step(ana, "checking")
    expect(ana.locator(".turn-words").last).to_have_text("You feel alone.")
    assert Turn.objects.filter(dialogue=talk.pk, move="send").count() == 1


def test_words_refused_at_the_form_door_stay(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.page("ana")
    ana.route_web_socket("**/ws/**", lambda socket: socket.close())
    phones.enter("ana", ana, link="http")
    ana.locator("#words-send").evaluate("(box) => { box.value = 'a'.repeat(4001); }")
    ana.locator("#move-send button").click()
    expect(ana.locator("#refusal")).to_contain_text("smaller pieces", timeout=15_000)
    expect(ana.locator("#words-send")).to_have_value("a" * 4001)


def test_when_the_session_ends_the_page_says_so_and_keeps_the_draft(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    ana.locator("#words-send").fill(WORDS)
    Session.objects.all().delete()
    expect(ana.locator("#connection")).to_contain_text("sign in again", timeout=SOON)
    link = ana.locator("#connection a")
    expect(link).to_have_attribute("href", f"/accounts/login/?next=/dialogues/{talk.pk}/")
    link.click()
    expect(ana.locator("[name=login]")).to_be_visible()
    phones.context("ana").add_cookies(phones.new_session("ana"))
    phones.enter("ana", ana)
    expect(ana.locator("#words-send")).to_have_value(WORDS)


def test_a_fifth_open_place_pushes_out_the_first_which_can_come_back(talk: Talk, phones: Phones):
    first = phones.enter("ana")
    for _ in range(4):
        phones.enter("ana")
    expect(first.locator("#connection")).to_contain_text("several places")
    first.locator("#connection button").click()
    expect(first.locator("#room")).to_have_attribute("data-connection", "socket")
    expect(first.locator("#connection")).to_be_hidden()


def test_a_pause_goes_out_from_a_place_that_was_pushed_out_and_however_often_it_is_stale(
    talk: Talk, phones: Phones
):
    """Whenever Ana's pause is on its way, something else happens before it arrives."""
    talk.play(TO_SENDING)
    happens = ["ana send", "ben mirror", "ana more"]

    def pass_on(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def sent(message: str | bytes) -> None:
            if '"move":"pause"' in str(message) and happens:
                talk.play(happens.pop(0))
            server.send(message)

        socket.on_message(sent)
        server.on_message(socket.send)

    ana = phones.page("ana")
    ana.route_web_socket("**/ws/**", pass_on)
    phones.enter("ana", ana)
    for _ in range(4):
        phones.enter("ana")
    expect(ana.locator("#connection")).to_contain_text("several places")
    ana.get_by_text("Pause or stop").click()
    ana.locator("#move-pause button").click()
    expect_step(ana, "paused")
    assert happens == []


def test_who_is_here_is_shown_between_the_yes_and_the_end(talk: Talk, phones: Phones):
    ana, ben = phones.enter("ana"), phones.enter("ben")
    expect(ana.locator("#presence")).to_be_empty()
    ben.locator("#move-accept button").click()
    expect(ana.locator("#presence")).to_have_text("Ben is here")
    tell_her_yourself = ben.locator("[data-outlook=never]")
    expect(tell_her_yourself).to_be_attached()
    expect(tell_her_yourself).to_be_hidden()  # she's here
    ana.locator("#words-ready").press_sequentially("I want", delay=1)
    expect(ben.locator("#presence")).to_have_text("Ana is finding words")
    ben.get_by_text("Pause or stop").click()
    ben.locator("summary", has_text="End it here").click()
    ben.locator("#move-stop button").click()
    for page in (ana, ben):
        expect_step(page, "closed")
        expect(page.locator("#presence")).to_be_empty()


def test_who_is_here_is_not_shown_while_the_line_is_down(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    phones.enter("ana")
    ben = phones.page("ben")
    stop_the_clock(ben)
    phones.enter("ben", ben)
    expect(ben.locator("#presence")).to_have_text("Ana is here")
    phones.offline("ben", True)
    ben.clock.run_for(3_000)  # until it has missed an answer
    expect(ben.locator("#connection")).to_contain_text("offline")
    for _ in range(24):  # each time it tries again in vain
        ben.clock.run_for(500)
    expect(ben.locator("#presence")).to_be_empty()
    phones.offline("ben", False)
    expect(ben.locator("#presence")).to_have_text("Ana is here")


@pytest.mark.parametrize(("is_dead", "says"), [(False, "Ana is here"), (True, "Ana isn't here right now")])
def test_a_phone_that_wakes_up_does_not_show_who_was_here_before(
    talk: Talk, phones: Phones, is_dead: bool, says: str
):
    talk.play(TO_SENDING)
    ana, ben, line = phones.enter("ana"), phones.page("ben"), Mute()
    ben.route_web_socket("**/ws/**", line)
    phones.enter("ben", ben)
    expect(ben.locator("#presence")).to_have_text("Ana is here")
    ben.evaluate(SHOW, False)
    if is_dead:
        line.strike()
        ana.close()
    ben.clock.set_system_time(datetime.now() + timedelta(minutes=1))
    assert ben.evaluate(SHOW, True) == ""
    expect(ben.locator("#presence")).to_have_text(says, timeout=SOON)


def test_the_words_to_mirror_fade_once_read_and_a_tap_brings_them_back(talk: Talk, phones: Phones):
    talk.play(TO_MIRRORING)
    ben = phones.page("ben")
    stop_the_clock(ben)
    phones.enter("ben", ben)
    said = ben.locator(".turn[data-move=send]")
    ben.clock.fast_forward(2_500)
    expect(said).not_to_have_class("turn fading")
    ben.clock.fast_forward(4_000)
    expect(said).to_have_class("turn fading")
    said.locator("role=button[name='Show the words again']").press("Enter")
    expect(said).to_have_class("turn fading peeking")
    ben.clock.fast_forward(6_500)
    expect(said).to_have_class("turn fading")
    ben.locator(".room-settings summary").click()
    ben.locator("#memory").uncheck()
    expect(said).to_have_class("turn")
    phones.enter("ben", ben)
    expect(ben.locator("#memory")).not_to_be_checked()


def test_so_they_do_where_a_longing_is_mirrored(ana: User, ben: User, phones: Phones):
    talk = Talk(ana, ben, kind="change_request")
    talk.play(f"{TO_THE_DESIRE}, ana desire")
    page = phones.page("ben")
    stop_the_clock(page)
    page.goto(f"/dialogues/{talk.pk}/")
    expect(page.locator("#room")).to_have_attribute("data-connection", "socket", timeout=20_000)
    said = page.locator(".turn[data-move=desire]")
    page.clock.fast_forward(2_500)
    expect(said).to_have_class("turn")
    page.clock.fast_forward(4_000)
    expect(said).to_have_class("turn fading")


@pytest.mark.parametrize("talk", ["repair"], indirect=True)
def test_a_gentle_hint_comes_and_goes_and_never_blocks(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    box, hint = ana.locator("#words-send"), ana.locator("#move-send .wording-hint")
    button = ana.locator("#move-send button")
    place = button.bounding_box()
    box.fill("You always leave")
    expect(hint).to_contain_text("hard to hear")
    expect(hint).to_be_visible()
    assert button.bounding_box() == place
    box.fill("You left")
    expect(hint).to_be_hidden()
    box.fill("I left. Please forgive me")
    expect(hint).to_contain_text("Nobody owes forgiveness")
    expect(hint).to_be_visible()
    box.press("Control+Enter")
    expect_step(ana, "mirroring_owning")


def test_smaller_pieces_are_asked_for_only_where_much_was_said(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ben = phones.enter("ben")
    talk.make("ana", "send", WORDS)
    expect(ben.locator("#move-mirror")).to_be_visible()
    expect(ben.locator("#move-too_much")).to_be_hidden()
    talk.play("ana withdraw")
    talk.make("ana", "send", f"{WORDS} " * 4)
    expect(ben.locator("#move-too_much")).to_be_visible()
    ben.locator("#move-too_much button").click()
    expect_step(ben, "sending")


def test_whose_turn_it_becomes_is_brought_into_view_and_said(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ben = phones.enter("ben")
    talk.play("ana send")
    expect(ben.locator(".step-title")).to_be_focused()
    expect(ben.locator("#announcer")).to_contain_text("Your turn")
    expect(ben.locator(".step-title")).to_be_in_viewport()


def test_the_quick_exit_leaves_no_draft_behind(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    ana.locator("#words-send").press_sequentially("I feel")
    ana.locator("#exit button").click()
    ana.wait_for_url("**/blank/")
    kept = "() => Object.keys(localStorage).filter((key) => key.startsWith('imago:'))"
    assert ana.evaluate(kept) == []


def test_the_page_asks_nobody_else_and_logs_nothing(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.page("ana")
    asked: list[str] = []
    logged: list[str] = []
    ana.on("request", lambda request: asked.append(request.url))
    ana.on("websocket", lambda socket: asked.append(socket.url))
    ana.on("console", lambda message: logged.append(message.text))
    ana.on("pageerror", lambda error: logged.append(str(error)))
    phones.enter("ana", ana)
    ana.locator("#words-send").fill(WORDS)
    ana.locator("#move-send button").click()
    expect_step(ana, "mirroring")
    host = phones.base_url.split("//")[1]
    assert [url for url in asked if not url.split("//")[1].startswith(host)] == []
    assert logged == []
    assert WORDS[:9] not in ana.url + ana.title()
