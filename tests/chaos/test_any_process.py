"""Two web processes, a worker and a beat: kill any one, take Redis or PostgreSQL away meanwhile, and people go on.

`IMAGO_CHAOS_ROUNDS` says how many rounds are played: four with the tests, a hundred with `make chaos`.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import redis
from channels.db import database_sync_to_async as in_database
from django.db import connection

from runtime import environment
from runtime.embedded_servers import EmbeddedServers
from runtime.instance import ROOT
from tests import migrated_database
from tests.chaos.player import Player, compare, until
from tests.dialogues.dialogue_driver import Talk
from tests.factories import pair, person
from tests.web_process import WebProcess, database_url
from vault import sealing, startup

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

ROUNDS = int(os.environ.get("IMAGO_CHAOS_ROUNDS", "4"))
SEATS = [
    ("web1", "web2"),
    ("web1", "web1"),
    ("web2", "web2"),
    ("web2", "web1"),
]  # of Ana and Ben, in each dialogue
WITHIN = 10  # seconds for both phones to go on, once there is a database
FURTHER = 3  # moves that count as having gone on
THINKS = 0.05  # seconds
BEAT = ["-m", "celery", "--app", "imago_web", "--quiet", "beat", "--loglevel", "WARNING", "--pidfile", ""]
WORKER = ["manage.py", "worker", "--lifeline"]


class Part:
    """A worker or a beat."""

    def __init__(self, command: list[str], log: Path, environ: dict[str, str]) -> None:
        self.command, self.log, self.environ = command, log, environ
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environ = os.environ | self.environ | {"DATABASE_URL": database_url()}
        command = [sys.executable, *self.command]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


class Household:
    """The four processes and their servers."""

    def __init__(self, servers: EmbeddedServers, folder: Path) -> None:
        self.servers = servers
        environ = {
            "REDIS_URL": servers.valkey.url(),
            "IMAGO_MINUTE": "0.5",
            "IMAGO_MOVES_A_MINUTE": "1000000",
        }
        self.webs = {name: WebProcess(folder / f"{name}.log", **environ) for name in ("web1", "web2")}
        self.parts: dict[str, WebProcess | Part] = {
            **self.webs,
            "worker": Part(WORKER, folder / "worker.log", environ),
            "beat": Part(BEAT, folder / "beat.log", environ),
        }

    def flush_redis(self) -> None:
        with redis.Redis.from_url(self.servers.valkey.url()) as client:
            client.flushall()

    def restart_redis(self) -> None:
        self.servers.valkey.start()

    def restart_postgres(self) -> None:
        self.end_postgres(signal.SIGINT)

    def kill_postgres(self) -> None:
        self.end_postgres(signal.SIGKILL)

    def end_postgres(self, how: int) -> None:
        postgres = self.servers.postgres
        assert postgres.process
        postgres.process.send_signal(how)
        postgres.process.wait()
        postgres.start()

    def trouble(self) -> list[Callable[[], None]]:
        """What else happens, in turn."""
        return [self.flush_redis, self.restart_postgres, self.restart_redis, self.kill_postgres]


@contextmanager
def database_of(servers: EmbeddedServers) -> Iterator[None]:
    """A migrated database on these servers, which Django uses meanwhile."""
    before = dict(connection.settings_dict)
    try:
        use(environment.database("", servers.postgres.url()))
        migrated_database.fill()
        startup.verify_keys()
        yield
    finally:
        use(before)


def use(address: dict[str, Any]) -> None:
    connection.close()
    connection.settings_dict |= {name: address[name] for name in ("NAME", "HOST", "PORT", "USER")}
    sealing.forget_ciphers()


@pytest.fixture
def household(transactional_db: None, tmp_path: Path) -> Iterator[Household]:
    servers = EmbeddedServers(tmp_path)
    with ExitStack() as stack:
        stack.callback(servers.stop)
        servers.start()
        stack.enter_context(database_of(servers))
        household = Household(servers, tmp_path)
        for part in household.parts.values():
            stack.callback(part.kill)
            part.start()
        yield household


def couple(name: str) -> Talk:
    ana, ben = person(f"Ana{name}"), person(f"Ben{name}")
    pair(ana, ben)
    return Talk(ana, ben)


class Round:
    """Four dialogues, with phones spread over the two web processes in every way."""

    def __init__(self, household: Household, number: int, dice: random.Random) -> None:
        self.household, self.dice = household, dice
        self.talks = [couple(f"{number}x{seats}") for seats in range(len(SEATS))]
        self.players = [self.couple_of(talk, seats) for talk, seats in zip(self.talks, SEATS, strict=True)]

    def couple_of(self, talk: Talk, seats: tuple[str, str]) -> list[Player]:
        return [
            Player(self.addresses(seat), talk, who, random.Random(self.dice.random()), THINKS)
            for who, seat in zip(("ana", "ben"), seats, strict=True)
        ]

    def addresses(self, first: str) -> list[str]:
        """The two web processes, beginning with this one."""
        webs = self.household.webs
        return [webs[first].base_url, *(web.base_url for name, web in webs.items() if name != first)]

    async def play(self, victim: WebProcess | Part, trouble: Callable[[], None] | None) -> float:
        """Kill this part while they play. Returns the seconds until every phone has gone on."""
        playing = [asyncio.create_task(player.play()) for two in self.players for player in two]
        await until(lambda: self.slowest() > 2, "the dialogues did not begin")
        await asyncio.sleep(self.dice.uniform(0, 0.5))  # the moment of the kill is what the seed decides
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.to_thread(victim.kill)
        if trouble:
            await asyncio.to_thread(trouble)
        at_kill = [max(player.version for player in two) for two in self.players]
        back = asyncio.create_task(asyncio.to_thread(victim.start))
        await until(lambda: self.have_gone_on(at_kill), "a phone did not go on", WITHIN)
        took = loop.time() - began
        await back
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)
        for talk, two in zip(self.talks, self.players, strict=True):
            await in_database(compare)(talk, two)
        return took

    def slowest(self) -> int:
        return min(player.version for two in self.players for player in two)

    def have_gone_on(self, versions: list[int]) -> bool:
        return all(
            player.version >= version + FURTHER
            for two, version in zip(self.players, versions, strict=True)
            for player in two
        )


def victims(household: Household, dice: random.Random) -> Iterator[str]:
    """Each of the four, in a new order each time."""
    while True:
        yield from dice.sample(list(household.parts), k=len(household.parts))


async def test_whichever_process_is_killed_people_go_on_and_no_move_is_lost(household: Household):
    dice = random.Random(17)
    trouble = household.trouble()
    for number, name in enumerate(islice(victims(household, dice), ROUNDS)):
        played = await in_database(Round)(household, number, dice)
        also = trouble[number // 2 % len(trouble)] if number % 2 else None
        took = await played.play(household.parts[name], also)
        print(f"{number}: {name}, {also.__name__ if also else 'nothing else'}: {took:.1f} s")  # noqa: T201
    web = household.webs["web1"]
    await until(lambda: web.answers("/healthz?only=worker"), "worker and beat did not go on")
