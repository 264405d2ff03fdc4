"""The Django project: settings, addresses and commands. Its version has one place, pyproject.toml."""

import tomllib
from pathlib import Path

_PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
__version__: str = tomllib.loads(_PYPROJECT.read_text())["project"]["version"]
