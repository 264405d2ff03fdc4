"""Hashes under which secrets are stored and found."""

from __future__ import annotations

import hashlib


def hash_token(token: str) -> bytes:
    """Return the SHA-256 of a random token, which needs no salt."""
    return hashlib.sha256(token.encode()).digest()
