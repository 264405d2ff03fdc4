"""What other apps may listen to."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `couples` (ids) and `by`, whose own words are gone; None if what they shared is, and each kept their own.
# No copy of these words may stay.
words_erased = Signal()
