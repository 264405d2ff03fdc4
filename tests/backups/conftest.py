from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.backups.storage_helpers import Shelves
from vault.sealing import forget_ciphers


@pytest.fixture(autouse=True)
def _many_moves() -> Iterator[None]:
    """A restore brings back the ids of an earlier test's users, whose moves are still counted.

    Without the fixture `settings`: a test's keys would otherwise last until its database is emptied.
    """
    with override_settings(MOVES_A_MINUTE=1_000_000):
        yield


@pytest.fixture
def shelves(transactional_db: None, tmp_path: Path):
    yield Shelves(tmp_path)
    forget_ciphers()
