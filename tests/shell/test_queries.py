"""The pages that a couple opens most make few queries, however much data it has."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bench import dataset, household
from bench.pages import PAGES
from couples.models import Couple, User
from tests.change_requests import factories as requests
from tests.exits import factories as exits
from tests.factories import signed_in
from tests.suggestions.test_pages import at_hour

MOST = 12


def count_queries(browser: Client) -> dict[str, int]:
    """Return how many queries each page makes, once what it keeps in the process is there."""
    counts = {}
    for name, path in PAGES.items():
        assert browser.get(path).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        counts[name] = len(queries)
    return counts


def add_what_plays_no_dialogue(couple: Couple, owner: User) -> None:
    """Give a couple more dialogues than a page shows, and one partner more exits and requests."""
    dataset.create(couple, 25)
    for number in range(5):
        exits.create_exit(owner, f"tidying up instead of sitting down with you, {number}")
        requests.draft(owner)


@pytest.mark.slow
def test_no_page_makes_more_than_a_dozen_queries(ana_and_ben: Couple, ana: User, settings: Settings):
    settings.MOVES_A_MINUTE = 10_000
    dataset.create(ana_and_ben, 3)
    household.furnish(ana_and_ben, 0)
    at_hour(ana, 12)  # at night, home has no small thing
    browser = signed_in(ana)
    before = count_queries(browser)
    assert {page: number for page, number in before.items() if number > MOST} == {}
    add_what_plays_no_dialogue(ana_and_ben, ana)
    after = count_queries(browser)
    assert {page: number for page, number in after.items() if number > before[page]} == {}
