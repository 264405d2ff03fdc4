"""`python -m tests.upgrades.freeze_code COMMIT` archives the product's code at a commit, to run it beside today's.

`tests/upgrades/code/COMMIT.tar.xz` has what `manage.py setup`, `serve` and `worker` need: the apps and the templates.
Of the static files there are the scripts, and a manifest that gives each file its plain name.
"""

from __future__ import annotations

import io
import json
import lzma
import subprocess
import sys
import tarfile
from pathlib import Path

from runtime.instance import ROOT

BEFORE = "0d1b640"  # the version that an update comes from
CODE = Path(__file__).with_name("code")
NOT_NEEDED = {"bench", "docs", "static", "tests"}
ALSO = (
    "manage.py",
    "pyproject.toml",
    "static/js",
    "static/vendor",
)  # pages name the modules that a script imports
MANIFEST = "static/staticfiles.json"


def names(commit: str, *options: str) -> list[str]:
    listing = ["git", "ls-tree", "--name-only", *options, commit]
    return subprocess.check_output(listing, cwd=ROOT, text=True).splitlines()


def freeze(commit: str) -> Path:
    """Writes the archive. Returns its path."""
    folders = [name for name in names(commit, "-d") if name not in NOT_NEEDED and name[0] != "."]
    command = ["git", "archive", "--format=tar", commit, *ALSO, *folders]
    content = subprocess.check_output(command, cwd=ROOT)
    packed = io.BytesIO(content)
    with tarfile.open(fileobj=packed, mode="a") as archive:
        text = manifest(names(commit, "-r", "--full-tree"))
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    CODE.mkdir(exist_ok=True)
    path = CODE / f"{commit}.tar.xz"
    path.write_bytes(lzma.compress(packed.getvalue(), preset=9 | lzma.PRESET_EXTREME))
    return path


def manifest(files: list[str]) -> bytes:
    """The manifest that Django would write if collected files kept their names."""
    paths = {
        name.removeprefix("static/"): name.removeprefix("static/") for name in files if "static/" in name
    }
    return json.dumps({"paths": paths, "version": "1.1", "hash": ""}).encode()


def unpack(commit: str, folder: Path) -> Path:
    """Unpacks the code of a commit. Returns the folder that `manage.py` is in."""
    with tarfile.open(CODE / f"{commit}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


def migrations(commit: str) -> set[tuple[str, str]]:
    """The migrations that the code of a commit has: app and name."""
    with tarfile.open(CODE / f"{commit}.tar.xz") as archive:
        paths = [Path(name) for name in archive.getnames()]
    return {
        (path.parent.parent.name, path.stem)
        for path in paths
        if path.parent.name == "migrations" and path.suffix == ".py" and path.stem != "__init__"
    }


if __name__ == "__main__":
    print(freeze(sys.argv[1]))  # noqa: T201
