"""Our own address, for links that leave this server."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def configured_origin() -> str | None:
    """The configured address, or the one that `up` printed, without a trailing slash. None if neither is known, because
    a request may make one up."""
    known = [*settings.ORIGINS, settings.HOME_ORIGIN]
    return known[0].rstrip("/") or None


def absolute_url(address: str) -> str:
    """The same path and query at our own address. Raises ValueError if that is unknown."""
    origin = configured_origin()
    if origin is None:
        raise ValueError("our own address is not known")
    parts = urlsplit(address)
    return origin + parts.path + (f"?{parts.query}" if parts.query else "")
