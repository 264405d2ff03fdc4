"""Reads the environment variables. Each reader returns a usable value, or raises `Misconfigured`."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Sequence
from datetime import UTC, tzinfo
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pyrage import RecipientError
from pyrage.x25519 import Recipient

from runtime.addresses import origin, plain_host, split_url
from vault.keyring import Keyring, KeyringError, load_keyring

LOCAL_TIME = Path("/etc/localtime")
OFF = "off"
ORIGIN_FORM = "write each address with its scheme and without a path, like https://imago.example.org"
ESCAPED = "with / # ? % in a password written as %2F %23 %3F %25"


class Misconfigured(SystemExit):
    """A variable can't be used. If uncaught, it ends the process with its message instead of a traceback."""


def misconfigured(name: str, right_form: str) -> Misconfigured:
    """Return the error for a variable, with the right form."""
    return Misconfigured(f"{name} can't be used as it is: {right_form}.")


def keyring(path: Path) -> Keyring:
    """Return the keys from the environment or the file."""
    try:
        return load_keyring(os.environ, path)
    except KeyringError as refusal:
        raise Misconfigured(str(refusal)) from None


def text(name: str, default: str = "") -> str:
    """Returns the value without surrounding spaces and quotes, or the default if nothing is left."""
    value = os.environ.get(name, "").strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].strip()
    return value or default


def secret(name: str) -> str:
    """Returns the value unchanged: a space may be part of a password."""
    return os.environ.get(name, "")


def words(name: str) -> list[str]:
    """Returns the words separated by spaces or commas, without duplicates."""
    return list(dict.fromkeys(re.split(r"[\s,]+", text(name)))) if text(name) else []


def choice(name: str, choices: Sequence[str], default: str) -> str:
    """Return a variable that has to be one of `choices`."""
    value = text(name, default).lower()
    if value not in choices:
        raise misconfigured(name, f"it must be one of {', '.join(choices)}")
    return value


def number(name: str, default: int, lowest: int = 1, highest: int = 1_000_000_000) -> int:
    """Return a variable as a number within bounds."""
    value = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,10}", value) or not lowest <= int(value) <= highest:
        raise misconfigured(name, f"it must be a whole number from {lowest} to {highest}, like {default}")
    return int(value)


def port(name: str, default: int) -> int:
    """Return a variable as a port."""
    return number(name, default, highest=65535)


def seconds(name: str, default: float) -> float:
    """Return a variable as a number of seconds."""
    value = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value) or not float(value):
        raise misconfigured(name, f"it must be a number of seconds, like {default:g}")
    return float(value)


def folder(name: str, default: Path) -> Path:
    """Return a variable as a folder."""
    return Path(text(name, str(default))).expanduser().absolute()


def optional_folder(name: str, default: Path) -> Path | None:
    """Return a variable as a folder, or None if it is "off"."""
    return None if text(name).lower() == OFF else folder(name, default)


def server_zone() -> tzinfo:
    """Return this machine's time zone: by TZ, or else by its clock's settings.

    Django sets TZ to UTC, for the processes that it starts too, so the first process writes down what it was.
    """
    name = os.environ.setdefault("IMAGO_TZ", os.environ.get("TZ", "")).removeprefix(":")
    try:
        if name:
            return ZoneInfo(name)
        with LOCAL_TIME.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError, KeyError):  # an unknown name is one of these
        return UTC


def host(name: str) -> str:
    """Returns a mail server's bare host name or IP address."""
    value = text(name)
    if not value:
        return ""
    try:
        return plain_host(value.strip("[]"))
    except ValueError:
        raise misconfigured(
            name, "it must be a bare name without scheme or port, like smtp.example.org"
        ) from None


def origins(name: str, wildcards: bool = False) -> list[str]:
    """Returns origins as browsers write them: `scheme://host[:port]`."""
    try:
        return list(dict.fromkeys(origin(word, wildcards) for word in words(name)))
    except ValueError:
        raise misconfigured(name, ORIGIN_FORM) from None


def mailbox(name: str) -> str:
    """Returns a sender: `name <address>`, or just an address."""
    value = text(name)
    if value and ("\n" in value or not is_email(parseaddr(value)[1])):
        raise misconfigured(name, "it must be a name and an address, like imago <imago@example.org>")
    return value


def email_address(name: str) -> str:
    """Return a variable as an email address."""
    value = text(name).removeprefix("mailto:")
    if value and not is_email(value):
        raise misconfigured(name, "it must be one email address, like somebody@example.org")
    return value


def is_email(address: str) -> bool:
    """Return whether this is an email address."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def token(name: str) -> str:
    """Return a variable that works as a password."""
    value = text(name)
    if value and not re.fullmatch(r"[A-Za-z0-9._~+/=-]{20,}", value):
        form = "it must be at least 20 letters and digits, like what `openssl rand -hex 20` prints"
        raise misconfigured(name, form)
    return value


def networks(name: str, default: str) -> list[str]:
    """Returns IP addresses and networks, or "*" for all."""
    try:
        given = words(name) or default.split()
        return [word if word == "*" else str(ipaddress.ip_network(word, strict=False)) for word in given]
    except ValueError:
        raise misconfigured(name, "it must list addresses or networks, like 127.0.0.1,10.0.0.0/8") from None


def database(name: str, default: str) -> dict[str, Any]:
    """Returns Django's settings for a PostgreSQL address.

    Without server-side cursors: they may outlast their transaction, for which alone a pooler lends a connection.
    """
    address = text(name, default)
    try:
        if split_url(address).scheme in ("postgres", "postgresql"):
            found = dict(dj_database_url.parse(address, conn_max_age=0, disable_server_side_cursors=True))
            if found["NAME"]:
                return found
    except (ValueError, dj_database_url.ParseError):
        pass
    raise misconfigured(name, f"it must look like postgresql://user:password@host:5432/name, {ESCAPED}")


def redis_url(name: str, default: str) -> str:
    """Return a variable as a Redis URL."""
    address = text(name, default)
    try:
        parts = split_url(address)
        if parts.scheme in ("redis", "rediss") and parts.hostname and re.fullmatch(r"(/[0-9]*)?", parts.path):
            return address
    except ValueError:
        pass
    raise misconfigured(name, f"it must look like redis://user:password@host:6379/0, {ESCAPED}")


def age_recipients(name: str) -> list[str]:
    """Return a variable as age recipients."""
    try:
        return [str(Recipient.from_str(word)) for word in words(name)]
    except RecipientError:
        form = f"it must be what `manage.py backup_key` prints after {name}=, beginning with age1"
        raise misconfigured(name, form) from None
