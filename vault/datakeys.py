"""Creates, destroys and deletes data keys. `sealing` uses them."""

from __future__ import annotations

import os
import uuid

from django.db import transaction
from django.utils import timezone

from vault import sealing
from vault.models import DataKey
from vault.wrapping import lock_master_keys


def create_key() -> DataKey:
    """Create, wrap and store a data key, never with a master key that a rotation is about to drop."""
    key = DataKey()
    with lock_master_keys():
        key.wrap(os.urandom(32))
        key.save(force_insert=True)
    return key


def destroy_key(key: uuid.UUID) -> None:
    """Destroy a key: nothing that it sealed can be opened again. Other processes notice within half a minute."""
    DataKey.objects.filter(pk=key).update(wrapped=None, destroyed_at=timezone.now())
    forget_ciphers_on_commit()


def delete_keys(*keys: uuid.UUID) -> None:
    """Delete keys and their rows. Raises ProtectedError if something still refers to one."""
    DataKey.objects.filter(pk__in=keys).delete()
    forget_ciphers_on_commit()


def forget_ciphers_on_commit() -> None:
    """Forget cached ciphers now and after the commit."""
    sealing.forget_ciphers()
    transaction.on_commit(sealing.forget_ciphers)  # another thread may have read the key before the commit
