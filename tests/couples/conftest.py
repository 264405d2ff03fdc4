"""What the tests about people share."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_django


@pytest.fixture(autouse=True)
def _own_address(settings: pytest_django.Settings, tmp_path: Path) -> None:
    """Writes mails to a folder of the test's own, with links to a known address."""
    settings.HOME_ORIGIN, settings.EMAIL_FILE_PATH = "https://imago.example", tmp_path
