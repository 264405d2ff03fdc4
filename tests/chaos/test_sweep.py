"""Two processes that sweep, killed at any moment: all that is due is told in the end, and told once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from couples.models import Partner
from exits.categories import ExitDetails
from exits.models import Commitment, Exit, Review
from reminders.models import Notice
from runtime.instance import ROOT
from tests.factories import pair, person
from tests.web_process import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos]

DUE = 1_500
ROUNDS = 4
SWEEP = "import django; django.setup(); from reminders.scheduler import claim_due; claim_due()"


def much_that_is_due() -> None:
    """Ten items per person, few enough to be told within an hour."""
    couples = [pair(person(f"Ana{number}"), person(f"Ben{number}")) for number in range(DUE // 10)]
    rows = Partner.objects.select_related("user__profile", "couple")
    owners = list(rows.filter(couple__in=couples, slot=0))
    yesterday = timezone.localdate() - timedelta(days=1)
    told = ExitDetails("tidying up").dump()
    exits = [
        Exit(owner=owners[number // 10], key=f"{number:022}", details_text=told) for number in range(DUE)
    ]
    promises = [Commitment(exit=row, how_far="fully", words="x", made_on=yesterday) for row in exits]
    Exit.objects.bulk_create(exits)
    Commitment.objects.bulk_create(promises)
    Review.objects.bulk_create(Review(commitment=row, due_on=yesterday) for row in promises)


def sweeper() -> subprocess.Popen[bytes]:
    environ = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "imago_web.settings"}
    return subprocess.Popen([sys.executable, "-c", SWEEP], env=environ, cwd=ROOT)


def test_whatever_is_killed_everything_due_is_told_once():
    much_that_is_due()
    dice = random.Random(5)
    for _ in range(ROUNDS):
        sweepers = [sweeper(), sweeper()]
        time.sleep(dice.uniform(0.5, 1.6))  # the moment of the kill is what the seed decides
        for one in sweepers:
            one.kill()
            one.wait()
    last = [sweeper(), sweeper()]
    assert [one.wait(60) for one in last] == [0, 0]
    assert Notice.objects.filter(sort="review").count() == DUE
    assert len(set(Notice.objects.values_list("user", "sort", "occasion"))) == DUE
