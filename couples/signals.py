"""Signals that higher apps listen to."""

from __future__ import annotations

from django.dispatch import Signal

couple_ended = Signal()  # with `couple`, inside the transaction that ends it
belongings_went = Signal()  # with `user`, inside the transaction: no copy of what was theirs may stay
