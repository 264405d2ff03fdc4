"""Rate limits shared by all web processes, in Redis. While Redis is down, nothing is refused here."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from limits import RateLimitItemPerMinute

log = logging.getLogger(__name__)

REDIS_TIMEOUT = 0.15  # seconds a move waits for Redis
RETRY_AFTER = 3.0  # seconds


class SharedLimiter:
    """Counts acts by name and person in any sixty seconds, across all processes."""

    def __init__(self) -> None:
        from limits.errors import StorageError  # a fifth of a second that most commands don't need
        from limits.storage import RedisStorage
        from limits.strategies import MovingWindowRateLimiter

        storage = RedisStorage(
            settings.REDIS_URL,
            wrap_exceptions=True,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
        )
        self.limiter = MovingWindowRateLimiter(storage)
        self.unavailable = StorageError
        self.is_away = False
        self.retry_at = 0.0

    def take(self, name: str, user_id: int, limit: int, count: int) -> bool:
        """Whether `count` more are within the limit, or Redis doesn't answer; if so, counts them."""
        if time.monotonic() < self.retry_at:
            return True
        try:
            is_free = self.limiter.hit(per_minute(limit), name, str(user_id), cost=count)
        except self.unavailable:
            self.back_off()
            return True
        self.is_away = False
        return is_free

    def back_off(self) -> None:
        """Leave Redis alone for a while, and log that once."""
        self.retry_at = time.monotonic() + RETRY_AFTER
        if not self.is_away:
            self.is_away = True
            log.warning("Redis doesn't answer: each process counts moves by itself")

    def clear(self, name: str, user_id: int, limit: int) -> None:
        """Count from zero."""
        with suppress(self.unavailable):
            self.limiter.clear(per_minute(limit), name, str(user_id))


@lru_cache(maxsize=1)
def shared_limiter() -> SharedLimiter:
    """Return this process's limiter."""
    return SharedLimiter()


@lru_cache(maxsize=8)
def per_minute(limit: int) -> RateLimitItemPerMinute:
    """Return the limit of so many a minute."""
    from limits import RateLimitItemPerMinute

    return RateLimitItemPerMinute(limit)
