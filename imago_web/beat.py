"""The beat's scheduler."""

from __future__ import annotations

import time
from typing import Any

from celery.beat import Scheduler


class HeartbeatScheduler(Scheduler):  # type: ignore[misc]
    """Keeps no schedule file, because everything due is found in the database, and records a heartbeat there."""

    noted = float("-inf")  # by the monotonic clock

    def tick(self, *args: Any, **options: Any) -> float:
        from imago_web import heartbeats  # the settings import this class before the models are loaded

        if time.monotonic() - self.noted > heartbeats.EVERY:
            self.noted = time.monotonic()
            heartbeats.record(heartbeats.BEAT)
        return float(super().tick(*args, **options))
