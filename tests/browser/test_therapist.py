"""A dialogue on its way to a therapist: Ana asks, Ben reads it and says yes, and a third browser opens the link."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phones
from tests.dialogues.dialogue_driver import WHOLE

pytestmark = pytest.mark.browser
SAID = "ana has something to send"


def test_both_agree_the_therapist_reads_and_ben_takes_it_back(phones: Phones):
    phones.talk.play(WHOLE)
    ana, ben = phones.page("ana"), phones.page("ben")
    therapist = phones.browser.phone(phones.base_url).new_page()
    ana.goto("/therapist/ask/")
    ana.get_by_label("What your therapist reads").select_option(f"dialogue:{phones.talk.pk}")
    ana.get_by_label("a day").check()
    ana.get_by_label("your email address").fill("ana@example.org")
    ana.get_by_role("button", name="Ask Ben").click()
    expect(ana.get_by_text("Ben hasn't answered yet")).to_be_visible()

    ben.goto("/therapist/")
    ben.get_by_role("link", name="Ana would like to show this").click()
    expect(ben.get_by_text(SAID).first).to_be_visible()
    ben.get_by_label("your email address").fill("ben@example.org")
    ben.get_by_role("button", name="Yes, make the link").click()
    address, words = ben.get_by_label("Send this").input_value(), ben.locator(".code").inner_text()

    therapist.goto(address)
    therapist.get_by_label("The four words").fill("not the words")
    therapist.get_by_role("button", name="Read").click()
    expect(therapist.get_by_role("alert")).to_be_visible()
    therapist.get_by_label("The four words").fill(words)
    therapist.get_by_role("button", name="Read").click()
    expect(therapist.get_by_text(SAID).first).to_be_visible()
    therapist.reload()
    expect(therapist.get_by_text(SAID).first).to_be_visible()

    ben.goto("/therapist/")
    ben.get_by_role("link", name="Quiet dinners").click()
    expect(ben.get_by_role("heading", name="Opened")).to_be_visible()
    ben.get_by_role("button", name="Take it back").click()
    expect(ben.get_by_role("status")).to_contain_text("Taken back")
    therapist.reload()
    expect(therapist.get_by_role("heading", name="There's nothing to read here")).to_be_visible()
