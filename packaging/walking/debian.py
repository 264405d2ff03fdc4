"""The Debian package: built in one root, installed in another, and started there by systemd."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from walking.machine import Machine
from walking.report import Report, megabytes
from walking.roots import Root
from walking.shell import run

ROOT = Path(__file__).resolve().parent.parent.parent
UNIT = "imago.service"


class DebianInstallation:
    """`apt install ./imago_VERSION_ARCHITECTURE.deb`."""

    title = "The Debian package"
    base_url = "http://127.0.0.1:8000"
    backups = Path("/var/backups/imago")

    def __init__(self, work: Path, report: Report) -> None:
        self.work, self.report = work, report
        self.root = Root(work / "root")
        self.data = self.root.path / "var/lib/imago"
        self.machine: Machine | None = None

    def install(self) -> None:
        """Build the package from what is committed, and install it on a machine that has nothing else."""
        package = self.build()
        with self.report.step("a machine with systemd"):
            Root.fresh(self.root.path, "systemd", "systemd-sysv", "dbus")
        before = megabytes(self.root.path)
        shutil.copy(package, self.root.path / "root")
        with self.report.step("apt-get install, with Pango and Python"):
            self.root.build("apt-get", "update", "-qq")
            words = ("apt-get", "install", "-qq", "--yes", "--no-install-recommends")
            self.root.build(*words, f"/root/{package.name}")
            self.root.build("sh", "-c", "rm -r /var/lib/apt/lists/* /root/*.deb")
        self.report.size(
            "what it adds, with Python and Pango, without fonts", megabytes(self.root.path) - before
        )
        self.report.ask(f"apt install ./{package.name}")

    def build(self) -> Path:
        builder = Root(self.work / "builder")
        with self.report.step("a machine to build the package on"):
            Root.fresh(builder.path, "python3-venv", "git")
            run("git", "clone", "--quiet", str(ROOT), str(builder.path / "build"))
        with self.report.step("packaging/debian/build.sh"):
            builder.build("/build/packaging/debian/build.sh", "/srv")
        [package] = (builder.path / "srv").glob("*.deb")
        self.report.size("the package", round(package.stat().st_size / 1e6))
        return package

    def another(self, work: Path) -> DebianInstallation:
        """Another machine with the same package, and no data."""
        other = DebianInstallation(work, self.report)
        run("cp", "--archive", "--reflink=auto", str(self.root.path), str(other.root.path))
        run("find", str(other.data), "-mindepth", "1", "-delete")
        return other

    def start(self, backups: Path) -> None:
        """Boot the machine; the service starts with it."""
        self.machine = Machine(self.root.path, {str(self.backups): backups}, self.work / "console")

    def visit(self, *command: str) -> list[str]:
        """Returns the command that runs a program where imago can be reached."""
        assert self.machine
        return self.machine.visit(*command)

    def imago(self, *arguments: str) -> str:
        """Run a command of imago, as `sudo imago ...` does. Returns what it printed."""
        assert self.machine
        return self.machine.execute("imago", *arguments)

    def own(self, path: Path) -> None:
        """Give a file to the user who runs imago."""
        user = re.search(
            r"^imago:[^:]*:(\d+):(\d+)", (self.root.path / "etc/passwd").read_text(), re.MULTILINE
        )
        assert user
        run("chown", "--recursive", f"{user[1]}:{user[2]}", str(path))

    def check(self) -> None:
        """Have systemd judge the unit, as installed and running."""
        assert self.machine
        self.machine.execute("systemctl", "is-active", UNIT)
        self.machine.execute("systemd-analyze", "verify", f"/lib/systemd/system/{UNIT}")
        judged = self.machine.execute("systemd-analyze", "security", "--no-pager", UNIT)
        self.report.note(judged.strip().splitlines()[-1].strip("→ "))

    def stop(self) -> int:
        """Switch the machine off. Returns how it ended."""
        machine, self.machine = self.machine, None
        return machine.power_off() if machine else 0

    def log(self) -> str:
        """All that the service said."""
        return self.machine.journal(UNIT) if self.machine else ""
