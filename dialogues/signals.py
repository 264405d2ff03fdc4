"""What the rooms above may listen to."""

from __future__ import annotations

from django.dispatch import Signal

# With `couples`, their ids, and `by`, whose own words went; None where what they shared went, and each kept their own.
# No copy of what went may stay.
words_went = Signal()
