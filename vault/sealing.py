"""Sealing: AES-256-GCM, bound to the place of the text and to its owners."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.raw_sql import fetch_models
from vault.models import DataKey, Destroyed
from vault.ttl_cache import TTLCache
from vault.wrapping import DamagedKey, WrongKey

__all__ = [
    "CannotOpen",
    "Destroyed",
    "KeyReading",
    "Unsealer",
    "WrappedKey",
    "forget_ciphers",
    "batch_unsealer",
    "seal",
    "seal_bytes",
    "unseal",
    "unseal_bytes",
]

FORMAT_VERSION = b"\x01"
NONCE_BYTES = 12
HEAD = len(FORMAT_VERSION) + NONCE_BYTES
KEY_COLUMNS = ("wrapped", "master", "id")
KEYS = "SELECT wrapped, master, id FROM vault_datakey WHERE id = ANY(%s)"
NOT_SEALED = "this isn't sealed data"
NOT_HERE = "the sealed data doesn't belong to this place or these owners"
WrappedKey = tuple[str | None, str | None]  # its master key's id, and itself in hexadecimal digits
Unsealer = Callable[[bytes | memoryview, str], str]  # (sealed text, its place) -> text


class OwnersCipher(NamedTuple):
    """The cipher of some owners, and the wrapped keys that it was derived from."""

    cipher: AESGCM
    wrapped: tuple[WrappedKey, ...]


class CannotOpen(Exception):
    """The text or its key was changed, or doesn't belong to this place or these owners."""


def seal(owners: Sequence[uuid.UUID], text: str, place: str) -> bytes:
    """Seal text.

    `owners` are the data keys, all of which are needed to open it; `place` is "table:column:row".
    """
    return seal_bytes(owners, text.encode(), place)


def unseal(owners: Sequence[uuid.UUID], blob: bytes | memoryview, place: str) -> str:
    """Return the text. Raises Destroyed if one of the keys was, CannotOpen if the text doesn't belong here."""
    return unseal_bytes(owners, blob, place).decode()


def seal_bytes(owners: Sequence[uuid.UUID], content: bytes, place: str) -> bytes:
    """Seal bytes: one byte of version, twelve of nonce, then the ciphertext with its tag."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = ciphers.get(tuple(owners)).cipher.encrypt(nonce, content, associated_data(place))
    return FORMAT_VERSION + nonce + sealed


def unseal_bytes(owners: Sequence[uuid.UUID], blob: bytes | memoryview, place: str) -> bytes:
    """Return what `seal_bytes` sealed. Raises Destroyed, CannotOpen."""
    return decrypt(ciphers.get(tuple(owners)).cipher, blob, place)


def batch_unsealer(owners: Sequence[uuid.UUID]) -> Unsealer:
    """Return `unseal` for many texts of the same owners. Raises Destroyed if one of the keys was."""
    opened = ciphers.get(tuple(owners)).cipher.decrypt

    def unseal_one(
        blob: bytes | memoryview, place: str
    ) -> str:  # `decrypt` without its calls, for 100,000 turns
        if len(blob) < HEAD or blob[0] != FORMAT_VERSION[0]:
            raise CannotOpen(NOT_SEALED)
        try:
            return opened(blob[1:HEAD], blob[HEAD:], FORMAT_VERSION + place.encode()).decode()
        except InvalidTag as error:
            raise CannotOpen(NOT_HERE) from error

    return unseal_one


def forget_ciphers() -> None:
    """Forget all decrypted keys."""
    ciphers.clear()


def decrypt(cipher: AESGCM, blob: bytes | memoryview, place: str) -> bytes:
    if blob[:1] != FORMAT_VERSION or len(blob) < HEAD:
        raise CannotOpen(NOT_SEALED)
    try:
        return cipher.decrypt(blob[1:HEAD], blob[HEAD:], associated_data(place))
    except InvalidTag as error:
        raise CannotOpen(NOT_HERE) from error


def associated_data(place: str) -> bytes:
    return FORMAT_VERSION + place.encode()


def derive_cipher(owners: tuple[uuid.UUID, ...]) -> OwnersCipher:
    """Derive the cipher of these owners, in this order. Raises Destroyed, or CannotOpen if a key is damaged."""
    if not owners:
        raise ValueError("Text without an owner can't be sealed.")
    found = {key.pk: key for key in fetch_models(DataKey, KEY_COLUMNS, KEYS, [list(owners)])}
    if not set(owners) <= set(found):
        raise Destroyed
    try:
        return cipher_of_keys([found[owner] for owner in owners])
    except DamagedKey as error:
        raise CannotOpen("a key is damaged") from error


def cipher_of_keys(keys: Sequence[DataKey]) -> OwnersCipher:
    """Derive the cipher of these keys, in this order. Raises Destroyed, DamagedKey, or WrongKey if it isn't ours."""
    material = b"".join(key.unwrap() for key in keys)
    info = b"imago words " + b"".join(key.pk.bytes for key in keys)
    cipher = AESGCM(HKDF(SHA256(), length=32, salt=None, info=info).derive(material))
    return OwnersCipher(cipher, tuple(map(wrapped_key, keys)))


def wrapped_key(key: DataKey) -> WrappedKey:
    """Return a key as it is stored."""
    return key.master, None if key.wrapped is None else bytes(key.wrapped).hex()


class KeyReading:
    """A read of rows that bring their owners' keys along, which spares the query for these. Made before the read, so
    that a key forgotten meanwhile stays forgotten."""

    def __init__(self) -> None:
        self.entries = ciphers.entries

    def remember(self, owners: tuple[uuid.UUID, ...], wrapped: tuple[WrappedKey, ...]) -> None:
        """Keep the cipher of these owners for a while longer, or forget it if their keys don't open any more."""
        known = self.entries.pop(owners, None)
        if known and known[1].wrapped == wrapped:
            ciphers.put(self.entries, owners, known[1])
            return
        pairs = zip(owners, wrapped, strict=True)
        keys = [DataKey(key and bytes.fromhex(key), master or "", owner) for owner, (master, key) in pairs]
        with suppress(Destroyed, WrongKey):  # whoever needs them is told
            ciphers.put(self.entries, owners, cipher_of_keys(keys))


ciphers: TTLCache[tuple[uuid.UUID, ...], OwnersCipher] = TTLCache(derive_cipher)
