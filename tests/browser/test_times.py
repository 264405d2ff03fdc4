"""What comes round on two phones: a weekly time that both agree on, told in the inbox, and the pulse of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from appointments import services
from appointments.models import WeeklyTime
from pulse.models import Pulse
from reminders.scheduler import claim_due
from tests.browser.couple import LONG, Pair

pytestmark = pytest.mark.browser


def test_a_weekly_time_is_agreed_on_and_told_and_the_pulse_is_shown_when_both_say_yes(
    couple: Callable[[str], Pair],
):
    pair = couple("times")
    agree(pair)
    be_told(pair)
    take_the_pulse(pair)


def agree(pair: Pair) -> None:
    """Ana proposes; Ben, who looks at his list, learns of it and says yes."""
    ana, ben = pair.ana.page, pair.ben.page
    ben.goto("/dialogues/")
    ana.goto("/appointments/")
    ana.locator("#id_weekday").select_option("6")
    ana.locator("#id_at").fill("20:30")
    ana.get_by_role("button", name="Propose", exact=True).click()
    expect(ana.get_by_text("You proposed Sunday, 20:30.")).to_be_visible()
    claim_due()
    expect(ben.locator(".tab-badge")).to_be_visible(timeout=LONG)
    ben.get_by_role("link", name="Home", exact=False).first.click()
    expect(ben.get_by_role("heading", name="Ana proposes Sunday, 20:30 each week")).to_be_visible()
    ben.get_by_role("link", name="Answer").click()
    pair.photograph("proposed")
    ben.get_by_role("button", name="Yes, that works for me").click()
    ana.reload()
    for page in (ana, ben):
        expect(page.get_by_text("You've agreed on Sunday, 20:30.")).to_be_visible()
    pair.photograph("agreed")


def be_told(pair: Pair) -> None:
    """When it is time, both read so in their inbox; how they are told is each one's own to choose."""
    WeeklyTime.objects.update(agreed_at=timezone.now() - timedelta(weeks=2))
    row = WeeklyTime.objects.get()
    claim_due(next(services.occurrences(row, timezone.now() - timedelta(weeks=1))))
    for phone in pair.phones:
        phone.page.goto("/inbox/")
        expect(phone.page.get_by_text("It's time for your weekly time together.")).to_be_visible()
    pair.photograph("inbox")
    for phone in pair.phones:
        phone.page.get_by_role("link", name="Notifications").click()
    pair.photograph("reminders")


def take_the_pulse(pair: Pair) -> None:
    for phone, number in ((pair.ana, 7), (pair.ben, 5)):
        phone.page.goto("/pulse/")
        for question in ("close", "safe", "heard"):
            phone.page.locator(f".chip:has([name={question}][value='{number}'])").click()
        phone.page.locator("#pulse-form").get_by_role("button", name="Save").click()
        expect(phone.page.get_by_text("You've answered this week.")).to_be_visible()
    assert Pulse.objects.count() == 2
    for phone in pair.phones:
        phone.page.get_by_role("button", name="Yes, show each other our numbers").click()
    pair.ana.page.reload()
    for phone in pair.phones:
        phone.page.get_by_text("As a table").click()
        expect(phone.page.locator(".pulse-table tbody tr")).to_have_count(2)
        phone.page.locator("#weeks").scroll_into_view_if_needed()
    pair.photograph("pulse")
