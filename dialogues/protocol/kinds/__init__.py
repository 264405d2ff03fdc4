"""One file a kind. A module here with a `KIND` is a kind of dialogue; it is checked when imported."""

from __future__ import annotations

import importlib
import pkgutil

from dialogues.protocol.types import Kind
from dialogues.protocol.validation import validate_kind


def load_kinds() -> dict[str, Kind]:
    """Import every module here, and return the kinds by name. Raises InvalidKind."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    kinds = [importlib.import_module(f"{__name__}.{name}").KIND for name in names]
    return {kind.name: validate_kind(kind) for kind in kinds}


KINDS = load_kinds()
