"""PostgreSQL and Valkey from packages, for a machine that has neither."""

from __future__ import annotations

import json
import os
from pathlib import Path


def data_from_arguments(arguments: list[str]) -> None:
    """Let `--data DIR` choose the data folder before the settings are read."""
    for at, word in enumerate(arguments):
        if word == "--data" and at + 1 < len(arguments):
            os.environ["IMAGO_DATA"] = arguments[at + 1]
        elif word.startswith("--data="):
            os.environ["IMAGO_DATA"] = word.removeprefix("--data=")


def addresses(data: Path) -> dict[str, str]:
    """Where the servers of this data folder listen: DATABASE_URL and REDIS_URL, or {} when they do not run."""
    try:
        found: dict[str, str] = json.loads((data / "run.json").read_text())
    except FileNotFoundError:
        return {}
    return found
