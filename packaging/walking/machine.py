"""A machine with systemd, booted in a Debian root by systemd-nspawn, with a network of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from walking.roots import PATH
from walking.shell import attempt, run

BOOTS_WITHIN = 60  # seconds
STOPS_WITHIN = 90  # seconds
HALT = signal.SIGRTMIN + 4  # asks systemd to power off
QUIET = ("--quiet", "--register=no", "--keep-unit", "--private-network", "--link-journal=no")


class Machine:
    """One that is running."""

    def __init__(self, root: Path, binds: dict[str, Path], log: Path) -> None:
        mounts = [f"--bind={folder}:{place}" for place, folder in binds.items()]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                ["systemd-nspawn", *QUIET, *mounts, f"--directory={root}", "--boot"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.pid = self.wait_for_init()

    def wait_for_init(self) -> int:
        """Returns the pid, seen from here, of the machine's systemd."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        deadline = time.monotonic() + BOOTS_WITHIN
        while self.process.poll() is None and time.monotonic() < deadline:
            for pid in children.read_text().split():
                if Path(f"/proc/{pid}/comm").read_text().strip() == "systemd":
                    return int(pid)
            time.sleep(0.05)
        sys.exit("The machine doesn't boot.")

    def command(self, *command: str) -> list[str]:
        """Returns the command that runs a program in it, as root."""
        spaces = ("--mount", "--pid", "--net", "--uts", "--ipc", "--root", "--wd")
        return ["nsenter", f"--target={self.pid}", *spaces, "env", "-i", f"PATH={PATH}", *command]

    def execute(self, *command: str) -> str:
        return run(*self.command(*command))

    def visit(self, *command: str) -> list[str]:
        """Returns the command that runs a program of this machine in its network."""
        return ["nsenter", f"--target={self.pid}", "--net", *command]

    def journal(self, unit: str) -> str:
        """Returns what a service has said."""
        return attempt(*self.command("journalctl", "--no-pager", "--unit", unit)).stdout

    def power_off(self) -> int:
        """Returns how it ended."""
        if self.process.poll() is None:
            os.kill(self.pid, HALT)
        try:
            return self.process.wait(STOPS_WITHIN)
        finally:
            self.process.kill()
