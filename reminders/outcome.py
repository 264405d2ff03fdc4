"""What became of a message."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    SENT = "sent"  # or it may have been
    LATER = "later"  # surely not; it can be tried again
    REFUSED = "refused"  # surely not, and never will be
