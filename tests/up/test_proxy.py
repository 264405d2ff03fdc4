"""Two web processes behind Caddy: one may go, and nobody notices."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.live import WebProcess
from tests.proxy import Proxy


def test_pages_come_while_each_process_in_turn_is_killed(
    server: WebProcess, second_server: WebProcess, tmp_path: Path
) -> None:
    with Proxy(tmp_path, server, second_server) as proxy, httpx.Client(base_url=proxy.base_url) as phone:
        for process in (server, second_server):
            process.kill()
            assert [phone.get("/healthz").status_code for _ in range(20)] == [200] * 20
            process.start()
