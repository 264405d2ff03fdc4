"""What the live room's client owes: no word lost, none doubled, none moved under someone's fingers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dialogues.models import Turn
from tests.browser.conftest import Mute, Phones, before_its_script
from tests.browser.couple import LONG
from tests.dialogues.dialogue_driver import Talk
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
TO_SENDING = "ben accept, ana ready, ben ready"
WORDS = "When dinner goes quiet, I feel alone."
STALE = re.compile("Something just changed")
CARET = "() => [document.activeElement.id, document.activeElement.selectionStart]"
THE_FILLED_ONE = """(hue) => {
    const filled = [...document.querySelectorAll("#stage button, #stage summary")]
        .filter((one) => one.checkVisibility() && getComputedStyle(one).backgroundColor === hue);
    return filled.length === 1 && filled[0].textContent.trim();
}"""
OWN_KEYS = "() => Object.keys(localStorage).filter((key) => key.startsWith('imago:'))"


def moves_of(talk: Talk) -> list[str]:
    return list(Turn.objects.filter(dialogue=talk.pk).order_by("seq").values_list("move", flat=True))


def write(page: Page, move: str, words: str) -> None:
    page.locator(f"#words-{move}").fill(words)


def press(page: Page, move: str) -> None:
    page.locator(f"#move-{move} button").evaluate(
        "(button) => button.click()"
    )  # also where it is folded away


def expect_step(page: Page, step: str) -> None:
    expect(page.locator("#stage")).to_have_attribute("data-step", step, timeout=15_000)


def expect_settled(page: Page) -> None:
    expect(page.locator("#room")).to_have_attribute("data-pending", "false", timeout=15_000)


def expect_kept(page: Page, key: str) -> None:
    page.evaluate(
        """(key) => new Promise((done) => {
            const look = () => {
                if (Object.keys(localStorage).some((name) => name.endsWith(key))) done(true);
                else requestAnimationFrame(look);
            };
            look();
        })""",
        key,
    )


def test_a_draft_survives_a_reload_and_goes_when_it_is_sent(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    write(ana, "send", WORDS)
    phones.enter("ana", ana)
    expect(ana.locator("#words-send")).to_have_value(WORDS)
    press(ana, "send")
    expect_step(ana, "mirroring")
    expect_settled(ana)
    assert ana.evaluate(OWN_KEYS) == []


def test_words_typed_before_the_script_is_there_are_a_draft_too(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.page("ana")
    with before_its_script(ana, f"/dialogues/{talk.pk}/", "room/room"):
        write(ana, "send", WORDS)
    phones.enter("ana", ana)
    expect(ana.locator("#words-send")).to_have_value(WORDS)


def test_back_and_forth_loses_no_word_and_doubles_none(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    write(ana, "send", WORDS)
    ana.locator(".room-back").click()
    ana.wait_for_url("**/dialogues/")
    ana.go_back()
    expect(ana.locator("#words-send")).to_have_value(WORDS)
    press(ana, "send")
    expect_step(ana, "mirroring")
    ana.go_forward()
    ana.wait_for_url("**/dialogues/")
    ana.go_back()
    expect_step(ana, "mirroring")
    expect(ana.locator(".turn[data-move=send]")).to_have_count(1)
    assert moves_of(talk).count("send") == 1


def test_pressing_twice_makes_one_turn(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    write(ana, "send", WORDS)
    ana.locator("#move-send").evaluate("(form) => { for (let i = 0; i < 3; i += 1) form.requestSubmit(); }")
    expect_step(ana, "mirroring")
    expect(ana.locator("#refusal")).to_be_hidden()
    assert moves_of(talk).count("send") == 1


def test_words_sent_without_a_network_go_out_once_on_return(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana, ben = phones.enter("ana"), phones.enter("ben")
    phones.offline("ana", True)
    write(ana, "send", WORDS)
    press(ana, "send")
    expect(ana.locator("#connection")).to_contain_text("offline")
    expect(ana.locator("#connection")).to_be_in_viewport()
    expect(ana.locator("#move-send button")).to_have_attribute("aria-busy", "true")
    phones.offline("ana", False)
    expect_step(ana, "mirroring")
    expect(ben.locator(".turn-words").last).to_have_text(WORDS)
    assert moves_of(talk).count("send") == 1


def test_words_sent_while_the_server_is_away_go_out_when_it_is_back(
    talk: Talk, phones: Phones, server: WebProcess
):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    server.terminate()
    write(ana, "send", WORDS)
    press(ana, "send")
    expect(ana.locator("#room")).to_have_attribute("data-pending", "true")
    server.start()
    expect_step(ana, "mirroring")
    expect_settled(ana)
    assert moves_of(talk).count("send") == 1


def test_a_move_whose_answer_was_lost_is_sent_again_and_makes_one_turn(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.page("ana")
    lost: list[str] = []

    def lossy(socket):
        to_server = socket.connect_to_server()

        def pass_on(message):
            if lost or '"ack"' not in message:
                socket.send(message)
            else:
                lost.append(message)
                socket.close()

        to_server.on_message(pass_on)

    ana.route_web_socket("**/ws/**", lossy)
    phones.enter("ana", ana)
    write(ana, "send", WORDS)
    press(ana, "send")
    expect_step(ana, "mirroring")
    expect_settled(ana)
    assert lost
    assert moves_of(talk).count("send") == 1


def test_stale_words_stay_in_their_box_where_it_is_still_there(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    phones.offline("ana", True)
    write(ana, "send", WORDS)
    press(ana, "send")
    talk.play("ben pause, ben ready, ana ready")
    phones.offline("ana", False)
    expect(ana.locator("#refusal")).to_have_text(STALE, timeout=15_000)
    expect(ana.locator("#words-send")).to_have_value(WORDS)
    expect(ana.locator("#words-send")).to_be_editable()
    press(ana, "send")
    expect_step(ana, "mirroring")


def test_stale_words_whose_box_is_gone_stay_in_sight_and_come_back(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    phones.offline("ana", True)
    write(ana, "send", WORDS)
    press(ana, "send")
    talk.play("ben pause")
    phones.offline("ana", False)
    expect_step(ana, "paused")
    expect(ana.locator("#kept-words")).to_have_value(WORDS)
    talk.play("ben ready, ana ready")
    expect(ana.locator("#words-send")).to_have_value(WORDS)


def test_stopping_holds_even_when_the_partner_was_quicker(talk: Talk, phones: Phones):
    talk.play(f"{TO_SENDING}, ana send")
    ana = phones.enter("ana")
    phones.offline("ana", True)
    press(ana, "stop")
    talk.play("ben mirror")
    phones.offline("ana", False)
    expect_step(ana, "closed")
    expect(ana.locator("#refusal")).to_be_hidden()


def test_two_yeses_at_once_are_both_heard(talk: Talk, phones: Phones):
    talk.play("ben accept")
    ana = phones.enter("ana")
    phones.offline("ana", True)
    press(ana, "ready")
    talk.play("ben ready")
    phones.offline("ana", False)
    expect_step(ana, "sending")
    expect(ana.locator("#refusal")).to_be_hidden()


def test_a_yes_to_a_time_that_was_corrected_meanwhile_is_asked_for_again(talk: Talk, phones: Phones):
    asked = timezone.now() + timedelta(hours=2)
    assert talk.make("ben", "later", at=asked).refusal is None
    ana = phones.enter("ana")
    phones.offline("ana", True)
    press(ana, "agree")
    assert talk.make("ben", "propose", at=asked + timedelta(hours=1)).refusal is None
    phones.offline("ana", False)
    expect(ana.locator("#refusal")).to_have_text(STALE, timeout=15_000)
    expect(ana.locator("#stage")).to_have_attribute("data-version", "2")
    assert "agree" not in moves_of(talk)
    press(ana, "agree")
    expect_step(ana, "agreed")


def test_too_many_words_are_refused_and_stay(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    ana.locator("#words-send").evaluate("(box) => { box.value = 'a'.repeat(4001); }")
    press(ana, "send")
    expect(ana.locator("#refusal")).to_contain_text("smaller pieces")
    expect(ana.locator("#words-send")).to_have_value("a" * 4001)
    assert "send" not in moves_of(talk)


def test_the_partners_typing_and_yes_leave_caret_words_and_folds_alone(talk: Talk, phones: Phones):
    talk.play("ben accept")
    ana, ben = phones.enter("ana"), phones.enter("ben")
    ana.get_by_text("Pause or stop").click()
    ana.locator(".step-help > summary").press("Enter")
    ana.locator("#words-ready").press_sequentially("I want to be open")
    ana.locator("#words-ready").evaluate("(box) => box.setSelectionRange(7, 7)")
    ben.locator("#words-ready").press_sequentially("I hope")
    expect(ana.locator("#presence")).to_have_text("Ben is finding words")
    assert ana.evaluate(CARET) == ["words-ready", 7]
    press(ben, "ready")
    expect(ana.locator("#stage")).to_have_attribute("data-version", "2")
    ana.keyboard.type("really ")
    expect(ana.locator("#words-ready")).to_have_value("I want really to be open")
    expect(ana.locator("#stage > .more")).to_have_attribute("open", "")
    expect(ana.locator(".step-help .example")).to_be_visible()
    expect(ana.locator("#presence")).to_have_text("Ben is here")
    press(ana, "ready")
    expect_step(ana, "sending")
    expect(ana.locator(".step-help")).not_to_have_attribute("open", "")


def test_only_the_unfolded_move_has_a_filled_button(talk: Talk, phones: Phones):
    talk.play(f"{TO_SENDING}, ana send, ben mirror")
    ana = phones.enter("ana")
    first = ana.locator(".disclosure--primary > summary")
    hue = first.evaluate("(one) => getComputedStyle(one).backgroundColor")
    for fold in ("there's more", "Almost"):
        ana.locator("summary", has_text=fold).click()
        filled = ana.wait_for_function(THE_FILLED_ONE, arg=hue, timeout=LONG)
        assert filled.json_value() == "Say this"
    expect(ana.locator(".disclosure[open]")).to_have_count(1)


def test_a_prompt_goes_into_an_empty_box_and_never_over_typed_words(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    box, idea = ana.locator("#words-send"), ana.locator("[data-prompt]")
    ana.locator("#prompts > summary").click()
    first = idea.inner_text()
    ana.get_by_role("button", name="Another idea").click()
    expect(idea).not_to_have_text(first)
    second = idea.inner_text()
    idea.click()
    expect(box).to_have_value(second)
    ana.keyboard.type("we hurry")
    typed = second.replace("...", "we hurry", 1)
    expect(box).to_have_value(typed)
    ana.get_by_role("button", name="Another idea").click()
    idea.click()
    expect(ana.get_by_text("Your own words stay in the box.")).to_be_visible()
    expect(box).to_have_value(typed)


def test_a_stem_follows_what_was_typed_and_one_that_waits_makes_way(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana = phones.enter("ana")
    box = ana.locator("#words-send")
    box.fill("Dinner was quiet")
    ana.get_by_role("button", name="What hurts is ...").click()
    expect(box).to_have_value("Dinner was quiet. What hurts is ...")
    ana.get_by_role("button", name="Then I ...").click()
    expect(box).to_have_value("Dinner was quiet. Then I ...")
    ana.keyboard.type("went to bed!")
    ana.get_by_role("button", name="What I need is ...").click()
    expect(box).to_have_value("Dinner was quiet. Then I went to bed! What I need is ...")
    expect(ana.locator("#stage")).to_have_attribute("data-version", "3")


def test_two_tabs_of_one_partner_stay_in_step(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    one, two = phones.enter("ana"), phones.enter("ana")
    write(one, "send", WORDS)
    press(one, "send")
    expect_step(two, "mirroring")
    expect(two.locator(".turn[data-move=send]")).to_have_count(1)
    press(two, "withdraw")
    for tab in (one, two):
        expect_step(tab, "sending")
    expect(one.locator(".turn[data-move=send] .turn-words")).to_have_text("taken back")
    seqs = "(turns) => turns.map((turn) => Number(turn.dataset.seq))"
    assert (
        one.locator(".turn").evaluate_all(seqs) == two.locator(".turn").evaluate_all(seqs) == [1, 2, 3, 4, 5]
    )


def test_words_half_written_for_another_move_stay_in_sight(talk: Talk, phones: Phones):
    talk.play(f"{TO_SENDING}, ana send, ben mirror")
    ana = phones.enter("ana")
    ana.locator("details.disclosure", has=ana.locator("#move-more")).locator("summary").first.click()
    write(ana, "more", "And I miss your stories.")
    press(ana, "that_is_all")
    expect_step(ana, "summarising")
    expect(ana.locator("#kept-words")).to_have_value("And I miss your stories.")


def test_a_stop_pressed_behind_words_that_wait_is_not_forgotten_by_a_reload(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana, line = phones.page("ana"), Mute()
    ana.route_web_socket("**/ws/**", line)
    phones.enter("ana", ana)
    line.strike()
    write(ana, "send", WORDS)
    press(ana, "send")
    press(ana, "stop")
    phones.enter("ana", ana)
    expect_step(ana, "closed")
    assert moves_of(talk)[-2:] == ["send", "stop"]


def test_a_stop_forgotten_on_a_phone_ends_no_later_dialogue(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana, line = phones.page("ana"), Mute()
    ana.route_web_socket("**/ws/**", line)
    phones.enter("ana", ana)
    line.strike()
    press(ana, "stop")
    expect(ana.locator("#room")).to_have_attribute("data-pending", "true")
    ana.evaluate(
        """() => { for (const name of Object.keys(localStorage)) {
            localStorage[name] = localStorage[name].replace(/"pressed":\\d+/g, '"pressed":1');
        } }"""
    )
    ana.close()
    talk.play("ana send, ben mirror")
    again = phones.enter("ana")
    expect(again.locator("#refusal")).to_have_text(STALE)
    expect_step(again, "checking")
    assert "stop" not in moves_of(talk)


def test_whoever_takes_the_phone_next_finds_and_sends_nothing_of_the_one_before(talk: Talk, phones: Phones):
    talk.play(TO_SENDING)
    ana, line = phones.page("ana"), Mute()
    ana.route_web_socket("**/ws/**", line)
    phones.enter("ana", ana)
    line.strike()
    write(ana, "send", WORDS)
    press(ana, "send")
    expect_kept(ana, "outbox")
    ana.close()
    talk.play("ana send, ben mirror, ana that_is_all")
    phones.context("ana").add_cookies(phones.new_session("ben"))
    ben = phones.enter("ana")
    expect_step(ben, "summarising")
    expect(ben.locator("#words-summarise")).to_have_value("")
    assert ben.evaluate(OWN_KEYS) == []
    assert moves_of(talk).count("send") == 1
