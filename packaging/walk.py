#!/usr/bin/env python3
"""Installs imago in fresh Debian roots as a person would, and prints seconds, megabytes and what was asked of them.

    python packaging/walk.py image compose debian checkout

Needs root, Debian or Ubuntu, debootstrap, and a few minutes; `compose` also needs Docker. Roots are made below --work
and are deleted afterwards; the base that they are copied from stays.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from walking.checkout import CheckoutInstallation
from walking.compose import ComposeInstallation
from walking.debian import DebianInstallation
from walking.image import ImageInstallation
from walking.report import Report
from walking.story import Story

Way = type[ImageInstallation | ComposeInstallation | DebianInstallation | CheckoutInstallation]
WAYS: dict[str, Way] = {
    "image": ImageInstallation,
    "compose": ComposeInstallation,
    "debian": DebianInstallation,
    "checkout": CheckoutInstallation,
}


def main() -> None:
    """Walk the ways that are named, or all."""
    parser = argparse.ArgumentParser(description="Installs imago in fresh Debian roots, as a person would.")
    parser.add_argument("way", nargs="*", choices=[*WAYS, []], help="how to install it (default: every way)")
    parser.add_argument("--work", type=Path, default=Path("/var/tmp/imago-walk"))
    parser.add_argument("--keep", action="store_true", help="keep the roots")
    options = parser.parse_args()
    if os.geteuid() != 0 or not all(map(shutil.which, ("debootstrap", "systemd-nspawn"))):
        sys.exit("This needs root, and: apt-get install debootstrap systemd-container")
    options.work.mkdir(parents=True, exist_ok=True)
    ways = options.way or list(WAYS)
    if "compose" in ways and not shutil.which("docker"):
        print("Docker isn't installed, so compose is left out.")
        ways.remove("compose")
    for way in ways:
        folder = options.work / way
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        report = Report(WAYS[way].title)
        Story(WAYS[way](folder, report), report).walk()
        if not options.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
