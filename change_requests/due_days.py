"""The column `reminder_days` of a gift's schedule: each day on whose morning anything of it is told, in an index.

An empty one has yet to be computed: whoever writes a row leaves that to the next minute, which then looks at it by
person. The database empties it when the schedule changes (see the migrations).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

BATCH = 1000


def with_day_in(days: Collection[date]) -> Q:
    """Return the condition of schedules that may have one of these days."""
    return Q(reminder_days__overlap=sorted(days)) if days else Q(pk__in=[])


def fill_in(rows: QuerySet[Any]) -> set[uuid.UUID]:
    """Fill in `reminder_days` where it's empty, and return the ids of those rows.

    Rows that someone is changing are left for later.
    """
    empty, done, is_done = rows.filter(reminder_days=None), set(), False
    while not is_done:
        with transaction.atomic():
            batch = list(empty.select_for_update(of=("self",), skip_locked=True)[:BATCH])
            for row in batch:
                row.reminder_days = row.days_to_tell
            rows.model._default_manager.bulk_update(batch, ["reminder_days"])
        done |= {row.pk for row in batch}
        is_done = len(batch) < BATCH
    return done
