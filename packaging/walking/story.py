"""What is done with every installation, from installing it to restoring it on another machine."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from walking import older
from walking.report import Report, megabytes
from walking.shell import attempt, run

COUPLE = str(Path(__file__).with_name("couple.py"))
PATIENCE = 180  # seconds for the first page
HEALTHY = "import sys, urllib.request as u; u.urlopen(sys.argv[1] + '/healthz', timeout=5)"


class Installation(Protocol):
    """One way to install imago."""

    title: str
    work: Path  # a folder of its own
    data: Path  # the data folder, seen from this machine
    backups: Path  # the folder of backups, as imago sees it
    base_url: str

    def install(self) -> None: ...
    def another(self, work: Path) -> Installation: ...
    def start(self, backups: Path) -> None: ...
    def stop(self) -> int: ...
    def visit(self, *command: str) -> list[str]: ...
    def imago(self, *arguments: str) -> str: ...
    def own(self, path: Path) -> None: ...
    def check(self) -> None: ...
    def log(self) -> str: ...


class Story:
    """One installation, and the other machine on which it is restored."""

    def __init__(self, installation: Installation, report: Report) -> None:
        self.installation, self.report = installation, report
        self.work = installation.work
        self.backups = self.work / "backups"
        self.notes = self.work / "notes.json"

    def walk(self) -> None:
        """Walk all of it."""
        with ExitStack() as stack:
            stack.callback(self.report.end)
            self.installation.install()
            stack.callback(stop, self.installation)
            self.make_backup_folders()
            self.begin()
            self.talk()
            self.installation.check()
            self.back_up()
            self.stop_and_start()
            stop(self.installation)
            for step in (self.update, self.restore):
                other = self.installation.another(self.fresh_folder(step.__name__))
                stack.callback(stop, other)
                step(other)
                stop(other)

    def begin(self) -> None:
        with self.report.step("from starting it to the first page"):
            self.start(self.installation)
        self.report.note(self.installation.imago("--version").strip())

    def talk(self) -> None:
        """The first dialogue."""
        with self.report.step("both sign up, pair, and hold their first dialogue"):
            self.couple(self.installation)
        self.report.size("the data, with one dialogue", megabytes(self.installation.data))
        self.report.ask("an address, a password, a first name and two ticks, from each of them")

    def back_up(self) -> None:
        """Make an identity, and one backup for it."""
        printed = self.installation.imago("backup_key")
        recipient = next(line for line in printed.split() if line.startswith("IMAGO_BACKUP_FOR="))
        (self.backups / "identity").write_text(printed)
        self.installation.own(self.backups)
        inside = self.installation.backups
        arguments = ["--to", str(inside / "data"), "--keys-to", str(inside / "keys")]
        with self.report.step("backup"):
            self.installation.imago("backup", *arguments, "--for", recipient.partition("=")[2])
        self.report.ask("two folders for backups, and a safe place for the identity and for the file keys")

    def stop_and_start(self) -> None:
        with self.report.step("stop and start again"):
            stop(self.installation)
            self.start(self.installation)
        with self.report.step("both sign in and read it"):
            self.couple(self.installation, "--again")

    def update(self, other: Installation) -> None:
        """Start this version on the data of an earlier one."""
        self.start(other)
        dump = other.backups / older.write_dump(self.backups)
        other.own(self.backups)
        other.imago("shell", "--no-imports", "--command", older.LOAD.format(dump=dump))
        older.take_keys(other.data)
        other.own(other.data)
        stop(other)
        with self.report.step(f"update from the data of {older.VERSION}, to the first page"):
            self.start(other)
        link = urlsplit(other.imago("signin_link", older.WRITER).strip()).path
        with self.report.step("open a dialogue of that version"):
            run(*other.visit(sys.executable, older.__file__, other.base_url, link))
        self.report.ask("to update: the newer image or package in place of the old one")

    def restore(self, other: Installation) -> None:
        """Bring the backup back on a machine that has only the master keys."""
        shutil.copy(self.installation.data / "keys", other.data / "keys")
        other.own(other.data)
        inside = other.backups
        with self.report.step("restore on another machine"):
            self.start(other)
            other.imago(
                "restore", str(inside / "data"), str(inside / "keys"), "--identity", str(inside / "identity")
            )
        with self.report.step("both sign in there and read it"):
            self.couple(other, "--again")
        self.report.ask("the file keys in its place, and one command to restore")

    def start(self, installation: Installation) -> None:
        """Start it and wait for the first page."""
        installation.start(self.backups)
        deadline = time.monotonic() + PATIENCE
        command = [sys.executable, "-c", HEALTHY, installation.base_url]
        while attempt(*installation.visit(*command)).returncode:
            if time.monotonic() > deadline:
                sys.exit(f"It doesn't start:\n{installation.log()}")
            time.sleep(0.2)

    def couple(self, installation: Installation, *options: str) -> None:
        run(*installation.visit(sys.executable, COUPLE, installation.base_url, str(self.notes), *options))

    def make_backup_folders(self) -> None:
        for name in ("data", "keys"):
            (self.backups / name).mkdir(parents=True)
        self.installation.own(self.backups)

    def fresh_folder(self, name: str) -> Path:
        """Returns a new folder beside the others."""
        folder = self.work / name
        folder.mkdir()
        return folder


def stop(installation: Installation) -> None:
    """Stop it, which must go well."""
    if code := installation.stop():
        sys.exit(f"It stopped with {code}:\n{installation.log()}")
