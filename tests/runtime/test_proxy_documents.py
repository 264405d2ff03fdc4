"""The configurations of proxies in the documents fit what imago does."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from runtime.instance import ROOT
from runtime.request_limits import MAX_BODY_BYTES

PROXIES = (ROOT / "docs" / "proxies.md").read_text()
LONGEST_KEEP_ALIVE = 20  # seconds, the highest IMAGO_KEEP_ALIVE


def configuration(proxy: str) -> str:
    """The first configuration below a heading."""
    found = re.search(rf"(?s)^## {proxy}\n.*?^```\n(.*?)^```$", PROXIES, re.MULTILINE)
    assert found
    return found[1]


def test_caddy_takes_its_configuration(tmp_path: Path):
    path = tmp_path / "Caddyfile"
    path.write_text(configuration("Caddy"))
    command = ["caddy", "adapt", "--validate", "--adapter", "caddyfile", "--config", str(path)]
    environ = os.environ | {"HOME": str(tmp_path)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_it_logs_as_little_as_the_one_of_docker_compose():
    [quiet] = re.findall(r"exclude .*", (ROOT / "Caddyfile").read_text())
    assert quiet in configuration("Caddy")
    assert "access_log off;" in configuration("nginx")
    assert "error_log /dev/null" in configuration("nginx")


def test_nginx_lets_through_what_imago_takes_and_does_not_hang_up_on_a_quiet_socket():
    nginx = configuration("nginx")
    for setting in ("client_max_body_size", "client_body_buffer_size"):
        assert re.findall(rf"{setting} (\d+)k;", nginx) == [str(MAX_BODY_BYTES // 1024)]
    [timeout] = re.findall(r"proxy_read_timeout (\d+)s;", nginx)
    assert int(timeout) >= 2 * LONGEST_KEEP_ALIVE
