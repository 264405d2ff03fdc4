#!/usr/bin/env python3
"""Writes the version of pyproject.toml into the Dockerfile and the manifests, which can't read it there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NUMBER = r"\d+\.\d+\.\d+"
PLACES = {
    "Dockerfile": [rf'(image\.version="){NUMBER}'],
    "packaging/debian/control": [rf"(\nVersion: ){NUMBER}"],
    "packaging/umbrel/umbrel-app.yml": [rf'(\nversion: "){NUMBER}'],
    "packaging/umbrel/docker-compose.yml": [rf"(imago:){NUMBER}"],
    "packaging/casaos/docker-compose.yml": [rf"(image: imago:){NUMBER}", rf'(  version: "){NUMBER}'],
    "packaging/yunohost/manifest.toml": [rf'(\nversion = "){NUMBER}', rf"(imago-){NUMBER}"],
}


def stamp(text: str, patterns: list[str], version: str) -> str:
    """Returns the text with this version in each place."""
    for pattern in patterns:
        text = re.sub(pattern, rf"\g<1>{version}", text)
    return text


def main() -> None:
    """Stamp all files."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for name, patterns in PLACES.items():
        path = ROOT / name
        path.write_text(stamp(path.read_text(), patterns, version))


if __name__ == "__main__":
    main()
