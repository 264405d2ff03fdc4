"""Sealing: AES-256-GCM, bound to the place of the text and to its owners."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.raw_sql import fetch_models
from vault.models import DataKey, Destroyed
from vault.ttl_cache import TTLCache
from vault.wrapping import DamagedKey

__all__ = [
    "CannotOpen",
    "Destroyed",
    "Unsealer",
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
Unsealer = Callable[[bytes | memoryview, str], str]  # (sealed text, its place) -> text


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
    sealed = ciphers.get(tuple(owners)).encrypt(nonce, content, associated_data(place))
    return FORMAT_VERSION + nonce + sealed


def unseal_bytes(owners: Sequence[uuid.UUID], blob: bytes | memoryview, place: str) -> bytes:
    """Return what `seal_bytes` sealed. Raises Destroyed, CannotOpen."""
    return decrypt(ciphers.get(tuple(owners)), blob, place)


def batch_unsealer(owners: Sequence[uuid.UUID]) -> Unsealer:
    """Return `unseal` for many texts of the same owners. Raises Destroyed if one of the keys was."""
    opened = ciphers.get(tuple(owners)).decrypt

    def unseal_one(
        blob: bytes | memoryview, place: str
    ) -> str:  # `decrypt` without its calls, for 100,000 turns
        if blob[:1] != FORMAT_VERSION or len(blob) < HEAD:
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


def derive_cipher(owners: tuple[uuid.UUID, ...]) -> AESGCM:
    """Derive the cipher of these owners, in this order. Raises Destroyed, or CannotOpen if a key is damaged."""
    if not owners:
        raise ValueError("Text without an owner can't be sealed.")
    keys = {key.pk: key for key in fetch_models(DataKey, KEY_COLUMNS, KEYS, [list(owners)])}
    if not set(owners) <= set(keys):
        raise Destroyed
    try:
        material = b"".join(keys[owner].unwrap() for owner in owners)
    except DamagedKey as error:
        raise CannotOpen("a key is damaged") from error
    info = b"imago words " + b"".join(owner.bytes for owner in owners)
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=info).derive(material))


ciphers: TTLCache[tuple[uuid.UUID, ...], AESGCM] = TTLCache(derive_cipher)
