"""Files that survive a power cut: written completely or not at all, and read without trusting their content."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def atomic_write(path: Path, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """Yields a file that gets its name once it is completely on disk. Only its owner can read it.

    If anything fails, nothing is left behind. Raises FileExistsError if `path` exists and mustn't be overwritten.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        if overwrite:
            draft.replace(path)
        else:
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
    fsync_folder(path.parent)


def write(path: Path, content: str | bytes) -> None:
    """Replaces a file atomically and durably: once this returns, a power cut can't bring the old one back."""
    with atomic_write(path) as file:
        file.write(content if isinstance(content, bytes) else os.fsencode(content))


def read(path: Path) -> str:
    """Returns the text of a file, or "" if it can't be read."""
    try:
        return os.fsdecode(path.read_bytes())
    except (OSError, ValueError):
        return ""


def read_json(path: Path) -> dict[str, str]:
    """Returns the string values of a JSON object by name, or {} if the file doesn't hold one."""
    try:
        content = json.loads(read(path))
    except (ValueError, RecursionError):
        return {}
    pairs = content.items() if isinstance(content, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}


def exists(path: Path) -> bool:
    """Return whether anything has this name, even if it can't be inspected."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def fsync_folder(folder: Path) -> None:
    """Makes renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
