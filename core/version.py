"""The version of imago, from its one place: pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

_PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
VERSION: str = tomllib.loads(_PYPROJECT.read_text())["project"]["version"]
