"""The session engine: Django's database sessions, stored so that a dump signs nobody in.

Only the hash of a session key is stored, and the session data is encrypted with a key derived from the secret key. The
cookie, and `session_key` in code, hold the key itself.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import salted_hmac


def hash_session_key(session_key: str) -> str:
    """Return the stored form of a session key: 160 bits of its SHA-256 in hex, to fit Django's column."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


@cache
def cipher(*secrets: str) -> MultiFernet:
    """Encrypts with a key derived from the first secret, and decrypts with any of them."""
    keys = (salted_hmac("couples.sessions", "key", secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class SessionStore(DatabaseSessionStore):
    """A session, looked up by the hash of its key. The async methods run these in a thread."""

    def load(self) -> dict[str, Any]:
        row = Session.objects.filter(
            pk=hash_session_key(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(hash_session_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        return Session(hash_session_key(row.session_key), row.session_data, row.expire_date)

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(hash_session_key(key))

    def encode(self, session_dict: dict[str, Any]) -> str:
        return ciphers().encrypt(self.serializer().dumps(session_dict)).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The session's data; empty if it was encrypted with another secret key."""
        try:
            text = ciphers().decrypt(session_data)
        except InvalidToken:
            return {}
        data: dict[str, Any] = self.serializer().loads(text)
        return data

    aload = SessionBase.aload
    aexists = SessionBase.aexists
    acreate = SessionBase.acreate
    asave = SessionBase.asave
    adelete = SessionBase.adelete


def ciphers() -> MultiFernet:
    """Return the cipher of the current secrets."""
    return cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
