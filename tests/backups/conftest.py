from __future__ import annotations

from pathlib import Path

import pytest

from tests.backups.storage_helpers import Shelves
from vault.sealing import forget_ciphers


@pytest.fixture
def shelves(transactional_db: None, tmp_path: Path):
    yield Shelves(tmp_path)
    forget_ciphers()
