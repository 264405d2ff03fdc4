"""No page of past dialogues breaks a rule of accessibility."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from bench import dataset
from couples import profiles
from couples.models import Couple, Partner, User
from dialogues import erasure
from tests.browser.accessible.rules import Opened, faults, faults_at
from tests.dialogues.dialogue_driver import WHOLE, Talk
from transcripts import notes_and_bookmarks
from transcripts.exports import services
from transcripts.models import Export

pytestmark = pytest.mark.browser


@pytest.fixture
def past(ana: User, ben: User) -> list[str]:
    """A finished dialogue with a correction, a star, a note and a place without words, and the timeline."""
    talk = Talk(ana, ben, mode="spoken")
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben mirror, ben stop")
    notes_and_bookmarks.set_bookmark(ana, talk.dialogue, 5, on=True)
    notes_and_bookmarks.save_note(ana, talk.dialogue, 7, "a note", 0)
    erasure.erase_turn(talk.dialogue, Partner.objects.select_related("couple").get(user=ben), 5)
    gone = Talk(ana, ben)
    gone.play(WHOLE)
    erasure.erase_for_both(gone.now(), Partner.objects.get(user=ben))
    paths = [
        "",
        f"{talk.pk}/",
        f"{talk.pk}/let-go/?turn=4",
        f"{talk.pk}/7/note/",
        f"{gone.pk}/",
        "?far=open",
        "kept/",
    ]
    return [f"/transcripts/{path}" for path in paths]


def test_the_pages_of_past_dialogues_break_no_rule(past: list[str], phone_of: Opened):
    assert not faults_at(phone_of("ana"), past)


def test_searching_breaks_no_rule(rooms: list[str], phone_of: Opened):
    page = phone_of("ana")
    page.goto("/transcripts/search/")
    assert not faults(page)
    for typed, said in (("something", "Found in"), ("zebra", "Nothing found")):
        page.fill("#q", typed)
        page.wait_for_selector(f"#found:text('{said}')")
        assert not faults(page)
    page.fill("#q", "something")
    page.locator(".more-hits").first.click()
    page.locator(".link-list a").nth(3).click()
    page.wait_for_selector("#to-search")
    assert not faults(page)


@pytest.fixture
def drawn(ana_and_ben: Couple, ana: User) -> list[str]:
    """The insights of a year and more, with all that has a drawing."""
    dataset.create(ana_and_ben, 70)
    return ["/transcripts/insights/"]


def test_the_insights_break_no_rule(drawn: list[str], phone_of: Opened):
    phone = phone_of("ana")
    assert not faults_at(phone, drawn)
    assert phone.locator("svg[role=img]").count() == 4


@pytest.fixture
def taking(ana: User, ben: User, eve: User) -> list[str]:
    """What Ana packed: something ready with a letter missing, something half made, something that failed. Eve has taken
    her agreement back, and words in what she packed were let go."""
    Talk(ana, ben).play(WHOLE)
    place = Partner.objects.current(ana)
    news: dict[str, dict[str, Any]] = {
        "pdf": {"state": Export.READY, "error": Export.MISSING_GLYPHS, "size": 1_000_000},
        "md": {"state": Export.BUILDING, "done": 3, "total": 7},
        "json": {"state": Export.FAILED, "error": Export.BROKEN},
    }
    for format, said in news.items():
        export, _ = services.request_export(ana, place, scope=Export.ALL, format=format)
        Export.objects.filter(pk=export.pk).update(**said)
    went, _ = services.request_export(eve, None, scope=Export.OWN, format="json")
    Export.objects.filter(pk=went.pk).update(state=Export.REVOKED)
    profiles.withdraw_consent(eve)
    return ["/transcripts/take/"]


def test_the_pages_of_taking_away_break_no_rule(taking: list[str], phone_of: Opened):
    page = phone_of("ana")
    assert not faults_at(page, taking)
    page.get_by_role("button", name="Create the file", exact=True).click()
    page.wait_for_selector("text=You already have this file")
    assert not faults(page)
    page = phone_of("eve")
    assert not faults_at(page, taking)
    expect(page.get_by_role("link", name="Agree again")).to_be_visible()
    expect(page.get_by_text("A file was removed from here")).to_be_visible()
    assert not faults_at(phone_of("newcomer"), taking)
