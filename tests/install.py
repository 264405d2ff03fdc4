"""Makes sure that the programs are there which the tests need beside Python, and says what it does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def chromium() -> str | None:
    """The browser of this machine; without one, Playwright uses its own."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def own_chromium_is_there() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return os.path.exists(playwright.chromium.executable_path)


def install() -> None:
    missing = [] if shutil.which("caddy") else ["caddy"]
    if not chromium() and not own_chromium_is_there():
        missing.append("chromium")
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"The tests need {' and '.join(missing)}. Installing with apt-get ...", flush=True)
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *missing)
        return
    if "chromium" in missing:
        print("The browser tests need Chromium. Playwright downloads its own now ...", flush=True)
        run(sys.executable, "-m", "playwright", "install", "chromium")
    if "caddy" in missing:
        sys.exit("The tests of the proxy need Caddy. Please install it: https://caddyserver.com/docs/install")


def run(*command: str) -> None:
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environ)


if __name__ == "__main__":
    install()
