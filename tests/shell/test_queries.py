"""The pages that a couple opens most make few queries, however much data it has."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bench import dataset, household
from bench.pages import PAGES
from couples.models import Couple, User
from tests.factories import signed_in

MOST = 12


@pytest.mark.slow
def test_no_page_makes_more_than_a_dozen_queries(
    ana_and_ben: Couple, ana: User, ben: User, settings: Settings
):
    settings.MOVES_A_MINUTE = 10_000
    dataset.create(ana_and_ben, 10)
    household.furnish(ana_and_ben, 2)
    made = {}
    for user in (ana, ben):
        browser = signed_in(user)
        for name, path in PAGES.items():
            assert browser.get(path).status_code == 200
            with CaptureQueriesContext(connection) as queries:
                browser.get(path)
            made[name, user.email] = len(queries)
    assert {page: number for page, number in made.items() if number > MOST} == {}
