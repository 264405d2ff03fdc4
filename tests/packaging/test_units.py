"""The systemd units shut the service in as far as its servers allow."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.packaging.manifests import PACKAGING

DEBIAN = PACKAGING / "debian"
MOST_EXPOSED = 15  # tenths, of 100: what a unit is allowed by `systemd-analyze security`
UNITS = [DEBIAN / "imago.service", PACKAGING / "yunohost" / "conf" / "systemd.service"]


def read_unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """Returns the sections of a unit, each setting with all its values."""
    sections: dict[str, dict[str, list[str]]] = {}
    for line in filter(None, map(str.strip, path.read_text().splitlines())):
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
        elif not line.startswith("#"):
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return sections


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.parent.parent.name)
def test_the_service_is_shut_in(path: Path) -> None:
    service = read_unit(path)["Service"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["CapabilityBoundingSet"] == [""]
    for name in (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "MemoryDenyWriteExecute",
        "RestrictNamespaces",
    ):
        assert service[name] == ["yes"]
    assert "root" not in service["User"]


def test_the_debian_service_and_its_command_mean_the_same_data() -> None:
    service, command = read_unit(UNITS[0])["Service"], (DEBIAN / "imago").read_text()
    assert service["StateDirectory"] == [service["User"][0]] == ["imago"]
    assert "IMAGO_DATA=/var/lib/imago " in command
    assert service["ExecStart"] == ["/usr/bin/imago up"]
    assert service["EnvironmentFile"] == ["-/etc/default/imago"]
    assert "/etc/default/imago" in command
    assert '"$root/etc/default/imago"' in (DEBIAN / "build.sh").read_text()


@pytest.fixture(params=UNITS, ids=lambda path: path.parent.parent.name)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy with a program and a user that exist here, and YunoHost's placeholders filled in."""
    text = re.sub("__[A-Z_]+__", "/usr", request.param.read_text())
    text = re.sub("^ExecStart=.*", "ExecStart=/bin/true", text, flags=re.MULTILINE)
    text = re.sub("^(User|Group)=.*", r"\1=daemon", text, flags=re.MULTILINE)
    path = tmp_path / "imago.service"
    path.write_text(text)
    return path


def test_systemd_finds_no_fault(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_finds_a_typo(unit: Path) -> None:
    unit.write_text(unit.read_text().replace("ProtectClock=", "ProtectClocks="))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    assert "ProtectClocks" in done.stderr


def test_systemd_finds_little_exposed(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1000:]
