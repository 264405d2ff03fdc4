"""The printed sheet with the keys: as QR codes, and as lines that can be typed."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.pdf_renderer import render_pdf
from vault import files
from vault.key_text import keyring_lines
from vault.keyring import Keyring

TEMPLATE, STYLESHEET = "vault/keys_sheet.html", "print/keys.css"


def as_pdf(keyring: Keyring) -> bytes:
    """Return the sheet as a PDF. Raises PdfUnavailable."""
    return render_pdf(TEMPLATE, sheet_context(keyring), STYLESHEET)


def as_html(keyring: Keyring) -> bytes:
    """Return the sheet as a page for any browser to print."""
    css = files.read(Path(finders.find(STYLESHEET) or ""))
    return render_to_string(TEMPLATE, {**sheet_context(keyring), "css": mark_safe(css)}).encode()  # noqa: S308


def sheet_context(keyring: Keyring) -> dict[str, Any]:
    """Return what is on the sheet."""
    keys, first = [], 1
    for name, lines in keyring_lines(keyring):
        keys.append({"title": title(name), "lines": lines, "first": first, "qr": qr_code(lines)})
        first += len(lines)
    host = urlsplit(settings.ORIGINS[0]).netloc if settings.ORIGINS else socket.gethostname()
    return {
        "keys": keys,
        "host": host,
        "today": timezone.now().astimezone(settings.SERVER_ZONE),
        "identity_needed": bool(settings.BACKUP_FOR),
    }


def title(name: str) -> str:
    """Return the heading of a key."""
    return _("Master key %(name)s") % {"name": name} if name else _("Secret key")


def qr_code(lines: list[str]) -> SafeString:
    """Return the lines as a QR code, an SVG."""
    code = segno.make(qr_text(lines), error="m", micro=False)
    return mark_safe(code.svg_inline(omitsize=True, border=4))  # drawn by segno  # noqa: S308


def qr_text(lines: list[str]) -> str:
    """Return what a scanned QR code gives: one line that `keys read` takes."""
    return " ".join(lines)
