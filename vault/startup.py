"""`verify`: the product does not start with keys that do not open its data."""

from __future__ import annotations

from vault.models import Check, DataKey
from vault.wrapping import WrongKey, masters_held, store_new_keys

PROOF = b"these keys open this data"

__all__ = ["WrongKey", "verify"]


def verify() -> None:
    """WrongKey unless the keys in hand open this data. At the very first start they are stored, and made its keys."""
    living = DataKey.objects.filter(wrapped__isnull=False)
    for key in living.order_by("master").distinct("master"):
        key.unwrap()
    check = Check.objects.first() or first_check()
    check.unwrap()


def first_check() -> Check:
    """The check row, made by whoever comes first."""
    store_new_keys()
    check = Check()
    with masters_held():
        check.wrap(PROOF)
        Check.objects.bulk_create([check], ignore_conflicts=True)
    return Check.objects.get()
