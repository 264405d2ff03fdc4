"""What the rooms above may listen to."""

from __future__ import annotations

from django.dispatch import Signal

# With `couples`, their ids, and `by`, whose words went (None: those of both): no copy of them may stay.
words_went = Signal()
