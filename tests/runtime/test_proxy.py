"""Two web processes behind Caddy: one may go, and nobody notices."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from channels.db import database_sync_to_async as in_database

from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.dialogues.socket_client import ReconnectingPhone
from tests.factories import pair, person
from tests.proxy import Proxy
from tests.web_process import WebProcess


def test_pages_come_while_each_process_in_turn_is_killed(
    server: WebProcess, second_server: WebProcess, tmp_path: Path
) -> None:
    with Proxy(tmp_path, server, second_server) as proxy, httpx.Client(base_url=proxy.base_url) as phone:
        for process in (server, second_server):
            process.kill()
            assert [phone.get("/healthz").status_code for _ in range(20)] == [200] * 20
            process.start()


def test_a_request_that_fails_leaves_no_address_in_the_log_of_the_proxy(
    server: WebProcess, tmp_path: Path
) -> None:
    with Proxy(tmp_path, server) as proxy:
        answer = httpx.post(f"{proxy.base_url}/i/a-secret-link/", content=b"x" * 300_000)
    assert answer.is_error
    log = (tmp_path / "caddy.log").read_text()
    assert "serving initial configuration" in log
    assert "a-secret-link" not in log
    assert "remote_" not in log


def begin_talk() -> Talk:
    ana, ben = person("Ana"), person("Ben")
    pair(ana, ben)
    return Talk(ana, ben)


@pytest.mark.django_db(transaction=True)
async def test_a_couple_meets_in_one_process_and_talks_on_while_each_in_turn_is_killed(
    server: WebProcess, second_server: WebProcess, tmp_path: Path
) -> None:
    talk = await in_database(begin_talk)()
    processes = (server, second_server)
    with Proxy(tmp_path, *processes) as proxy:
        phones = {
            who: ReconnectingPhone(proxy.base_url, talk.pk, talk.credentials[who].session_key)
            for who in ("ana", "ben")
        }
        for phone in phones.values():
            await phone.connected()
        for version, act in enumerate(WHOLE.split(",")):
            if version in (6, 16):
                await asyncio.to_thread(processes[version == 16].kill)
            if version in (11, 21):
                await asyncio.to_thread(processes[version == 21].start)
            who, move = act.split()
            answer = await phones[who].move(move, f"{who} says {move}", seen=version)
            assert (answer["is"], answer["version"]) == ("ack", version + 1)
            for phone in phones.values():
                await phone.stage(version + 1)
            if version == 10:
                assert phones["ana"].lost == phones["ben"].lost, "they were on two processes"
        for phone in phones.values():
            assert phone.turns == list(range(1, len(WHOLE.split(",")) + 1))
            assert phone.lost, "neither process had the room"
            await phone.leave()
    assert (await in_database(talk.now)()).state.finished
