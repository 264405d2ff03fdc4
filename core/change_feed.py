"""The change feed: what open sockets have to know, read from the database by the process that holds them.

Triggers write a row for each change; each app's `note_changes` migration says when. A reader's cursor is the snapshot
of its last read: rows that are visible now and weren't then are new, whatever order transactions committed in.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

SHARDS = 65_536  # as `core_shard` in the database
MANY_SHARDS = 1024  # from so many on, the rows of all shards are read
RETENTION = "5 minutes"
MAX_ABSENCE = timedelta(minutes=2)  # between two reads, well within the retention

SESSION, USER, DIALOGUE, NOTICE, ALL = "session", "user", "dialogue", "notice", "all"

READ = """
SELECT place.snapshot, place.server, place.read_at, change.kind, change.subject, change.couple, change.version
FROM (
    SELECT pg_current_snapshot() AS snapshot, pg_postmaster_start_time() AS server, clock_timestamp() AS read_at
) place
LEFT JOIN core_change change
       ON change.xid >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)
      AND NOT pg_visible_in_snapshot(change.xid, %(snapshot)s::pg_snapshot)
      AND (%(shards)s::integer[] IS NULL OR change.shard = -1 OR change.shard = ANY(%(shards)s::integer[]))
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the feed.

    `kind` says what `subject` identifies: a session that ended (by its hash), a user whose account, consent or couple
    changed or who got a notice (by id), or a dialogue (by id, with its couple and version). A dialogue without a
    version has to be checked whatever version a socket shows.
    """

    kind: str
    subject: str
    couple: uuid.UUID | None = None
    version: int | None = None


class ChangeFeed:
    """One reader's place in the feed."""

    def __init__(self) -> None:
        self.snapshot: str | None = None
        self.server: object = None
        self.read_at: datetime | None = None  # by the database's clock: a paused machine's own stands still

    def read(self, shards: Collection[int]) -> list[Change] | None:
        """Return the changes since the last read in these shards, and those that concern every shard.

        None if they aren't known: on the first read, after a long absence or a restore, and when the server is another
        one or has been restarted.
        """
        wanted = list(shards) if len(shards) < MANY_SHARDS else None
        with connection.cursor() as cursor:
            cursor.execute(READ, {"snapshot": self.snapshot, "shards": wanted})
            rows = cursor.fetchall()
        snapshot, server, read_at, *_ = rows[0]
        is_lost = self.server != server or self.read_at is None or read_at - self.read_at > MAX_ABSENCE
        self.snapshot, self.server, self.read_at = snapshot, server, read_at
        changes = [Change(*columns) for _, _, _, *columns in rows if columns[0] is not None]
        return None if is_lost or any(change.kind == ALL for change in changes) else changes


def shard_of_couple(couple: uuid.UUID) -> int:
    """Return a couple's shard, as `core_shard` computes it."""
    return couple.int >> 112


def shard_of_user(user_id: int) -> int:
    """Return the shard of what concerns one person."""
    return user_id % SHARDS


def delete_old_changes() -> None:
    """Delete rows older than `RETENTION`. A reader that hasn't seen them has been away for too long anyway."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_change WHERE written_at < now() - %s::interval", [RETENTION])
