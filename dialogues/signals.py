"""What the rooms above may listen to."""

from __future__ import annotations

from django.dispatch import Signal

words_went = Signal()  # with `couples`, their ids: words of theirs were let go, and no copy of them may stay
