"""What people come for is a few taps from home, by what they read there, and the tabs stay at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from change_requests.models import Gift
from couples.models import User
from dialogues.models import Dialogue
from tests.browser.chromium import launched
from tests.browser.conftest import looking_into_the_database
from tests.change_requests.factories import create_chosen_request
from tests.factories import session_cookie
from tests.transcripts.search_helpers import mirrored_dialogue
from tests.web_process import WebProcess

pytestmark = pytest.mark.browser
MOST = 3  # taps
TOP_OF_TABS = "document.querySelector('.tabs').getBoundingClientRect().top"


class Thumb:
    """Ana's thumb, which begins at home and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0
        page.goto("/")

    def tap(self, label: str) -> None:
        """Tap what can be seen to have this label."""
        self.taps += 1
        visible = self.page.locator("a, button").filter(visible=True)
        visible.filter(has_text=re.compile(rf"\b{label}\b")).first.click()


@pytest.fixture
def page(server: WebProcess, ana: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Ana's phone. She has today's gift to give, and a month ago they talked about the garden."""
    long_ago = timezone.now() - timedelta(days=31)
    talk = mirrored_dialogue(ana, ben, "We could sit in the garden.")
    talk.play("ana stop")
    Dialogue.objects.filter(pk=talk.pk).update(created_at=long_ago, closed_at=long_ago)
    create_chosen_request(ben, ana)
    cookie = session_cookie(ana)
    with launched() as browser, looking_into_the_database(monkeypatch):
        yield browser.phone(server.base_url, cookie).new_page()


def test_an_appreciation_is_begun(page: Page):
    thumb = Thumb(page)
    thumb.tap("Talk")
    thumb.tap("An appreciation")
    thumb.tap("Invite Ben")
    expect(page.locator("#stage")).to_contain_text("Waiting for Ben")
    assert thumb.taps <= MOST


def test_a_sentence_of_last_month_is_found(page: Page):
    thumb = Thumb(page)
    thumb.tap("Past")
    page.get_by_role("searchbox").fill("garden")
    thumb.tap("Search")
    thumb.tap("We could sit in the garden")
    expect(page.locator("mark")).to_have_text("garden")
    assert thumb.taps <= MOST


def test_todays_gift_is_ticked(page: Page):
    thumb = Thumb(page)
    thumb.tap("Done")
    expect(page.get_by_text("Today's gift")).to_have_count(0)
    assert Gift.objects.get().day == timezone.localdate()
    assert thumb.taps <= MOST


def test_quiet_hours_are_changed(page: Page, ana: User):
    thumb = Thumb(page)
    thumb.tap("Me")
    thumb.tap("Notifications")
    page.get_by_label("Send nothing from").fill("20:15")
    thumb.tap("Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert thumb.taps <= MOST


def test_the_tabs_stay_beside_the_page_while_someone_types(page: Page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/transcripts/search/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.evaluate(TOP_OF_TABS) < 100


def test_the_two_are_disconnected(page: Page):
    thumb = Thumb(page)
    thumb.tap("Me")
    thumb.tap("Account")
    thumb.tap("Disconnect")
    thumb.tap("Disconnect now")
    page.wait_for_url("**/apart/")
    assert thumb.taps <= MOST + 1
