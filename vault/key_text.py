"""Keys as lines that can be typed: letters and digits that don't look alike, and a check in each line.

A line has twenty letters of Crockford's base 32 and two more that check it and its number, so a typo is found where it
is. The lines of one key hold its kind, its length, the key, and a checksum of all that.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vault.keyring import Keyring, KeyringError, parse_masters

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKE = str.maketrans("OIL", "011")
LINE, CHECK, GROUP = 20, 2, 5  # letters
BITS = 5  # of a letter
LINE_BITS = LINE * BITS
CHECKSUM = 4  # bytes
SECRET, SECRET_AS_BASE64, MASTER = 1, 2, 3


class Mistyped(KeyringError):
    """A line isn't what was printed; the message is user-facing."""


@dataclass
class ReadKeys:
    """The keys read so far."""

    secret: str = ""
    masters: list[str] = field(default_factory=list)

    def keyring(self) -> Keyring:
        """Return the keys. Raises Mistyped if one is missing."""
        if not self.secret or not self.masters:
            missing = "secret key" if not self.secret else "master key"
            raise Mistyped(f"The {missing} is missing. Type every line on the sheet.")
        return Keyring(self.secret, parse_masters(" ".join(self.masters)))


def keyring_lines(keyring: Keyring) -> Iterator[tuple[str, list[str]]]:
    """Yield each key's lines, with the id of a master key or "" for the secret."""
    yield "", key_lines(*pack_secret(keyring.secret))
    for name, key in keyring.masters.items():
        yield name, key_lines(MASTER, bytes([len(name.encode())]) + name.encode() + key)


def pack_secret(secret: str) -> tuple[int, bytes]:
    """Return a secret's kind and bytes, shorter if it's base 64, as those that imago makes are."""
    try:
        content = base64.urlsafe_b64decode(secret)
        if base64.urlsafe_b64encode(content).decode() == secret:
            return SECRET_AS_BASE64, content
    except ValueError:
        pass
    return SECRET, secret.encode()


def key_lines(kind: int, content: bytes) -> list[str]:
    """Return a key as lines in groups of five letters."""
    payload = bytes([kind]) + len(content).to_bytes(2, "big") + content
    payload += hashlib.sha256(payload).digest()[:CHECKSUM]
    bits = "".join(f"{byte:08b}" for byte in payload)
    bits = bits.ljust(-(-len(bits) // LINE_BITS) * LINE_BITS, "0")
    letters = "".join(ALPHABET[int(bits[start : start + BITS], 2)] for start in range(0, len(bits), BITS))
    lines = [letters[start : start + LINE] for start in range(0, len(letters), LINE)]
    return [grouped(line + check_letters(number, line)) for number, line in enumerate(lines)]


def grouped(line: str) -> str:
    """Return a line in groups."""
    return " ".join(line[start : start + GROUP] for start in range(0, len(line), GROUP))


def check_letters(number: int, line: str) -> str:
    """Return the two letters that check a line and its place."""
    digest = int.from_bytes(hashlib.sha256(f"{number}:{line}".encode()).digest()[:2], "big")
    return ALPHABET[digest >> 11] + ALPHABET[digest >> 6 & 31]


def read_keys(text: str) -> Keyring:
    """Return the keys from what was typed or scanned. Raises Mistyped, with the number of the wrong line."""
    found, key = ReadKeys(), list[str]()
    for number, line in enumerate(typed_lines(text), start=1):
        letters, check = line[:LINE], line[LINE:]
        if len(line) != LINE + CHECK or check != check_letters(len(key), letters):
            raise Mistyped(describe_mistake(number, line))
        key.append(letters)
        if payload := complete_payload("".join(key)):
            add_key(found, payload)
            key = []
    if key:
        raise Mistyped("The last lines of a key are missing. Type every line on the sheet.")
    return found.keyring()


def typed_lines(text: str) -> Iterator[str]:
    """Yield lines without numbers, spaces and dashes, in capitals. What was scanned may be one long line."""
    for typed in text.splitlines():
        letters = re.sub(r"^\s*\d+[.)]|[\s\-–—.]", "", typed).upper().translate(LOOK_ALIKE)
        for start in range(0, len(letters), LINE + CHECK):
            yield letters[start : start + LINE + CHECK]


def describe_mistake(number: int, line: str) -> str:
    """Return what is wrong with a line."""
    if strange := sorted(set(line) - set(ALPHABET)):
        return f"Line {number} has a “{strange[0]}”, which is never used. Compare it with the sheet."
    if len(line) != LINE + CHECK:
        return f"Line {number} has {len(line)} letters instead of {LINE + CHECK}. Compare it with the sheet."
    return f"Line {number} has a typo, or is in the wrong place. Compare it with the sheet."


def complete_payload(letters: str) -> bytes:
    """Return a key's kind and bytes once all its letters are there, else b"". Raises Mistyped if they're wrong."""
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in letters)
    payload = int(bits[: len(bits) // 8 * 8], 2).to_bytes(len(bits) // 8, "big")
    length = 3 + int.from_bytes(payload[1:3], "big")
    if len(payload) < length + CHECKSUM:
        return b""
    if hashlib.sha256(payload[:length]).digest()[:CHECKSUM] != payload[length : length + CHECKSUM]:
        raise Mistyped("These lines aren't all from one key. Type the lines on the sheet in order.")
    return payload[:1] + payload[3:length]


def add_key(found: ReadKeys, payload: bytes) -> None:
    """Add a key to those that were found."""
    kind, content = payload[0], payload[1:]
    if kind == SECRET:
        found.secret = content.decode()
    elif kind == SECRET_AS_BASE64:
        found.secret = base64.urlsafe_b64encode(content).decode()
    elif kind == MASTER:
        name, key = content[1 : 1 + content[0]].decode(), content[1 + content[0] :]
        found.masters.append(f"{name}:{base64.b64encode(key).decode()}")
    else:
        raise Mistyped("This sheet was printed by a newer version of imago. Get that version.")
