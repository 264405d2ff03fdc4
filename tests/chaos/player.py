"""Partners who play a dialogue at random over real sockets, and what must be true of it afterwards."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
from collections.abc import Callable

from django.db import connection, transaction
from websockets.exceptions import WebSocketException

from dialogues import transcript_lines
from dialogues.scenes import load_scene
from tests.dialogues.dialogue_driver import Talk
from tests.dialogues.socket_client import Phone

ENDING = {"stop", "decline", "not_today", "appreciate"}
PATIENCE = 30  # seconds


class Player:
    """One partner, who plays any move offered, and keeps it until it is acknowledged."""

    def __init__(self, base_urls: list[str], talk: Talk, who: str, dice: random.Random, thinks: float = 0):
        self.base_urls, self.talk, self.who, self.dice = base_urls, talk, who, dice
        self.thinks = thinks  # seconds before a move
        self.outbox: dict | None = None
        self.acknowledged: dict[str, int] = {}
        self.screen: dict[int, str] = {}
        self.order: list[int] = []
        self.version = 0
        self.stage: dict = {"mine": False}
        self.tried: set[int] = set()

    async def play(self) -> None:
        """Play forever. When the server is gone, try the next, or wait until one is back."""
        while True:
            try:
                cookie = self.talk.credentials[self.who].session_key
                phone = await Phone.join(self.base_urls[0], self.talk.pk, cookie, self.version)
                if self.outbox:
                    await phone.send(self.outbox)
                while True:
                    await self.answer(phone, await phone.next())
            except (OSError, WebSocketException, TimeoutError, EOFError):
                self.base_urls = [*self.base_urls[1:], self.base_urls[0]]
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
        await asyncio.sleep(self.thinks)
        await phone.send(self.outbox)


async def until(fits: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    deadline = asyncio.get_running_loop().time() + patience
    while not fits():
        assert asyncio.get_running_loop().time() < deadline, what
        await asyncio.sleep(0.01)


@transaction.atomic
def compare(talk: Talk, players: list[Player]) -> None:
    """Assert that what was acknowledged, what both screens showed and what is stored agree."""
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
