"""Reads the manifests, and checks compose files against the Compose specification.

`compose-spec.json` is the schema of https://github.com/compose-spec/compose-spec (commit 170098b), copyright of the
Compose Specification Authors, under the Apache License 2.0, which is in `compose-spec.LICENSE`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import yaml

from runtime.instance import ROOT

PACKAGING = ROOT / "packaging"
COMPOSE_FILES = [ROOT / "docker-compose.yml", *sorted(PACKAGING.glob("*/docker-compose.yml"))]
NAMED_SECRET = re.compile(
    r"^\W*\w*(PASSWORD|SECRET_KEY|MASTER_KEYS)\w*\W*[:=][\s\"']*[^\s\"'$]", re.MULTILINE
)
REGISTRY_HOST = re.compile(r"\b(docker\.io|ghcr\.io|quay\.io|pypi\.org|registry\.[\w.-]+|\w+\.pkg\.dev)\b")


@cache
def compose_schema() -> Callable[[Any], Any]:
    """Returns a function that raises JsonSchemaValueException for what isn't a compose file."""
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text())
    check: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return check


def read_yaml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found
