"""What the tests of taking away share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from couples import theirs
from couples.theirs import Belonging


@pytest.fixture
def belonging(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Declares a room that holds this of everybody; only such rooms are there meanwhile."""
    monkeypatch.setattr(theirs, "_belongings", {})

    def declare(name: str, title: str, holds: Any) -> None:
        export = holds if callable(holds) else lambda user: holds
        theirs.declare(Belonging(name, title, export))

    return declare
