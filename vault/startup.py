"""`verify`: the product does not start with keys that do not open its data."""

from __future__ import annotations

from vault.models import Check, DataKey
from vault.wrapping import WrongKey, masters_held, store_new_keys

PROOF = b"these keys open this data"

__all__ = ["WrongKey", "verify"]


def verify() -> None:
    """WrongKey unless the keys in hand open this data. At the very first start they are stored, and made its keys."""
    refuse_wrong_keys()
    check = Check.objects.first() or first_check()
    check.unwrap()


def refuse_wrong_keys() -> None:
    """WrongKey if there is something that the keys in hand don't open."""
    living = DataKey.objects.filter(wrapped__isnull=False)
    for row in (*living.order_by("master").distinct("master"), *Check.objects.all()):
        row.unwrap()


def first_check() -> Check:
    """The check row, made by whoever comes first."""
    store_new_keys()
    check = Check()
    with masters_held():
        check.wrap(PROOF)
        Check.objects.bulk_create([check], ignore_conflicts=True)
    return Check.objects.get()
