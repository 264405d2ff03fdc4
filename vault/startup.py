"""Verify the keys: the product does not start with keys that do not open its data."""

from __future__ import annotations

from django.db import connection

from vault.models import Check, DataKey, Wrapped
from vault.wrapping import DamagedKey, WrongKey, lock_master_keys, store_new_keys

PROOF = b"these keys open this data"
SAMPLES = 20  # data keys to try for each master key

__all__ = ["WrongKey", "verify_keys"]


def verify_keys() -> None:
    """Raises WrongKey unless our keys open this data. At the very first start, stores them and makes them its keys."""
    check_keys()
    if not Check.objects.exists():
        create_check().unwrap()


def check_keys() -> None:
    """Raises WrongKey if a master key is missing or opens nothing it should. One damaged row blocks no start."""
    living = DataKey.objects.filter(wrapped__isnull=False).order_by("pk")
    masters = {
        *living.order_by().values_list("master", flat=True).distinct(),
        *Check.objects.values_list("master", flat=True),
    }
    for master in masters:
        samples = (*Check.objects.filter(master=master), *living.filter(master=master)[:SAMPLES])
        if not any(can_unwrap(row) for row in samples):
            raise WrongKey


def has_vault_tables() -> bool:
    """Whether there is any data that keys could fit."""
    names = connection.introspection.table_names()
    return {Check._meta.db_table, DataKey._meta.db_table} <= set(names)


def can_unwrap(row: Wrapped) -> bool:
    """Returns False for a damaged row. Raises WrongKey if we don't hold its master key."""
    try:
        row.unwrap()
    except DamagedKey:
        return False
    return True


def create_check() -> Check:
    """The check row, made by whoever comes first."""
    store_new_keys()
    check = Check()
    with lock_master_keys():
        check.wrap(PROOF)
        Check.objects.bulk_create([check], ignore_conflicts=True)
    return Check.objects.get()
