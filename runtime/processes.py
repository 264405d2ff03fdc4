"""Shared by the embedded servers: finding, probing and ending them, and why one doesn't start."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from enum import Enum
from pathlib import Path

import psutil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ADVICE = {
    errno.ENOSPC: gettext_lazy("Make room on that disk, then try again."),
    errno.EDQUOT: gettext_lazy("You've used up your share of that disk. Make room, then try again."),
    errno.EROFS: gettext_lazy(
        "That disk is read-only: mount it for writing, or choose another folder with --data."
    ),
    errno.EACCES: gettext_lazy(
        "Make the user who runs imago its owner, or choose another folder with --data."
    ),
}
LEAST_FREE_BYTES = 16 * 1024 * 1024  # free bytes on a disk below which no server starts


class Health(Enum):
    """How a part responds when probed."""

    ANSWERS = "answers"
    CLOSING = "refuses new connections"
    SILENT = "says nothing"


class StartError(Exception):
    """A server doesn't start; the message is user-facing."""


def start_error(name: str, log: Path) -> StartError:
    """Returns an error that names the server's log, or the full disk that keeps it from writing one."""
    if shutil.disk_usage(log.parent).free < LEAST_FREE_BYTES:
        return StartError(
            _("%(server)s can't start: the disk is full. Make room, then start again.") % {"server": name}
        )
    return StartError(_("%(server)s can't start. See %(log)s for why.") % {"server": name, "log": log})


def describe_os_error(error: OSError) -> str:
    """Returns a sentence about an error of the system, and what to do about it if that's known."""
    reason = error.strerror or str(error)
    advice = f" {ADVICE[error.errno]}" if error.errno in ADVICE else ""
    if error.filename is None:
        return _("The system reports an error: %(reason)s.") % {"reason": reason} + advice
    names = {"file": os.fsdecode(error.filename), "reason": reason}
    return _("Can't use %(file)s: %(reason)s.") % names + advice


def with_advice(reason: str) -> str:
    """Returns what another program said, and what to do about it if it names an error of the disk."""
    known = [str(advice) for number, advice in ADVICE.items() if os.strerror(number) in reason]
    return ". ".join([reason, *known])


def processes_in(folder: Path, program: str) -> list[psutil.Process]:
    """Returns a program's processes with this working folder, whatever pid a file names."""
    there = os.path.realpath(folder)
    return [
        process
        for process in psutil.process_iter(["name"])
        if process.info["name"] == program and working_directory(process) == there
    ]


def working_directory(process: psutil.Process) -> str:
    """Return a process's working directory, or ""."""
    try:
        return str(process.cwd())
    except psutil.Error:  # ended, or another user's
        return ""


def is_alive(process: psutil.Process | None) -> bool:
    """Whether it is still running. If its pid now belongs to another process, it has ended."""
    try:
        return process is not None and process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def terminate(process: psutil.Process | subprocess.Popen[bytes], patience: float) -> None:
    """Ask a process to end, and kill it after `patience` seconds. A zombie is its parent's to collect."""
    if isinstance(process, psutil.Process) and not is_alive(process):
        return
    try:
        process.send_signal(signal.SIGCONT)  # a suspended process handles no other
        process.terminate()
        process.wait(patience)
    except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
        process.kill()
        with suppress(psutil.TimeoutExpired):
            process.wait(patience)
    except psutil.NoSuchProcess:
        pass
