"""The data keys: made, destroyed and removed. What they seal is opened by `sealing`."""

from __future__ import annotations

import os
import uuid

from django.db import transaction
from django.utils import timezone

from vault import sealing
from vault.models import DataKey
from vault.wrapping import lock_master_keys


def create_key() -> DataKey:
    """A new data key, wrapped and stored; never by a master key that a rotation is about to drop."""
    key = DataKey()
    with lock_master_keys():
        key.wrap(os.urandom(32))
        key.save(force_insert=True)
    return key


def destroy_key(key: uuid.UUID) -> None:
    """Destroy a key. What it sealed stays closed for ever; other processes notice within half a minute."""
    DataKey.objects.filter(pk=key).update(wrapped=None, destroyed_at=timezone.now())
    forget_ciphers_on_commit()


def delete_keys(*keys: uuid.UUID) -> None:
    """Destroy keys that nothing refers to any more, without leaving a trace. ProtectedError where something does."""
    DataKey.objects.filter(pk__in=keys).delete()
    forget_ciphers_on_commit()


def forget_ciphers_on_commit() -> None:
    """Forget cached ciphers now and after the commit."""
    sealing.forget_ciphers()
    transaction.on_commit(sealing.forget_ciphers)  # another thread may have read the key before the commit
