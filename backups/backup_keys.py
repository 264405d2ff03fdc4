"""Each data file has a key of its own, which key stores carry only while that file is kept.

So an old copy, wherever it is, can't be opened once the key stores of its time are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

import pyrage
from django.utils import timezone
from pyrage.x25519 import Identity, Recipient

from backups.models import Copy


def create_recipient(recipients: Sequence[Recipient]) -> Recipient:
    """Create the key of a new data file. Only these recipients can open what is stored of it here."""
    identity = Identity.generate()
    Copy.objects.create(identity=pyrage.encrypt(str(identity).encode(), recipients))
    return identity.to_public()


def delete_expired_keys(keep: timedelta) -> None:
    """Delete the keys of data files older than `keep`."""
    Copy.objects.filter(taken_at__lt=timezone.now() - keep).delete()


def decrypt_identities(sealed: Iterable[bytes], identities: Sequence[Identity]) -> Iterator[Identity]:
    """Yield the data files' keys that these identities open."""
    for one in sealed:
        with suppress(pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
            yield Identity.from_str(pyrage.decrypt(one, identities).decode())
