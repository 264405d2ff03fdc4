"""Reads a Dockerfile and walks its steps in a Debian root."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from walking.roots import Root
from walking.shell import run

IN_JSON = {"CMD", "ENTRYPOINT"}


@dataclass
class Image:
    """What a Dockerfile asks for, beside what it does to the root."""

    environ: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    volume: str = ""
    ports: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)


def parse(text: str) -> list[tuple[str, str]]:
    """Returns the instructions and their arguments, continued lines joined."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    lines = [line.strip() for line in joined.splitlines() if line.strip()]
    return [(name.upper(), rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def describe(steps: list[tuple[str, str]]) -> Image:
    """Returns what the image says about itself."""
    image = Image()
    for name, rest in steps:
        if name in ("ENV", "LABEL"):
            pairs = dict(word.split("=", 1) for word in shlex.split(rest))
            (image.environ if name == "ENV" else image.labels).update(pairs)
        elif name == "WORKDIR":
            image.folder = rest
        elif name == "USER":
            image.user = rest
        elif name == "VOLUME":
            image.volume = rest
        elif name == "EXPOSE":
            image.ports.append(rest)
        elif name == "HEALTHCHECK":
            image.health = json.loads(rest.partition("CMD")[2])
        elif name in IN_JSON:
            setattr(image, "command" if name == "CMD" else "entrypoint", json.loads(rest))
    return image


def walk(root: Root, steps: list[tuple[str, str]], context: Path) -> None:
    """Do to the root what RUN, COPY and WORKDIR say, in order."""
    environ: dict[str, str] = {}
    folder = "/"
    for name, rest in steps:
        if name == "ENV":
            environ |= dict(word.split("=", 1) for word in shlex.split(rest))
        elif name == "WORKDIR":
            folder = rest
            (root.path / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif name == "RUN":
            root.build("sh", "-c", rest, environ=environ, cwd=folder)
        elif name == "COPY":
            source, target = rest.split()
            copy(context, source, root.path / folder.lstrip("/") / target)


def copy(context: Path, source: str, target: Path) -> None:
    """Copy what is under version control, as from a fresh clone, without what .dockerignore names."""
    tracked = run("git", "ls-files", "--", source, cwd=context).splitlines()
    ignored = [line for line in (context / ".dockerignore").read_text().split() if line]
    kept = [name for name in tracked if not any(is_ignored(name, pattern) for pattern in ignored)]
    for name in kept:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(context / name, target / name)


def is_ignored(name: str, pattern: str) -> bool:
    """Whether a line of .dockerignore leaves a path out."""
    parts = name.split("/")
    if pattern.startswith("**/"):
        return any(fnmatch(part, pattern[3:]) for part in parts)
    return fnmatch(parts[0], pattern)
