"""A dialogue where no script runs: slower, by reloading, and whole."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from couples.models import User
from tests.browser.chromium import launched
from tests.browser.couple import Phone
from tests.dialogues.dialogue_driver import Talk
from tests.factories import session_cookie
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
WORDS = "One thing I appreciate about you is that you warmed my side of the bed."


def at(phone: Phone, step: str) -> None:
    with suppress(Error):  # it was loading itself again just then
        phone.page.reload()
    phone.sees(step, mine=True)


def test_an_appreciation_by_reloading(server: WebProcess, ana: User, ben: User):
    talk = Talk(ana, ben, kind="appreciation")
    cookies = [session_cookie(user) for user in (ana, ben)]
    with launched() as browser:
        contexts = [browser.phone(server.base_url, cookie, java_script_enabled=False) for cookie in cookies]
        sender, receiver = phones = [
            Phone(context, name) for context, name in zip(contexts, ("ana", "ben"), strict=True)
        ]
        for phone in phones:
            phone.page.goto(f"/dialogues/{talk.pk}/")
        receiver.do("accept")
        for phone in phones:
            at(phone, "centering")
            phone.do("ready")
        at(sender, "sending")
        sender.do("send")
        expect(sender.page.locator("#refusal")).to_contain_text("Please write a few words")
        sender.do("send", WORDS)
        sender.sees("mirroring", mine=False)
        receiver.sees("mirroring", mine=True)  # it loads itself again
        expect(receiver.page.locator(".turn-words")).to_have_text(WORDS)
        receiver.do("mirror", "The warm bed.")
        at(sender, "checking")
        expect(sender.page.locator(".turn-words").last).to_have_text("The warm bed.")
        sender.do("got_it")
        sender.do("send", "That somebody thinks of me.")
        at(receiver, "mirroring_meaning")
        receiver.do("mirror", "That I think of you.")
        at(sender, "thanking")
        sender.do("thank", "Thank you for letting that in.")
        at(receiver, "touched")
        receiver.do("thank", "What touched me is that you noticed.")
        at(receiver, "switching")
        receiver.do("pause", at="+20m")
        at(sender, "paused")
