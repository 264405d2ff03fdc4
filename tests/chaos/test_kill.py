"""A server that is killed at any moment: no acknowledged move is lost, none is doubled, both see one order.

`IMAGO_CHAOS_ROUNDS` says how many seeded rounds are played: five with the tests, a hundred with `make chaos`.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import secrets

import pytest
from channels.db import database_sync_to_async as in_database
from django.db import connection, transaction
from websockets.exceptions import ConnectionClosed

from dialogues import transcript_lines
from dialogues.scenes import load_scene
from tests.dialogues.dialogue_driver import Talk
from tests.dialogues.socket_client import Phone
from tests.factories import pair, person
from tests.web_process import WebProcess

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.chaos,
    pytest.mark.xdist_group("chaos"),
]

ROUNDS = int(os.environ.get("IMAGO_CHAOS_ROUNDS", "5"))
ENDING = {"stop", "decline", "not_today", "appreciate"}
AFTERWARDS = 12
PATIENCE = 30


@pytest.fixture(scope="module")
def fragile(django_db_setup, tmp_path_factory):
    process = WebProcess(tmp_path_factory.mktemp("chaos") / "log", IMAGO_MOVES_A_MINUTE="1000000")
    yield process
    process.terminate()


class Player:
    """One partner who plays whatever is offered, and keeps a move until it is acknowledged."""

    def __init__(self, server: WebProcess, talk: Talk, who: str, dice: random.Random):
        self.server, self.talk, self.who, self.dice = server, talk, who, dice
        self.outbox: dict | None = None
        self.acknowledged: dict[str, int] = {}
        self.screen: dict[int, str] = {}
        self.order: list[int] = []
        self.version = 0
        self.stage: dict = {"mine": False}
        self.tried: set[int] = set()

    async def play(self) -> None:
        """Play for ever; come back whenever the server does."""
        while True:
            try:
                cookie = self.talk.credentials[self.who].session_key
                phone = await Phone.join(self.server.base_url, self.talk.pk, cookie, self.version)
                if self.outbox:
                    await phone.send(self.outbox)
                while True:
                    await self.answer(phone, await phone.next())
            except (OSError, ConnectionClosed, TimeoutError, EOFError):
                await asyncio.sleep(0.02)
            except Exception as refused:
                if type(refused).__module__.split(".")[0] != "websockets":
                    raise
                await asyncio.sleep(0.02)

    async def answer(self, phone: Phone, frame: dict) -> None:
        if frame["is"] == "stage":
            self.show(frame)
            self.stage = frame
        elif frame["is"] in ("ack", "refused") and self.outbox and frame["key"] == self.outbox["key"]:
            if frame["is"] == "ack":
                self.acknowledged[frame["key"]] = frame["version"]
            self.outbox = None
        if self.stage["mine"] and not self.outbox and self.stage["version"] not in self.tried:
            self.tried.add(self.stage["version"])
            await self.move(phone, self.stage)

    def show(self, frame: dict) -> None:
        for turn in frame["turns"]:
            if turn["seq"] not in self.screen:
                self.order.append(turn["seq"])
            self.screen[turn["seq"]] = turn["html"]
        self.version = max(self.version, frame["version"])

    async def move(self, phone: Phone, stage: dict) -> None:
        offered = [move for move in re.findall(r'data-move="(\w+)"', stage["html"]) if move not in ENDING]
        move = self.dice.choice(offered)
        self.outbox = {
            "do": "move",
            "move": move,
            "words": f"{self.who} {self.dice.random()}",
            "seen": stage["version"],
            "key": secrets.token_urlsafe(16),
        }
        await phone.send(self.outbox)


async def until(fits, what: str) -> None:
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not fits():
        assert asyncio.get_running_loop().time() < deadline, what
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_a_killed_server_loses_no_acknowledged_move_and_doubles_none(fragile, seed):
    dice = random.Random(seed)
    await asyncio.to_thread(fragile.start)
    couple = await in_database(lambda: pair(person(f"Ana{seed}"), person(f"Ben{seed}")))()
    talk = await in_database(lambda: Talk(*(p.user for p in couple.partners.order_by("slot"))))()
    players = [Player(fragile, talk, who, random.Random(f"{seed}{who}")) for who in ("ana", "ben")]
    playing = [asyncio.create_task(player.play()) for player in players]
    await until(lambda: players[0].version > 2, "the dialogue did not begin")
    await asyncio.sleep(dice.uniform(0, 0.5))  # the moment of the kill is what the seed decides
    fragile.kill()
    at_kill = max(player.version for player in players)
    await asyncio.to_thread(fragile.start)
    await until(lambda: min(player.version for player in players) >= at_kill + AFTERWARDS, "it did not go on")
    for task in playing:
        task.cancel()
    await asyncio.gather(*playing, return_exceptions=True)
    await in_database(compare)(talk, players)


@transaction.atomic
def compare(talk: Talk, players: list[Player]) -> None:
    """What was acknowledged, what both screens showed, and what is stored must agree."""
    with connection.cursor() as cursor:  # one view of all of it: the last moves may still be on their way
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    turns = list(talk.now().turns.values_list("seq", "key"))
    assert [seq for seq, _ in turns] == list(range(1, talk.now().version + 1))
    stored = {key: seq for seq, key in turns}
    assert len(stored) == len(turns)
    for player in players:
        for key, version in player.acknowledged.items():
            assert stored.get(key) == version
        assert player.order == sorted(player.order) == list(range(1, len(player.order) + 1))
    read = {
        line.seq: line for line in transcript_lines.read_lines(load_scene(talk.pk, talk.credentials["ana"]))
    }
    for player in players:
        for seq, html in player.screen.items():
            assert (read[seq].words or "") in html
