"""Seals a copy for one link: only its token together with its words open it.

So the link or the words alone open nothing, nor does the database, a dump of it, or the vault's keys. Both go through
scrypt, about 50 ms a try, so that someone who has the link, the database and the vault's keys, but not the words, would
have to try 4.4e11 of them: some 700 years of one processor.

It protects from nobody who has the server's `SECRET_KEY` as well as the database: token and words are derived from it
and from the stored salt, so that both partners find them again. With the vault's keys, they read the copy, as they
could read what it was copied from.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import uuid
from dataclasses import asdict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from couples.handover import Document, Passage

NONCE_BYTES = 12


class WrongWords(Exception):
    """These words don't open this copy."""


def to_json(document: Document) -> str:
    """Return what is read of a document, as it is stored."""
    fields = asdict(document)
    del fields["basis"]
    return json.dumps(fields, ensure_ascii=False)


def from_json(text: str) -> Document:
    """Return the document that `to_json` stored."""
    fields = json.loads(text)
    passages = tuple(Passage(**passage) for passage in fields.pop("passages"))
    return Document(**fields, passages=passages, basis=None)


def seal_copy(document: Document, link: uuid.UUID, token: str, words: str) -> str:
    """Return the sealed copy as text."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = copy_cipher(token, words).encrypt(nonce, to_json(document).encode(), link.bytes)
    return base64.b64encode(nonce + sealed).decode()


def open_copy(text: str, link: uuid.UUID, token: str, words: str) -> Document:
    """Return the copy. Raises WrongWords."""
    blob = base64.b64decode(text)
    try:
        opened = copy_cipher(token, words).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], link.bytes)
    except InvalidTag as error:
        raise WrongWords from error
    return from_json(opened.decode())


def copy_cipher(token: str, words: str) -> AESGCM:
    """Return the cipher of one link."""
    key = hashlib.scrypt(words.encode(), salt=token.encode(), n=2**14, r=8, p=1, dklen=32)
    return AESGCM(key)
