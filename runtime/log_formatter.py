"""Formats log records without addresses, tokens, or anything that an exception quotes.

Libraries put paths (Django's refusals), rows (PostgreSQL's details) and mail addresses (smtplib) into messages. So an
exception is logged as its type and the lines it passed through, and strings that a library filled in are left out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = "…"
FRAMES = 20  # the innermost lines of each exception
CAUSES = 5
PRIVATE = re.compile(
    r"""
    [\w.+-]*://\S+              # an address with its scheme
    | [\w.+%-]+@[\w.-]+         # a mail address
    | (?<![\w)>])/[^\s'",;)]+   # a path
    | (?=[\w-]*[0-9]|[\w-]*[a-z][\w-]*[A-Z])[\w-]{20,}  # a token, a UUID
    """,
    re.VERBOSE,
)


class PrivateFormatter(logging.Formatter):
    """Logs what went wrong and where, but nothing about whom it concerned."""

    def format(self, record: logging.LogRecord) -> str:
        copy = logging.makeLogRecord(record.__dict__)
        copy.msg, copy.args, copy.exc_text = format_message(record) + route_of(record), None, None
        return super().format(copy)

    def formatException(self, ei: Any) -> str:
        return "\n".join(format_traceback(ei[1]))


class JsonFormatter(PrivateFormatter):
    """The same as JSON, one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": format_message(record) + route_of(record),
            "process": f"{command_name()} {record.process}",
        }
        if record.exc_info and record.exc_info[1]:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


@cache
def command_name() -> str:
    """Return the command of `manage.py` that this process runs, such as `serve` or `worker`."""
    name = sys.argv[1] if len(sys.argv) > 1 and sys.argv[0].endswith("manage.py") else ""
    return name if re.fullmatch("[a-z_]+", name) else "python"


def format_message(record: logging.LogRecord) -> str:
    """Return the message without private strings."""
    args: Any = record.args
    if args and not is_own_package(record.name.partition(".")[0]):
        mapped = isinstance(args, Mapping)
        args = {key: redact(value) for key, value in args.items()} if mapped else tuple(map(redact, args))
    try:
        text = str(record.msg) % args if args else str(record.msg)
    except (TypeError, ValueError, KeyError):
        text = str(record.msg)
    return PRIVATE.sub(LEFT_OUT, text)


@cache
def is_own_package(package: str) -> bool:
    """Return whether a logger's package is ours."""
    return (ROOT / package / "__init__.py").is_file()


def redact(value: object) -> object:
    """Return numbers as they are, and anything else left out."""
    return value if isinstance(value, int | float) else LEFT_OUT


def route_of(record: logging.LogRecord) -> str:
    """Returns the route that a request was for, as the URLconf spells it."""
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    return f" [{request.method} {match.route}]" if request and match else ""


def format_traceback(error: BaseException | None) -> list[str]:
    """Returns a traceback without the exceptions' messages, first cause first."""
    lines: list[str] = []
    for _ in range(CAUSES):
        if error is None:
            break
        frames = "".join(traceback.format_tb(error.__traceback__, -FRAMES)).splitlines()
        lines = [*frames, exception_name(error), *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def exception_name(error: BaseException) -> str:
    """Returns the type, with the system's or the database's error code."""
    code = getattr(error, "pgcode", None) or getattr(error, "errno", None)
    return f"{type(error).__module__}.{type(error).__qualname__}" + (f" ({code})" if code else "")
