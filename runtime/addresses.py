"""Origins, hosts and URLs in their normal form."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(word: str, wildcards: bool = False) -> str:
    """Returns one origin in its normal form. Raises ValueError if it isn't one."""
    parts = urlsplit(word.rstrip("/").lower())
    if parts.scheme not in DEFAULT_PORTS or set("@_") & set(parts.netloc) or any(parts[2:]):
        raise ValueError(word)
    star = "*." if wildcards and parts.netloc.startswith("*.") else ""
    name = bracketed(plain_host((parts.hostname or "").removeprefix(star)))
    usual = parts.port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{star}{name}" + ("" if usual else f":{parts.port}")


def plain_host(name: str) -> str:
    """Returns a host name in lower-case ASCII, or an IP address in its shortest form. Raises ValueError."""
    if ":" in name:
        if "%" in name:  # a zone means something on this machine only
            raise ValueError(name)
        return ipaddress.IPv6Address(name).compressed
    name = name.lower().removesuffix(".")
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode()
    if not HOST.fullmatch(name):
        raise ValueError(name)
    return name


def bracketed(name: str) -> str:
    """Return an IPv6 address in brackets, any other host as it is."""
    return f"[{name}]" if ":" in name else name


def url_host(address: str) -> str:
    """Returns the host of an origin as Django compares it, with an IPv6 address in brackets."""
    return bracketed(urlsplit(address).hostname or "")


def split_url(address: str) -> SplitResult:
    """Returns the parts of a URL. Raises ValueError if an unescaped password or a bad port breaks it."""
    parts = urlsplit(address)
    if parts.fragment or (parts.port is not None and not parts.port):
        raise ValueError(parts.scheme)
    return parts
