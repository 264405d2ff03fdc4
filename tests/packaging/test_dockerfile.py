"""The image runs as an ordinary user, keeps its data in one volume, and says which version it is."""

from __future__ import annotations

import pytest
from django.core.management import get_commands
from walking import dockerfile

from core.version import VERSION
from runtime import healthcheck
from runtime.instance import ROOT


@pytest.fixture(scope="module")
def image() -> dockerfile.Image:
    return dockerfile.describe(dockerfile.parse((ROOT / "Dockerfile").read_text()))


def test_it_is_this_version(image: dockerfile.Image) -> None:
    assert image.labels["org.opencontainers.image.version"] == VERSION


def test_it_runs_everything_as_an_ordinary_user(image: dockerfile.Image) -> None:
    assert image.user == "1000:1000"  # a number, so that an orchestrator can see that it isn't root
    assert (image.entrypoint[0], image.command) == ("tini", ["imago", "up"])
    assert "up" in get_commands()


def test_its_volume_is_the_data_folder_and_its_port_is_asked_for_its_health(image: dockerfile.Image) -> None:
    assert image.environ["IMAGO_DATA"] == image.volume == "/data"
    assert image.ports == ["8000"]
    assert image.health == ["python", "-m", "runtime.healthcheck"]
    assert healthcheck.DEFAULT.startswith("http://127.0.0.1:8000/healthz")


def test_nothing_of_this_machine_gets_into_it() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    for name in (
        "data/keys",
        ".env",
        ".git/config",
        ".venv/bin/python",
        "core/__pycache__/text.pyc",
        ".running",
    ):
        assert any(dockerfile.is_ignored(name, pattern) for pattern in ignored), name
    for name in ("manage.py", "core/version.py", "pyproject.toml", "static/js/app.js", "templates/base.html"):
        assert not any(dockerfile.is_ignored(name, pattern) for pattern in ignored), name
