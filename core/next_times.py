"""The column `next_at` of what recurs, by which a minute's reminders are found in an index.

It holds the first moment after `now - KEPT_FOR` and moves on once that is older, so it may be computed twice, and
nothing is lost while nothing runs. An empty one has yet to be computed: whoever writes a row leaves that to the next
minute, which then looks at it by person. The database empties it when something changes on which the moment depends
(see the migrations), and so does a new edition of the time zones.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

KEPT_FOR = timedelta(days=3)  # longer than reminders look back, much shorter than a week
BATCH = 1000


def may_fall_between(after: datetime, until: datetime) -> Q:
    """Return the condition of rows that may have a moment within (after, until], up to `KEPT_FOR` ago.

    Those without a column are asked for by person, once it is computed.
    """
    return Q(next_at__gt=after, next_at__lte=until)


def fill_in(rows: QuerySet[Any], next_after: Callable[[Any, datetime], datetime], now: datetime) -> set[Any]:
    """Fill in `next_at` where it's empty or long past, and return the keys of those where it was empty.

    Rows that someone is changing are left for later.
    """
    horizon = now - KEPT_FOR
    fill_in_all(rows.filter(next_at__lte=horizon), next_after, horizon)
    return fill_in_all(rows.filter(next_at=None), next_after, horizon)


def fill_in_all(
    stale: QuerySet[Any], next_after: Callable[[Any, datetime], datetime], horizon: datetime
) -> set[Any]:
    """Fill in all of these, a thousand at a time, and return their keys."""
    done: set[Any] = set()
    while batch := fill_in_batch(stale, next_after, horizon):
        done |= batch
        if len(batch) < BATCH:
            break
    return done


@transaction.atomic
def fill_in_batch(
    stale: QuerySet[Any], next_after: Callable[[Any, datetime], datetime], horizon: datetime
) -> set[Any]:
    """Fill in a thousand of these at most, and return their keys."""
    batch = list(stale.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for row in batch:
        row.next_at = next_after(row, horizon)
    stale.model._default_manager.bulk_update(batch, ["next_at"])
    return {row.pk for row in batch}


def forget(rows: QuerySet[Any]) -> None:
    """Have the column of all these computed again."""
    rows.filter(next_at__isnull=False).update(next_at=None)
