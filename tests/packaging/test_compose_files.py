"""Each compose file is one by the Compose specification."""

from __future__ import annotations

from pathlib import Path

import fastjsonschema
import pytest

from runtime.instance import ROOT
from tests.packaging.manifests import COMPOSE_FILES, compose_schema, read_yaml


@pytest.mark.parametrize("path", COMPOSE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_keeps_to_the_specification(path: Path) -> None:
    compose_schema()(read_yaml(path))


def test_a_slip_would_be_seen() -> None:
    compose = read_yaml(COMPOSE_FILES[0])
    compose["services"]["web1"]["read-only"] = True
    with pytest.raises(fastjsonschema.JsonSchemaValueException, match="read-only"):
        compose_schema()(compose)
