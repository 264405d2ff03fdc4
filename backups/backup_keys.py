"""Each data file has its own key, which key stores contain only until that file expires.

So an old copy, wherever it is, can't be opened once the key stores of its time are deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

import pyrage
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone
from pyrage.x25519 import Identity, Recipient

from backups.models import BackupKey, BackupRun


@contextmanager
def create_recipient(recipients: Sequence[Recipient], pk: uuid.UUID | None = None) -> Iterator[Recipient]:
    """Create the key of a data file that is written in this block. If that fails, the key is deleted again.

    Its private half is stored encrypted for these recipients.
    """
    identity = Identity.generate()
    encrypted = pyrage.encrypt(str(identity).encode(), recipients)
    key = BackupKey.objects.create(pk=pk or uuid.uuid4(), identity=encrypted)
    try:
        yield identity.to_public()
    except BaseException:
        with suppress(DatabaseError):
            key.delete()
        raise


def delete_expired_keys(keep: timedelta) -> None:
    """Delete the keys of data files older than `keep`."""
    BackupKey.objects.filter(created_at__lt=timezone.now() - keep).delete()


def decrypt_identities(encrypted_keys: Iterable[bytes], identities: Sequence[Identity]) -> Iterator[Identity]:
    """Yield the data files' keys that these identities can decrypt."""
    for encrypted in encrypted_keys:
        with suppress(pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
            yield Identity.from_str(pyrage.decrypt(encrypted, identities).decode())


def finished_keys() -> QuerySet[BackupKey]:
    """Return the keys of finished copies, newest first."""
    running = BackupRun.objects.filter(ended_at=None).exclude(key=None)
    return BackupKey.objects.exclude(pk__in=running.values("key")).order_by("-created_at")
