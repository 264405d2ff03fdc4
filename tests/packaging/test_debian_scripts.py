"""What the Debian package does to its service when it is installed, removed, and installed again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEBIAN, UNIT = Path(__file__).resolve().parents[2] / "packaging" / "debian", "imago.service"


def calls(script: str) -> list[str]:
    """What a script has done to the service, in order."""
    return re.findall(rf"^ *deb-systemd-helper (\w+) {UNIT}", (DEBIAN / script).read_text(), re.MULTILINE)


@pytest.mark.skipif(not shutil.which("deb-systemd-helper"), reason="not Debian")
def test_the_service_starts_again_after_the_package_was_removed_and_installed(tmp_path: Path) -> None:
    units, settings = tmp_path / "lib/systemd/system", tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    shutil.copy(DEBIAN / UNIT, units)
    environ = {**os.environ, "DPKG_ROOT": str(tmp_path), "DPKG_MAINTSCRIPT_PACKAGE": "imago"}
    assert calls("postrm") == ["purge", "unmask", "mask"]
    for call in (*calls("postinst"), "mask", *calls("postinst")):
        subprocess.run(["deb-systemd-helper", call, UNIT], env=environ, check=True)
    assert not (settings / UNIT).is_symlink()
    assert (settings / "multi-user.target.wants" / UNIT).is_symlink()
