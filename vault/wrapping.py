"""Wrapping: encrypts a key with a master key, bound to the key's name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from vault import files, keyring

NONCE_BYTES = 12
MASTER_KEYS_LOCK = 7_061_994  # advisory lock: shared while wrapping, exclusive while dropping a master key


class WrongKey(Exception):
    """The master keys don't open this data; the message is user-facing."""

    def __init__(self) -> None:
        if settings.KEYRING.stored:
            sentence = _("These keys don't open this data. Restore the keys it was written with.")
        else:
            sentence = _("The keys to this data are missing. Restore your copy of %(file)s.")
        super().__init__(sentence % {"file": settings.KEYRING.path})


class DamagedKey(WrongKey):
    """A wrapped key that its own master key doesn't open."""


def wrap(material: bytes, master: str, name: str) -> bytes:
    """Wrap the material with this master key. `name` is "table:id" of the row it belongs to.

    Raises WrongKey if we don't have that key, or only in memory.
    """
    if not settings.KEYRING.stored:
        raise WrongKey
    nonce = os.urandom(NONCE_BYTES)
    return nonce + master_cipher(master).encrypt(nonce, material, associated_data(name, master))


def unwrap(wrapped: bytes, master: str, name: str) -> bytes:
    """Return the material. Raises WrongKey if we don't have its master key, DamagedKey if it doesn't open it."""
    try:
        return master_cipher(master).decrypt(
            wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], associated_data(name, master)
        )
    except (ValueError, InvalidTag) as error:
        raise DamagedKey from error


def master_cipher(master: str) -> AESGCM:
    """Return the cipher of a master key. Raises WrongKey if we don't have it."""
    if master not in settings.KEYRING.masters:
        reload_keyring()
    if master not in settings.KEYRING.masters:
        raise WrongKey
    return AESGCM(settings.KEYRING.masters[master])


def associated_data(name: str, master: str) -> bytes:
    """Return what binds a wrapped key to its name and master key."""
    return f"{name}|{master}".encode()


def reload_keyring() -> None:
    """Read the key file again: a rotation in another process may have added a key."""
    current = settings.KEYRING
    if current.path is not None and (current.stored or files.exists(current.path)):
        settings.KEYRING = keyring.read_keyring(current.path)


def store_new_keys() -> None:
    """Store new keys: the database is new, and uses them from now on."""
    if not settings.KEYRING.stored:
        settings.KEYRING = keyring.save_new_keyring(settings.KEYRING)
        settings.SECRET_KEY = settings.KEYRING.secret


@contextmanager
def lock_master_keys(*, exclusive: bool = False) -> Iterator[None]:
    """Run a transaction during which no other process drops a master key; exclusively, none wraps either."""
    lock = "SELECT pg_advisory_xact_lock(%s)" if exclusive else "SELECT pg_advisory_xact_lock_shared(%s)"
    with transaction.atomic(durable=exclusive):
        with connection.cursor() as cursor:
            cursor.execute(lock, [MASTER_KEYS_LOCK])
        reload_keyring()
        yield
