"""Files are written whole or not at all, and what is read back may be anything."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from vault import files

JUNK = [b"", b"\x00" * 40, b"\xff\xfe", b"[]", b"null", b'"words"', b"17", b'{"address": ', b"[" * 5000]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    files.write(path, "old")
    with pytest.raises(TypeError), files.atomic_write(path) as file:
        file.writelines([b"half of the ne", None])  # type: ignore[list-item]
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_a_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, bool]] = []
    path, fsync = tmp_path / "kept", os.fsync

    def watched(handle: int) -> None:
        synced.append((stat.S_IFMT(os.fstat(handle).st_mode), path.exists()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    files.write(path, "new")
    assert synced == [(stat.S_IFREG, False), (stat.S_IFDIR, True)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_must_not_be_overwritten_is_not(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("first")
    with pytest.raises(FileExistsError), files.atomic_write(path, overwrite=False) as file:
        file.write(b"second")
    assert path.read_text() == "first"
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("content", JUNK)
def test_junk_is_read_as_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "found"
    path.write_bytes(content)
    assert files.read_json(path) == {}
    assert isinstance(files.read(path), str)


def test_what_is_no_file_is_read_as_nothing(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", tmp_path / "a" / "b", Path("no\0name")):
        assert files.read(path) == ""


def test_only_strings_are_taken_from_json(tmp_path: Path) -> None:
    path = tmp_path / "found"
    path.write_text('{"address": "http://localhost:8000", "pid": 17, "more": [1], "none": null}')
    assert files.read_json(path) == {"address": "http://localhost:8000"}
