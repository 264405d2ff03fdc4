"""Words that are let go while a room is open, or while a phone is away: no screen keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from channels.db import database_sync_to_async as in_database

from couples.models import User
from dialogues import erasure
from tests.dialogues.dialogue_driver import Talk
from tests.dialogues.socket_client import Phone
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "When dinner goes quiet, I feel alone."


def is_blank(frame: dict[str, Any]) -> bool:
    return frame["is"] == "stage" and any(
        turn["seq"] == 4 and SAID not in turn["html"] and "Ana deleted these words" in turn["html"]
        for turn in frame["turns"]
    )


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", SAID)
    return talk


async def test_an_open_room_loses_words_that_are_let_go(server: WebProcess, talk: Talk, ana: User):
    phone = await Phone.join(server.base_url, talk.pk, talk.credentials["ben"].session_key)
    assert SAID in str(await phone.stage())
    await in_database(erasure.erase_everywhere)(ana)
    await phone.until(is_blank)
    await phone.leave()


async def test_a_phone_that_comes_back_loses_them_too(server: WebProcess, talk: Talk, ana: User):
    await in_database(erasure.erase_everywhere)(ana)
    phone = await Phone.join(server.base_url, talk.pk, talk.credentials["ben"].session_key, seen=4)
    await phone.until(is_blank)
    await phone.leave()
