"""One deletes their account on a phone while the other is in the room."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from couples.models import User
from tests.browser.conftest import Phones
from tests.browser.couple import LONG
from tests.dialogues.dialogue_driver import Talk

pytestmark = pytest.mark.browser
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('imago:'))"


def test_the_room_ends_calmly_for_the_other_and_nothing_stays_on_the_phone(
    talk: Talk, phones: Phones, ana: User
):
    talk.play("ben accept, ana ready, ben ready")
    ben, room, ana_s = phones.enter("ben"), phones.enter("ana"), phones.page("ana")
    room.locator("#words-send").fill("I feel")
    expect(ben.locator("#presence")).to_have_attribute("data-state", "typing", timeout=LONG)
    ana_s.goto("/you/")
    ana_s.get_by_role("link", name="Your data").click()
    ana_s.get_by_role("link", name="Delete my account").click()
    ana_s.get_by_label("To make sure it's you").fill("ana@example.com")
    ana_s.get_by_role("button", name="Delete my account").click()
    expect(ana_s.get_by_role("alert")).to_contain_text("isn't the address of this account")
    assert ana_s.evaluate(KEPT) != []
    ana_s.get_by_label("To make sure it's you").fill("ana@example.org")
    ana_s.get_by_role("button", name="Delete my account").click()
    expect(ana_s.get_by_role("heading", level=1)).to_have_text("Your account is deleted")
    ben.wait_for_url("**/apart/", timeout=LONG)
    expect(ben.locator("main")).to_contain_text("no longer connected with anyone")
    expect(ben.locator("main")).not_to_contain_text("Ana")
    expect(room.locator("#connection")).to_contain_text("Please sign in again", timeout=LONG)
    assert [phone.evaluate(KEPT) for phone in (ana_s, room, ben)] == [[], [], []]
    ana_s.goto("/dialogues/")
    assert "/accounts/login/" in ana_s.url
    assert not User.objects.get(pk=ana.pk).is_active
