"""Makes sure that the programs are there which the tests need beside Python, and says what it does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library

PACKAGES = {
    "caddy": ["caddy"],
    "PgBouncer": ["pgbouncer"],
    "chromium": ["chromium-headless-shell"],
    "systemd": ["systemd"],
    "Pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"],
    "fonts": ["fontconfig", "fonts-noto-core", "fonts-noto-color-emoji", "fonts-wqy-microhei"],
}
LETTERS = "öжωشאहกअ你あ한😀"  # of a script each, to be found in some font
BY_HAND = {
    "caddy": "The tests of the proxy need Caddy. Please install it: https://caddyserver.com/docs/install",
    "PgBouncer": "The test of a pooler needs PgBouncer. Please install it: https://www.pgbouncer.org/install.html",
    "systemd": "The tests of the Debian service need systemd-analyze, which comes with systemd.",
    "Pango": "The tests of the PDF need the libraries Pango and HarfBuzz. Please install them: "
    "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html#installation",
    "fonts": "The tests of the PDF need fonts of many scripts, and fontconfig, which finds them. Please install Noto, "
    "with its colour emoji, and a font of Chinese, Japanese and Korean: https://notofonts.github.io/",
}


def chromium() -> str | None:
    """The browser of this machine, best the one without windows, which is twice as quick; else Playwright's own."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


def pgbouncer() -> str | None:
    """The path of PgBouncer, which Debian installs where only root's PATH leads."""
    return shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")


def own_chromium_is_there() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)


def pango_is_there() -> bool:
    """What WeasyPrint loads; asked for without WeasyPrint, which cannot be imported where it is missing."""
    return all(map(find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")))


def fonts_are_there() -> bool:
    """Whether each script has a font, by what finds them for Pango."""
    return bool(shutil.which("fc-list")) and all(map(has_font, LETTERS))


def has_font(letter: str) -> bool:
    return bool(subprocess.check_output(["fc-list", f":charset={ord(letter):x}", "family"]))


def install() -> None:
    missing = [] if shutil.which("caddy") else ["caddy"]
    if not pgbouncer():
        missing.append("PgBouncer")
    if not chromium() and not own_chromium_is_there():
        missing.append("chromium")
    if not shutil.which("systemd-analyze"):
        missing.append("systemd")
    if not pango_is_there():
        missing.append("Pango")
    if not fonts_are_there():
        missing.append("fonts")
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"The tests need {' and '.join(missing)}. Installing with apt-get ...", flush=True)
        run("apt-get", "update", "-qq")
        packages = [package for name in missing for package in PACKAGES[name]]
        run("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages)
        return
    if "chromium" in missing:
        print("The browser tests need Chromium. Playwright downloads its own now ...", flush=True)
        run(sys.executable, "-m", "playwright", "install", "chromium")
    if by_hand := [BY_HAND[name] for name in missing if name in BY_HAND]:
        sys.exit("\n".join(by_hand))


def run(*command: str) -> None:
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environ)


if __name__ == "__main__":
    install()
