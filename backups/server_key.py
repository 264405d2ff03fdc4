"""The identity that opens copies when nobody else was named, derived from the secret key.

So at home there is nothing more to keep than `data/keys`. Whoever has these keys and a copy can read it; with
IMAGO_BACKUP_FOR, that takes an identity that isn't on the server.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from pyrage.x25519 import Identity, Recipient

from backups import bech32
from backups.encryption import parse_recipients

PURPOSE = b"imago backups"  # changing it would lock every such copy


def server_identity() -> Identity:
    """Return the identity derived from the secret key."""
    key = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(settings.KEYRING.secret.encode())
    return Identity.from_str(bech32.encode("age-secret-key-", key).upper())


def recipients() -> Sequence[Recipient]:
    """Return for whom copies are encrypted: those in IMAGO_BACKUP_FOR, or else this server's own keys."""
    return parse_recipients(settings.BACKUP_FOR) or [server_identity().to_public()]
