"""Wrapping: a data key under a master key, bound to its own id."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from vault import keyring

NONCE = 12


class WrongKey(Exception):
    """The master keys in hand do not open this data; the message is for a person."""


def wrap(material: bytes, name: str) -> tuple[bytes, str]:
    """Material under the current master key, and that key's id. `name` says whose it is."""
    master = settings.KEYRING.current
    nonce = os.urandom(NONCE)
    sealed = AESGCM(settings.KEYRING.masters[master]).encrypt(nonce, material, bound(name, master))
    return nonce + sealed, master


def unwrap(wrapped: bytes, master: str, name: str) -> bytes:
    """The material. WrongKey when no key in hand opens it."""
    if master not in settings.KEYRING.masters:
        reload()
    key = settings.KEYRING.masters.get(master)
    if key is None:
        raise WrongKey("These keys do not open this data. Bring back the keys it was written with.")
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound(name, master))
    except InvalidTag as error:
        raise WrongKey(
            "These keys do not open this data. Bring back the keys it was written with."
        ) from error


def bound(name: str, master: str) -> bytes:
    return f"{name}|{master}".encode()


def reload() -> None:
    """Read the key file again: a rotation in another process may have added a key."""
    if settings.KEYRING.path is not None:
        settings.KEYRING = keyring.read(settings.KEYRING.path)
