"""What this process has counted since it started, for `/metrics`.

Plain numbers, read only when someone asks, so that counting costs a page or a move nothing worth measuring. Two
threads may lose a count to each other once in a great while.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

SECONDS = (
    0.003,
    0.01,
    0.03,
    0.1,
    0.3,
    1.0,
    3.0,
    10.0,
    30.0,
    100.0,
)  # upper bounds of the buckets of a duration


class Histogram:
    """Durations, by bucket."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.total = 0.0  # seconds

    def observe(self, seconds: float) -> None:
        """Count a duration."""
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds


moves: dict[str, int] = {"accepted": 0, "repeated": 0, "refused": 0}
move_seconds = Histogram()
request_seconds: defaultdict[str, Histogram] = defaultdict(Histogram)  # by the name of the view
responses: defaultdict[str, int] = defaultdict(int)  # by the first digit of the status
database_errors: dict[str, int] = {"pages": 0, "sockets": 0}
