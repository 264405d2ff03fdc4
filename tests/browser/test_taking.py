"""Taking all dialogues away on a phone, packed by a real worker: how far it is, and the file at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench import years
from couples.models import Couple, User
from tests.browser.chromium import launched
from tests.browser.conftest import looking_into_the_database
from tests.live import WebProcess, Worker
from transcripts.models import Parcel

pytestmark = pytest.mark.browser
SOME = re.compile(r"[1-9]\d*")
LONG = 120_000  # ms


@pytest.fixture
def page(
    server: WebProcess, ana: User, ana_and_ben: Couple, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The page on Ana's phone, after some months of dialogues."""
    years.live(ana_and_ben, 32)
    worker = Worker(tmp_path / "worker.log")
    with launched() as browser, looking_into_the_database(monkeypatch):
        page = browser.phone_of(ana, server.base_url).new_page()
        page.goto("/transcripts/take/")
        yield page
    worker.kill()
    assert worker.log.read_text() == ""


def test_it_shows_how_far_it_is_and_gives_the_file(page: Page, tmp_path: Path):
    page.get_by_role("button", name="Pack it").click()
    expect(page.get_by_role("heading", name="All your dialogues, PDF")).to_be_in_viewport()
    never_mind = page.get_by_role("button", name="Never mind")
    never_mind.focus()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", SOME, timeout=LONG)
    expect(page.get_by_text(re.compile(r"\d+ of 32 dialogues"))).to_be_visible()
    expect(never_mind).to_be_focused()
    save = page.get_by_role("link", name="Save the file")
    expect(save).to_be_visible(timeout=LONG)
    with page.expect_download() as loading:
        save.click()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.pdf", loading.value.suggested_filename)
    loading.value.save_as(tmp_path / "taken.pdf")
    assert (tmp_path / "taken.pdf").read_bytes().startswith(b"%PDF")
    page.get_by_role("button", name="Let it go now").click()
    expect(page.get_by_text("Packed for you")).to_have_count(0)
    assert not Parcel.objects.exists()


def test_once_it_is_ready_the_page_asks_no_more(page: Page):
    page.clock.install()
    page.reload()
    page.locator("[name=format][value=json]").check()
    page.get_by_role("button", name="Pack it").click()
    expect(page.get_by_role("link", name="Save the file")).to_be_visible(timeout=LONG)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(10_000)
    page.evaluate("document.title")
    assert asked == []
