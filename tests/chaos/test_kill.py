"""A server that is killed at any moment: no acknowledged move is lost, none is doubled, both see one order.

`IMAGO_CHAOS_ROUNDS` says how many seeded rounds are played: five with the tests, a hundred with `make chaos`.
"""

from __future__ import annotations

import asyncio
import os
import random

import pytest
from channels.db import database_sync_to_async as in_database

from tests.chaos.player import Player, compare, until
from tests.dialogues.dialogue_driver import Talk
from tests.factories import pair, person
from tests.web_process import WebProcess

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.chaos,
    pytest.mark.xdist_group("chaos"),
]

ROUNDS = int(os.environ.get("IMAGO_CHAOS_ROUNDS", "5"))
AFTERWARDS = 12


@pytest.fixture(scope="module")
def fragile(django_db_setup, tmp_path_factory):
    process = WebProcess(tmp_path_factory.mktemp("chaos") / "log", IMAGO_MOVES_A_MINUTE="1000000")
    yield process
    process.terminate()


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_a_killed_server_loses_no_acknowledged_move_and_doubles_none(fragile, seed):
    dice = random.Random(seed)
    await asyncio.to_thread(fragile.start)
    couple = await in_database(lambda: pair(person(f"Ana{seed}"), person(f"Ben{seed}")))()
    talk = await in_database(lambda: Talk(*(p.user for p in couple.partners.order_by("slot"))))()
    players = [Player([fragile.base_url], talk, who, random.Random(f"{seed}{who}")) for who in ("ana", "ben")]
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
