"""Verifies the keys: imago doesn't start with keys that don't open its data."""

from __future__ import annotations

from django.db import connection

from vault.models import Check, DataKey, WrappedSecret
from vault.wrapping import DamagedKey, WrongKey, lock_master_keys, store_new_keys

PROOF = b"these keys open this data"
SAMPLES = 20  # data keys to try for each master key

__all__ = ["WrongKey", "verify_keys"]


def verify_keys() -> None:
    """Raises WrongKey unless the keys open this data. At the very first start, stores them as its keys."""
    check_keys()
    if not Check.objects.exists():
        create_check().unwrap()


def check_keys() -> None:
    """Raises WrongKey if a master key is missing or opens none of its rows. One damaged row blocks no start."""
    intact = DataKey.objects.filter(wrapped__isnull=False).order_by("pk")
    masters = {
        *intact.order_by().values_list("master", flat=True).distinct(),
        *Check.objects.values_list("master", flat=True),
    }
    for master in masters:
        samples = (*Check.objects.filter(master=master), *intact.filter(master=master)[:SAMPLES])
        if not any(can_unwrap(row) for row in samples):
            raise WrongKey


def has_vault_tables() -> bool:
    """Return whether the vault's tables exist."""
    names = connection.introspection.table_names()
    return {Check._meta.db_table, DataKey._meta.db_table} <= set(names)


def can_unwrap(row: WrappedSecret) -> bool:
    """Returns False for a damaged row. Raises WrongKey if we don't hold its master key."""
    try:
        row.unwrap()
    except DamagedKey:
        return False
    return True


def create_check() -> Check:
    """Return the check row, created by whichever process comes first."""
    store_new_keys()
    check = Check()
    with lock_master_keys():
        check.wrap(PROOF)
        Check.objects.bulk_create([check], ignore_conflicts=True)
    return Check.objects.get()
