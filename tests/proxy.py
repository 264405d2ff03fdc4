"""The real Caddy with the real Caddyfile, on a port of this machine, in front of live web processes."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import httpx

from runtime.embedded_servers import free_port
from runtime.instance import ROOT
from tests.web_process import WebProcess

PATIENCE = 30  # seconds


class Proxy:
    """Caddy as in `docker-compose.yml`, but with plain http."""

    def __init__(self, folder: Path, *processes: WebProcess | Proxy, balancers: str = "") -> None:
        self.folder = folder
        self.balancers = balancers
        self.port = free_port()
        self.processes = processes
        self.caddy: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    def config(self) -> Path:
        """The Caddyfile of the repository, with other addresses in it."""
        text = (ROOT / "Caddyfile").read_text().replace("{$DOMAIN}", self.base_url)
        for number, process in enumerate(self.processes, 1):
            text = text.replace(f"web{number}:8000", f"127.0.0.1:{process.port}")
        path = self.folder / "Caddyfile"
        path.write_text(text.replace("{\n", "{\n\tadmin off\n\tauto_https off\n", 1))
        return path

    def __enter__(self) -> Proxy:
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(self.config())]
        environ = os.environ | {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        environ["BALANCERS"] = self.balancers
        with (self.folder / "caddy.log").open("wb") as log:
            self.caddy = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert time.monotonic() < deadline, (self.folder / "caddy.log").read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        assert self.caddy
        self.caddy.terminate()
        self.caddy.wait(PATIENCE)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/healthz").status_code == 200
        except httpx.TransportError:
            return False
