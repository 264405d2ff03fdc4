"""Copies are kept each night for a week, and each week for a month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from backups import retention, storage
from backups.archive import DATA, KEYS

FIRST = datetime(2026, 1, 1, 3, tzinfo=UTC)


def ages(folder: Path, now: datetime, kind: str = DATA) -> list[int]:
    return [(now - at).days for at, _path in reversed(storage.list_backups(folder, kind))]


def keep_for(folder: Path, nights: int, kind: str = DATA) -> datetime:
    """A copy each night, each of which deletes what it supersedes. Returns the last one's time."""
    for night in range(nights):
        now = FIRST + timedelta(days=night)
        storage.backup_path(folder, kind, now).touch()
        retention.delete_superseded(folder, kind, now)
    return now


@pytest.mark.parametrize("nights", range(60, 67))
def test_a_week_of_nights_and_a_month_of_weeks(tmp_path: Path, nights: int):
    found = ages(tmp_path, keep_for(tmp_path, nights))
    daily, weekly = found[:8], found[8:]
    assert daily == list(range(8))
    assert 4 <= len(weekly) <= 5
    assert all(later - earlier == 7 for earlier, later in pairwise(weekly[1:]))
    assert weekly[0] in range(8, 15)
    assert weekly[-1] in range(24, 31)


def test_the_newest_stays_however_old_it_is(tmp_path: Path):
    keep_for(tmp_path, 3)
    retention.delete_superseded(tmp_path, DATA, FIRST + timedelta(days=400))
    assert len(ages(tmp_path, FIRST)) == 1


def test_other_files_are_left_alone(tmp_path: Path):
    (tmp_path / "notes.txt").touch()
    storage.backup_path(tmp_path, KEYS, FIRST).touch()
    keep_for(tmp_path, 40)
    assert (tmp_path / "notes.txt").exists()
    assert ages(tmp_path, FIRST, KEYS) == [0]


def test_of_those_before_updates_the_last_two_stay_for_thirty_days(tmp_path: Path):
    for day in (0, 20, 40):
        storage.backup_path(tmp_path, DATA, FIRST + timedelta(days=day)).touch()
    retention.delete_old(tmp_path, DATA, FIRST + timedelta(days=40), last=2)
    assert ages(tmp_path, FIRST + timedelta(days=40)) == [0, 20]
    retention.delete_old(tmp_path, DATA, FIRST + timedelta(days=60), last=2)
    assert ages(tmp_path, FIRST + timedelta(days=60)) == [20]
    retention.delete_old(tmp_path, DATA, FIRST + timedelta(days=100), last=2)
    assert ages(tmp_path, FIRST) == []
