"""Signals that higher apps listen to."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `couples` (ids) and `by`: the user who erased their own words, None if words were erased for both.
# Receivers delete their copies of these words.
words_erased = Signal()
