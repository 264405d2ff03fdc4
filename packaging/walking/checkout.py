"""`make run`, by an ordinary user in a checkout of their own."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from walking.report import Report, megabytes
from walking.roots import Contained, Root
from walking.shell import run

ROOT = Path(__file__).resolve().parent.parent.parent
USER = "1000:1000"
HOME = "/home/ana"
CODE = f"{HOME}/imago"
ENVIRON = {"HOME": HOME, "LANG": "C.UTF-8"}


class CheckoutInstallation:
    """A clone, and `make run` in it."""

    title = "make run"
    base_url = "http://127.0.0.1:8000"
    backups = Path(HOME) / "backups"

    def __init__(self, work: Path, report: Report, root: Root | None = None) -> None:
        self.work, self.report = work, report
        self.root = root or Root(work / "root")
        self.folder = "data" if root is None else f"{HOME}/{work.name}"  # as DATA= names it
        self.data = self.root.path / Path(CODE, self.folder).relative_to("/")
        self.contained: Contained | None = None

    def install(self) -> None:
        """Clone what is committed, and install what it needs."""
        with self.report.step("a machine with Python, make and git"):
            self.root = Root.fresh(self.root.path, "python3-venv", "make", "git")
            self.root.build("useradd", "--uid", "1000", "--user-group", "--create-home", "ana")
        before = megabytes(self.root.path)
        code = self.root.path / CODE.lstrip("/")
        run("git", "clone", "--quiet", str(ROOT), str(code))
        self.own(code)
        with self.report.step("what make run installs at its first start"):
            words = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "make", "-C", CODE]
            self.root.build(*words, ".venv/.installed", environ=ENVIRON)
        self.report.size("the checkout with its virtual environment", megabytes(self.root.path) - before)
        self.report.ask("git clone, cd imago, make run")

    def another(self, work: Path) -> CheckoutInstallation:
        """The same checkout with another data folder, as if on another machine."""
        other = CheckoutInstallation(work, self.report, self.root)
        other.data.mkdir(mode=0o700)
        other.own(other.data)
        return other

    def start(self, backups: Path) -> None:
        """Start it as its user, on a disk that can be written to."""
        command = ["make", "-C", CODE, "run", f"DATA={self.folder}"]
        volumes = {str(self.backups): backups}
        self.contained = self.root.contain(volumes, USER, command, ENVIRON, self.work / "log", mode="rw")

    def visit(self, *command: str) -> list[str]:
        """Returns the command that runs a program where imago can be reached."""
        assert self.contained
        return self.contained.visit(*command)

    def imago(self, *arguments: str) -> str:
        """Run a command of `manage.py`. Returns what it printed."""
        assert self.contained
        return self.contained.execute(f"{CODE}/.venv/bin/python", f"{CODE}/manage.py", *arguments)

    def own(self, path: Path) -> None:
        """Give a file to the user who runs imago."""
        run("chown", "--recursive", USER, str(path))

    def check(self) -> None:
        """Check its status."""
        self.imago("status", "--only", "database", "--only", "redis")

    def stop(self) -> int:
        """Press Ctrl-C, which is for `up`. Returns the exit code of make."""
        contained, self.contained = self.contained, None
        if contained is None:
            return 0
        for pid in descendants(contained.pid):
            if b"\0up\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGINT)
        return contained.process.wait(60)

    def log(self) -> str:
        """Everything it logged."""
        return (self.work / "log").read_text(errors="replace")


def descendants(pid: int) -> list[int]:
    """Returns a process's children and theirs."""
    found: list[int] = []
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        found += [child, *descendants(child)]
    return found
