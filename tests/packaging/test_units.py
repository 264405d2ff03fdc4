"""The systemd units shut the service in as far as its servers allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging.manifests import PACKAGING

DEBIAN = PACKAGING / "debian"
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
