"""Each data file has its own key, which key stores contain only until that file expires.

So an old copy, wherever it is, can't be opened once the key stores of its time are deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

import pyrage
from django.utils import timezone
from pyrage.x25519 import Identity, Recipient

from backups.models import BackupKey


def create_recipient(recipients: Sequence[Recipient]) -> Recipient:
    """Create the key of a new data file. Its private half is stored encrypted for these recipients."""
    identity = Identity.generate()
    BackupKey.objects.create(identity=pyrage.encrypt(str(identity).encode(), recipients))
    return identity.to_public()


def delete_expired_keys(keep: timedelta) -> None:
    """Delete the keys of data files older than `keep`."""
    BackupKey.objects.filter(created_at__lt=timezone.now() - keep).delete()


def decrypt_identities(encrypted_keys: Iterable[bytes], identities: Sequence[Identity]) -> Iterator[Identity]:
    """Yield the data files' keys that these identities can decrypt."""
    for encrypted in encrypted_keys:
        with suppress(pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
            yield Identity.from_str(pyrage.decrypt(encrypted, identities).decode())
