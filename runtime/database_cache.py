"""Django's cache in the database, except that a full disk isn't taken for a limit that someone has reached."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router

from runtime.outage_filter import classify


class LoudDatabaseCache(DatabaseCache):
    """Django reports any failed write as "not stored", which throttling reads as "too many tries"."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> bool:
        """Store a value. Raises DatabaseError if the disk takes nothing more."""
        faults: list[DatabaseError] = []

        def note_fault(execute: Any, *args: Any) -> Any:
            try:
                return execute(*args)
            except DatabaseError as fault:
                faults.append(fault)
                raise

        database = connections[router.db_for_write(self.cache_model_class)]
        with database.execute_wrapper(note_fault):
            stored = bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        if not stored and faults and classify(faults[-1]) == "disk":
            raise faults[-1]
        return stored
