"""The master keys and Django's secret: from the environment, or from a file created for new data at the first start.

`python -m vault.keyring` prints a new set for the environment.
"""

from __future__ import annotations

import base64
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from vault import files

FILE_HEADER = """\
# The keys to everything this couple has written. Keep a copy somewhere safe and private, apart from the
# backups of the data: without these lines nobody can open the words again, and with them anybody can.
"""


class KeyringError(Exception):
    """The keys are missing or unreadable; the message is user-facing."""


@dataclass(frozen=True)
class Keyring:
    """Django's secret, and the master keys by id, the current one first.

    New keys stay in memory, and wrap nothing, until the database turns out to be new.
    """

    secret: str = field(repr=False)
    masters: dict[str, bytes] = field(repr=False)
    path: Path | None = None
    stored: bool = True

    @property
    def current(self) -> str:
        return next(iter(self.masters))


def generate_keyring(masters: int = 1) -> Keyring:
    """Return a new secret and new master keys."""
    return Keyring(secrets.token_urlsafe(48), dict(generate_master_key() for _ in range(masters)))


def generate_master_key() -> tuple[str, bytes]:
    """Return a new master key with its id."""
    return secrets.token_hex(4), secrets.token_bytes(32)


def load_keyring(environ: Mapping[str, str], path: Path) -> Keyring:
    """Return the keys from the environment or the file, or else new ones for `save_new_keyring`.

    Raises KeyringError.
    """
    secret, masters = environ.get("IMAGO_SECRET_KEY"), environ.get("IMAGO_MASTER_KEYS")
    if secret and masters:
        try:
            return Keyring(secret, parse_masters(masters))
        except KeyringError as refusal:
            raise KeyringError(f"IMAGO_MASTER_KEYS can't be used: {refusal}") from None
    if secret or masters:
        raise KeyringError("Both IMAGO_SECRET_KEY and IMAGO_MASTER_KEYS are needed in the environment.")
    if files.exists(path):
        return read_keyring(path)
    if environ.get("DATABASE_URL"):
        raise KeyringError(
            "A database of your own needs keys of your own: set IMAGO_SECRET_KEY and IMAGO_MASTER_KEYS."
            " `python -m vault.keyring` prints new ones."
        )
    return replace(generate_keyring(), path=path, stored=False)


def parse_masters(text: str) -> dict[str, bytes]:
    """Parse "id:base64 id:base64", keeping the order. Raises KeyringError."""
    masters: dict[str, bytes] = {}
    for word in text.split():
        name, _, encoded = word.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not 0 < len(name) <= 40 or len(key) != 32:
            raise KeyringError("A master key is a short id, a colon and 32 bytes in base64.")
        if name in masters:
            raise KeyringError(f"Two master keys have the id {name}. Give each an id of its own.")
        masters[name] = key
    if not masters:
        raise KeyringError("There is no master key.")
    return masters


def read_keyring(path: Path) -> Keyring:
    """Return the keys in a file. Raises KeyringError if others can read it, or it is damaged."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyringError(f"Other users can read {path}. Restrict it to its owner: chmod 600 {path}")
        lines = [line.partition(" ") for line in path.read_bytes().decode().splitlines()]
    except OSError as error:
        raise KeyringError(
            f"The keys in {path} can't be read ({error.strerror}). Do you own it? If it's lost, restore your copy."
        ) from error
    except UnicodeDecodeError:
        lines = []
    values = {name: value.strip() for name, _, value in lines if name and name[0] != "#"}
    if set(values) != {"secret", "masters"} or not values["secret"]:
        raise KeyringError(f"The keys in {path} are incomplete. Restore your copy of that file.")
    return Keyring(values["secret"], parse_masters(values["masters"]), path)


def save_new_keyring(keyring: Keyring) -> Keyring:
    """Store new keys in their file. If another process was first, return its keys."""
    if keyring.path is None:
        return keyring
    keyring.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with files.atomic_write(keyring.path, overwrite=False) as file:
            file.write(serialize_keyring(keyring))
    except FileExistsError:
        return read_keyring(keyring.path)
    return replace(keyring, stored=True)


def save_keyring(keyring: Keyring, path: Path) -> None:
    """Replace the file atomically and durably."""
    files.write(path, serialize_keyring(keyring))


def serialize_keyring(keyring: Keyring) -> bytes:
    """Return the key file's content."""
    return f"{FILE_HEADER}secret {keyring.secret}\nmasters {format_masters(keyring.masters)}\n".encode()


def format_masters(masters: Mapping[str, bytes]) -> str:
    """Return master keys as "id:base64 id:base64"."""
    return " ".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in masters.items())


if __name__ == "__main__":
    new = generate_keyring()
    print(f"IMAGO_SECRET_KEY={new.secret}\nIMAGO_MASTER_KEYS={format_masters(new.masters)}")  # noqa: T201
