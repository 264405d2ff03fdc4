"""boardgame.io with its PostgreSQL store, on the same database server, to compare the live room with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from bench.shapes import Match
from runtime.embedded_servers import free_port

FOLDER = Path(__file__).parent / "peers"
PATIENCE = 60.0  # seconds


class PeerUnavailable(Exception):
    """boardgame.io can't be run; the message says why."""


def install() -> None:
    """Install boardgame.io unless it is installed. Raises PeerUnavailable."""
    if (FOLDER / "node_modules" / "boardgame.io").exists():
        return
    if shutil.which("npm") is None:
        raise PeerUnavailable("boardgame.io isn't measured: there is no npm.")
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True)
    if done.returncode:
        raise PeerUnavailable("boardgame.io isn't measured: npm couldn't install it.")


class Peer:
    """A running boardgame.io server."""

    def __init__(self, socket_folder: Path) -> None:
        self.port, self.lobby = free_port(), free_port()
        settings = {"PGHOST": str(socket_folder), "PORT": str(self.port), "API_PORT": str(self.lobby)}
        environment = os.environ | settings | {"NODE_ENV": "production"}
        self.process = subprocess.Popen(["node", "server.js"], cwd=FOLDER, env=environment)
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > until or self.process.poll() is not None:
                self.stop()
                raise PeerUnavailable("boardgame.io isn't measured: its server doesn't start.")
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            return self.ask("/games") is not None
        except OSError:
            return False

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return the lobby's answer. Raises OSError."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.lobby}{path}", data, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return json.load(answer)

    def matches(self, number: int) -> list[Match]:
        """Return so many new matches that both players have joined."""
        return [self.match() for _ in range(number)]

    def match(self) -> Match:
        game = "/games/conversation"
        match = self.ask(f"{game}/create", {"numPlayers": 2})["matchID"]
        joined = [
            self.ask(f"{game}/{match}/join", {"playerID": str(number), "playerName": name})
            for number, name in enumerate(("Ana", "Ben"))
        ]
        first, second = (player["playerCredentials"] for player in joined)
        return Match(match, (first, second))

    def cpu(self) -> float:
        """Return the seconds of processor time it has used."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@contextmanager
def peer(database: str) -> Iterator[Peer]:
    """Run it on a database of its own on this server. Raises PeerUnavailable."""
    install()
    line = psycopg2.connect(database)
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute("CREATE DATABASE peer")
        folder = Path(line.info.host)
    line.close()
    running = Peer(folder)
    try:
        yield running
    finally:
        running.stop()
