"""One question a screen: back and forth, through reloads and a lost line, and nothing is typed twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from dialogues.models import Dialogue
from tests.browser.conftest import Phones, before_its_script
from tests.browser.in_view import expect_in_view

pytestmark = pytest.mark.browser
WORDS = "Our Sunday mornings"


def kept(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':form:')).length"))


def test_a_dialogue_begins_in_two_screens_and_the_topic_goes_along(phones: Phones):
    page = phones.page("ana")
    page.goto("/dialogues/new/?kind=appreciation")
    page.fill("#topic", WORDS)
    phones.offline("ana", off=True)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("Your words are kept on this phone")
    phones.offline("ana", off=False)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-shows]")).to_have_text(WORDS)
    page.get_by_text("Keep the words").click()
    page.reload()
    expect(page.locator("[data-shows]")).to_have_text(WORDS)
    expect(page.locator("[name=keep]")).to_be_checked()
    page.set_viewport_size({"width": 390, "height": 560})
    expect_in_view(page, ".step-buttons .button")
    page.go_back()
    expect(page.locator("#topic")).to_have_value(WORDS)
    page.fill("#topic", f"{WORDS}, again")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-shows]")).to_have_text(f"{WORDS}, again")
    page.get_by_role("button", name="Change").click()
    expect(page.locator("#topic")).to_have_value(f"{WORDS}, again")
    expect(page.locator(".autosave-status")).to_have_count(0)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[name=keep][type=checkbox]")).to_be_checked()
    page.get_by_role("button", name="Invite Ben").dblclick()
    page.wait_for_selector("#stage")
    dialogue = Dialogue.objects.get(kind="appreciation")
    assert (dialogue.kind, dialogue.topic, dialogue.keep_asked) == ("appreciation", f"{WORDS}, again", True)
    assert kept(page) == 0


def test_a_button_pressed_before_the_script_has_run_loses_nothing(phones: Phones):
    # A service worker would hand out the script that is held back here.
    phone = phones.browser.phone(phones.base_url, phones.cookies["ana"], service_workers="block")
    page = phone.new_page()
    page.goto("/dialogues/new/?kind=intentional")
    page.fill("#topic", WORDS)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-shows]")).to_have_text(WORDS)
    with before_its_script(page, page.url, "autosave"):
        page.get_by_text("Aloud").click()
        page.get_by_role("button", name="Invite Ben").click()
        expect(page.locator("#topic")).to_be_visible()
    expect(page.locator("#topic")).to_have_value(WORDS)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("[data-shows]")).to_have_text(WORDS)
    page.get_by_role("button", name="Invite Ben").click()
    page.wait_for_selector("#stage")
    dialogue = Dialogue.objects.latest("created_at")
    assert (dialogue.topic, dialogue.mode) == (WORDS, "spoken")
