"""The image's HEALTHCHECK: exits with 0 if imago answers where `manage.py up` listens, by HTTPS or not.

Standard library only, because it runs every half minute.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
from pathlib import Path
from urllib.request import urlopen

DEFAULT = "http://127.0.0.1:8000/healthz?only=database"
TIMEOUT = 4  # seconds


def health_url(data: Path) -> str:
    """Return what `up` has published, or the default, where `serve` listens."""
    try:
        return str(json.loads((data / "run.json").read_text())["health"])
    except (OSError, ValueError, KeyError):
        return DEFAULT


def check(url: str) -> str:
    """Return what is wrong, or ""."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # nothing leaves this machine
    try:
        with urlopen(url, timeout=TIMEOUT, context=context):  # noqa: S310  our own address
            return ""
    except OSError as fault:
        return f"{url}: {fault}"


if __name__ == "__main__":
    sys.exit(check(health_url(Path(os.environ["IMAGO_DATA"]))) or 0)
