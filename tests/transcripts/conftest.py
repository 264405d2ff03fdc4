"""Fixtures for the tests of exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from couples import personal_data_registry
from couples.personal_data_registry import PersonalDataProvider


@pytest.fixture
def add_provider(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Registers personal data providers in an otherwise empty registry."""
    monkeypatch.setattr(personal_data_registry, "_registry", {})

    def declare(name: str, title: str, holds: Any) -> None:
        export = holds if callable(holds) else lambda user: holds
        personal_data_registry.register_provider(PersonalDataProvider(name, title, export))

    return declare
