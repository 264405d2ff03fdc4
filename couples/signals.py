"""Signals that higher apps listen to."""

from __future__ import annotations

from django.dispatch import Signal

couple_ended = Signal()  # with `couple`, inside the transaction that ends it
personal_data_erased = Signal()  # with `user`, inside the transaction that erases; delete all copies
# With `couples` (ids), inside the transaction that deletes or changes something they may have handed over.
handover_changed = Signal()
