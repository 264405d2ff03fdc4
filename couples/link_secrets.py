"""What links are opened with: a token and spoken words, derived from the server's secret and stored nowhere."""

from __future__ import annotations

import base64
import hmac
import re

from django.conf import settings

from couples.input_normalization import normalize_typed
from couples.wordlist import WORDS

CODE_WORDS = 4


def keyed_digest(purpose: str, subject: object, salt: bytes) -> bytes:
    """Return an HMAC with the server's secret."""
    message = f"{purpose}|{subject}|".encode() + salt
    return hmac.digest(settings.SECRET_KEY.encode(), message, "sha256")


def token_from(digest: bytes) -> str:
    """Return 128 bits of a digest, for a link."""
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def words_from(digest: bytes) -> str:
    """Return a digest as four words to say."""
    number = int.from_bytes(digest)
    return " ".join(WORDS[number // len(WORDS) ** place % len(WORDS)] for place in range(CODE_WORDS))


def normalize_words(text: str) -> str:
    """Return spoken words as they were derived, whatever separates them and however they are typed."""
    return " ".join(re.findall(r"[a-z]+", normalize_typed(text).casefold()))
