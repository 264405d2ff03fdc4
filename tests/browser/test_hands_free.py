"""Two phones on one table, in a spoken dialogue. What is said is checked by what the browser's voice is given."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from couples.models import User
from tests.browser.accessible.rules import faults
from tests.browser.conftest import Phones
from tests.browser.in_view import expect_in_view
from tests.browser.screens import Album
from tests.dialogues.dialogue_driver import Talk

pytestmark = pytest.mark.browser
# A phone's voices, its speaker and its motor. A voice that's on the phone arrives late, and tells `installVoice()`.
DEVICE = """(() => {
    const far = { name: "far", lang: "en-US", localService: false, default: true };
    const foreign = { name: "foreign", lang: "de-DE", localService: true, default: false };
    const own = { name: "own", lang: "en_GB", localService: true, default: false };
    const voices = [far, foreign];
    Object.assign(window, { said: [], speaking: null, tones: 0, shaken: [] });
    const synthesis = {
        getVoices: () => voices,
        speak: ({ voice, text }) => { window.said.push([voice.name, text]); window.speaking = text; },
        cancel: () => { window.speaking = null; },
    };
    window.installVoice = () => { voices.push(own); synthesis.onvoiceschanged?.(); };
    const node = { connect: (next) => next, start: () => { window.tones += 1; }, stop() {} };
    node.gain = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
    const replace = (target, name, value) => Object.defineProperty(target, name, { value });
    replace(window, "speechSynthesis", synthesis);
    replace(window, "SpeechSynthesisUtterance", class { constructor(text) { this.text = text; } });
    replace(window, "OscillatorNode", function () { return node; });
    replace(window, "GainNode", function () { return node; });
    replace(window, "AudioContext", class {
        state = "suspended";
        currentTime = 0;
        async resume() { this.state = "running"; }
    });
    replace(navigator, "vibrate", (pattern) => window.shaken.push(pattern));
})()"""
TITLE = "Did your partner get it? Is there more?"
SAMPLE = "I'll read your steps aloud."


class Table:
    """Both phones, and what they were heard to say so far."""

    def __init__(self, phones: Phones) -> None:
        for name in ("ana", "ben"):
            phones.context(name).add_init_script(DEVICE)
        self.ana, self.ben = phones.enter("ana"), phones.enter("ben")
        self.all: list[str] = []

    def hear(self, ana: list[str] | None = None, ben: list[str] | None = None) -> None:
        """Each phone says just this, with its own voice."""
        for page, texts in ((self.ana, ana or []), (self.ben, ben or [])):
            page.wait_for_function("(count) => said.length >= count", arg=len(texts))
            assert page.evaluate("said.splice(0)") == [["own", text] for text in texts]
            self.all += texts


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def expect_step(page: Page, step: str) -> None:
    expect(page.locator("#stage")).to_have_attribute("data-step", step)


def add_note(page: Page, move: str, words: str) -> None:
    page.locator(f"#move-{move} .note summary").click()
    page.locator(f"#words-{move}").fill(words)


def expect_large(page: Page, move: str) -> None:
    """To be read and hit from an arm's length."""
    expect_in_view(page, ".stem", f"#move-{move} > .button")
    assert page.locator(f"#move-{move} > .button").evaluate("(button) => button.offsetHeight") >= 96
    size: Any = page.locator(".stage > .stem").evaluate(
        "(stem) => parseFloat(getComputedStyle(stem).fontSize)"
    )
    assert size >= 32


def test_two_phones_lead_by_voice_one_at_a_time(ana: User, ben: User, phones: Phones):
    phones.talk = talk = Talk(ana, ben, mode="spoken")
    talk.play("ben accept")
    table, album = Table(phones), Album("hands-free")
    anas, bens = table.ana, table.ben
    bens.evaluate("installVoice()")
    for page in (anas, bens):
        page.locator(".first-cards > summary").click()
        tap(page, "Go hands-free")
    table.hear(ben=[SAMPLE])
    expect(anas.locator("#no-voice")).not_to_have_attribute("hidden", "")
    anas.evaluate("installVoice()")
    expect_large(anas, "ready")

    anas.locator("#move-ready > .button").click()
    expect(anas.locator("#stage")).to_have_attribute("data-mine", "false")
    bens.locator("#move-ready > .button").click()
    expect_step(anas, "sending")
    table.hear(ana=["Say one small piece. When, happens, I feel,"])
    assert anas.evaluate("[tones, shaken]") == [2, [[80, 60, 80]]]
    assert bens.evaluate("[tones, shaken]") == [0, []]
    expect_large(anas, "send")
    tap(anas, "Another way to start")
    table.hear(ana=["I feel,"])
    expect(anas.locator(".cue:visible")).to_have_text("If you like: “I feel ...”")
    add_note(anas, "send", "Zucchini.")
    anas.locator("#move-send > .button").click()
    assert anas.evaluate("speaking") is None

    expect_step(bens, "mirroring")
    table.hear(ben=["Say back what you heard. Let me see if I got that. You said,"])
    expect_large(bens, "mirror")
    add_note(bens, "mirror", "Zucchini, again.")
    bens.locator("#move-mirror > .button").click()
    expect_step(anas, "checking")
    table.hear(ana=[TITLE])
    expect(anas.locator("#announcer")).to_have_text(re.compile(r"Your turn$"))  # the title is spoken
    expect(bens.locator(".stem")).to_have_text("Is there more about that?")
    anas.locator("summary", has_text="there's more").click()
    table.hear(ana=["And, Then I,"])
    for page, who in ((anas, "ana"), (bens, "ben")):
        album.photograph(page, "checking", who)

    phones.enter("ana", anas)
    expect(anas.locator("#room")).to_have_attribute("data-hands-free", "")
    anas.evaluate("installVoice()")
    tap(anas, "Tap to turn the sound on")
    table.hear(ana=[TITLE])
    assert faults(anas) == []
    anas.locator("#move-that_is_all > .button").click()
    table.hear(ben=["Sum it all up. Let me see if I got all of that. You said, Did I get it all?"])
    assert not [text for text in table.all if re.search("Zucchini|Ana|Ben", text)]

    phones.talk = Talk(ana, ben, mode="spoken")
    phones.talk.play("ben accept")
    phones.enter("ana", anas)
    expect(anas.get_by_role("button", name="Go hands-free")).to_be_visible()
    expect(anas.locator("#room")).not_to_have_attribute("data-hands-free", "")
