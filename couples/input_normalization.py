"""Normalises what people type to sign in, so that every keyboard gives the same text.

One phone sends an umlaut as one character, another as two; some keyboards use full-width letters or other spaces.
"""

from __future__ import annotations

import stringprep
import unicodedata


def prepare_password(password: str) -> str:
    """A password as it is hashed and compared: SASLprep (RFC 4013) with today's Unicode, which refuses nothing."""
    visible = (character for character in password if not stringprep.in_table_b1(character))
    mapped = "".join(" " if stringprep.in_table_c12(character) else character for character in visible)
    return normalize_typed(mapped)


def password_forms(password: str) -> list[str]:
    """The forms in which this password may have been hashed, the current one first: older ones were hashed as typed.
    An ASCII password has only one form."""
    decomposed, composed = (unicodedata.normalize(form, password) for form in ("NFD", "NFC"))
    return list(dict.fromkeys([prepare_password(password), password, composed, decomposed]))


def normalize_typed(text: str) -> str:
    """An address, a code or spoken words, without the differences that only the keyboard makes."""
    return unicodedata.normalize("NFKC", text)
