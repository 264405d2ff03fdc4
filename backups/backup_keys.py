"""Each copy of the data has a key of its own, which every key store carries while such a copy is kept, and none after
that. So an old copy, wherever somebody put it, is closed once the key stores of its time have gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

import pyrage
from django.utils import timezone
from pyrage.x25519 import Identity, Recipient

from backups.models import Copy


def create_recipient(recipients: Sequence[Recipient]) -> Recipient:
    """Whom a new copy is to be made for. Only these recipients can open what is stored of it here."""
    identity = Identity.generate()
    Copy.objects.create(identity=pyrage.encrypt(str(identity).encode(), recipients))
    return identity.to_public()


def delete_expired_keys(keep: timedelta) -> None:
    """Forget what opens the copies that are older than `keep`."""
    Copy.objects.filter(taken_at__lt=timezone.now() - keep).delete()


def decrypt_identities(sealed: Iterable[bytes], identities: Sequence[Identity]) -> Iterator[Identity]:
    """The identities of copies, as many as these open."""
    for one in sealed:
        with suppress(pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
            yield Identity.from_str(pyrage.decrypt(one, identities).decode())
