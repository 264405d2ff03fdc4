"""Runs programs, and says what they said if they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def run(*command: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
    """Returns what a program printed. Ends the walk if it fails."""
    done = attempt(*command, environ=environ, cwd=cwd)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\nfailed with {done.returncode}.")
    return done.stdout


def attempt(
    *command: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program that may fail."""
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
