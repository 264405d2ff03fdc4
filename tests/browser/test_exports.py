"""Taking all dialogues away on a phone, packed by a real worker: how far it is, and the file at the end."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from bench import dataset
from couples.models import Couple, User
from tests.browser.chromium import launched
from tests.browser.conftest import looking_into_the_database
from tests.web_process import WebProcess, Worker
from transcripts.models import Export

pytestmark = pytest.mark.browser
LONG = 120_000  # ms


@pytest.fixture
def page(
    server: WebProcess, ana: User, ana_and_ben: Couple, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The page on Ana's phone, after some months of dialogues."""
    dataset.create(ana_and_ben, 10)
    worker = Worker(tmp_path / "worker.log")
    with launched() as browser, looking_into_the_database(monkeypatch):
        page = browser.phone_of(ana, server.base_url).new_page()
        page.clock.install()
        page.goto("/transcripts/take/")
        yield page
    worker.kill()
    assert worker.log.read_text() == ""


@contextmanager
def half_packed() -> Iterator[None]:
    """Some of the dialogues are packed; no more of them are until this ends."""
    deadline = time.monotonic() + LONG / 1000
    while time.monotonic() < deadline:
        with transaction.atomic():
            if Export.objects.select_for_update().get().done:
                yield
                return
        time.sleep(0.02)
    raise AssertionError("nothing is packed")


def test_it_shows_how_far_it_is_and_gives_the_file(page: Page, tmp_path: Path):
    page.get_by_role("button", name="Create the file").click()
    expect(page.get_by_role("heading", name="All your dialogues, PDF")).to_be_in_viewport()
    never_mind = page.get_by_role("button", name="Never mind")
    never_mind.focus()
    with half_packed():
        expect(page.get_by_role("progressbar")).to_have_attribute("value", "8", timeout=LONG)
        expect(page.get_by_text("8 of 10 dialogues")).to_be_visible()
        expect(never_mind).to_be_focused()
    save = page.get_by_role("link", name="Download", exact=True)
    expect(save).to_be_visible(timeout=LONG)
    assert asked_within_ten_seconds(page) == []
    with page.expect_download() as loading:
        save.click()
    assert re.fullmatch(r"imago-all-\d{4}-\d\d-\d\d\.pdf", loading.value.suggested_filename)
    loading.value.save_as(tmp_path / "taken.pdf")
    assert (tmp_path / "taken.pdf").read_bytes().startswith(b"%PDF")
    page.get_by_role("button", name="Delete this file").click()
    expect(page.get_by_text("Your files")).to_have_count(0)
    assert not Export.objects.exists()


def asked_within_ten_seconds(page: Page) -> list[str]:
    """What the page asks the server for meanwhile."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(10_000)
    page.evaluate("document.title")
    return asked
