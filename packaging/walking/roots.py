"""Debian roots made by debootstrap, and what runs in them: builds by root, the product in namespaces of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from walking.shell import run

STOPS_WITHIN = 60  # seconds
SUITE = "bookworm"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DOCKER_CLEAN = 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n'
LENT = {
    name: value
    for name, value in os.environ.items()
    if name.startswith(("PIP_", "SSL_")) and "LINKS" not in name
}

# $1 is the root. What is mounted here is gone with the namespace.
BUILD = """
mount --make-rprivate /
mount -t proc proc "$1/proc"
mount --bind /dev "$1/dev"
mount --bind /etc/resolv.conf "$1/etc/resolv.conf"
[ ! -d "$1/etc/ssl/certs" ] || mount --bind /etc/ssl/certs "$1/etc/ssl/certs"
exec chroot "$@"
"""

# $1 is the root, $2 "ro" or "rw"; then each volume and its place, up to "--". As a container engine does with
# --read-only --tmpfs /tmp.
CONTAIN = """
root=$1 mode=$2; shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; shift 2; done
shift
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=0755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
    touch "$root/dev/$name"; mount --bind "/dev/$name" "$root/dev/$name"
done
ln -s /proc/self/fd "$root/dev/fd"; mkdir "$root/dev/shm"; mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/dev/shm"
mount -o "remount,bind,$mode" "$root"
ip link set lo up
exec chroot "$root" "$@"
"""
NAMESPACES = ("--mount", "--pid", "--fork", "--kill-child", "--net", "--uts", "--ipc")
WITHOUT_PRIVILEGES = ("--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")


class Root:
    """One root, below a folder for walks."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def fresh(cls, path: Path, *packages: str) -> Root:
        """Copy the base, which is made once for all walks, and add packages."""
        base = path.parent.with_name(f"base-{SUITE}")
        if not base.exists():
            draft = base.with_name("draft")
            shutil.rmtree(draft, ignore_errors=True)
            run("debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, str(draft))
            (draft / "etc/apt/apt.conf.d/docker-clean").write_text(DOCKER_CLEAN)
            run("sh", "-c", 'rm -f "$1"/var/cache/apt/archives/*.deb', "sh", str(draft))
            draft.rename(base)
        shutil.rmtree(path, ignore_errors=True)
        run("cp", "--archive", "--reflink=auto", str(base), str(path))
        root = cls(path)
        if packages:
            root.build("apt-get", "update", "-qq")
            root.build("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages)
            run("sh", "-c", 'rm -rf "$1"/var/lib/apt/lists/*', "sh", str(path))
        return root

    def build(self, *command: str, environ: Mapping[str, str] | None = None, cwd: str = "/") -> str:
        """Run a program as root, with the network. Returns what it printed."""
        given = {
            "PATH": PATH,
            "HOME": "/root",
            "DEBIAN_FRONTEND": "noninteractive",
            **LENT,
            **(environ or {}),
        }
        words = ["env", "-i", "-C", cwd, *(f"{name}={value}" for name, value in given.items()), *command]
        return run("unshare", "--mount", "sh", "-euc", BUILD, "sh", str(self.path), *words)

    def contain(
        self,
        volumes: Mapping[str, Path],
        user: str,
        command: list[str],
        environ: Mapping[str, str],
        log: Path,
        *,
        mode: str = "ro",
    ) -> Contained:
        """Start a program as a container engine would: read-only, no privileges, a network of its own."""
        mounts = self.mounts(volumes)
        prefix = without_privileges(user, environ)
        words = [str(self.path), mode, *mounts, "--", *prefix, *command]
        with log.open("ab") as output:
            process = subprocess.Popen(
                ["unshare", *NAMESPACES, "sh", "-euc", CONTAIN, "sh", *words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        return Contained(process, prefix, log)

    def mounts(self, volumes: Mapping[str, Path]) -> list[str]:
        """Make a place for each volume. Returns each volume and its place, as CONTAIN reads them."""
        for place in volumes:
            (self.path / place.lstrip("/")).mkdir(parents=True, exist_ok=True)
        return [word for place, volume in volumes.items() for word in (str(volume), place)]


def without_privileges(user: str, environ: Mapping[str, str]) -> list[str]:
    """Returns the words before a program that runs it as a user, with these variables and no privileges."""
    uid, _, gid = user.partition(":")
    setpriv = ["setpriv", f"--reuid={uid}", f"--regid={gid or uid}", *WITHOUT_PRIVILEGES]
    return [*setpriv, "env", "-i", *(f"{name}={value}" for name, value in {"PATH": PATH, **environ}.items())]


class Contained:
    """A program in namespaces of its own."""

    def __init__(self, process: subprocess.Popen[bytes], prefix: list[str], log: Path) -> None:
        self.process, self.prefix, self.log = process, prefix, log

    @property
    def pid(self) -> int:
        """The pid, seen from here, of the namespace's first process."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        while self.process.poll() is None:
            if pids := children.read_text().split():
                return int(pids[0])
            time.sleep(0.01)  # it is about to be made
        sys.exit(f"It has stopped:\n{self.log.read_text()}")

    def execute(self, *command: str) -> str:
        """Run another program in it, like `docker exec`."""
        namespaces = ("--mount", "--pid", "--net", "--root", "--wd")
        return run("nsenter", f"--target={self.pid}", *namespaces, *self.prefix, *command)

    def visit(self, *command: str) -> list[str]:
        """Returns the command that runs a program of this machine in its network."""
        return ["nsenter", f"--target={self.pid}", "--net", *command]

    def stop(self) -> int:
        """Stop it as `docker stop` does. Returns its exit code."""
        if self.process.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
        try:
            return self.process.wait(STOPS_WITHIN)
        finally:
            self.process.kill()
