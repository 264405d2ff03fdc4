"""Every socket frame, for everybody who might knock (safety 11)."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_database
from websockets.exceptions import ConnectionClosed

from tests.dialogues.socket_client import Phone
from tests.privacy.cast import SECRET, gather
from tests.web_process import WebProcess

FRAMES: list[Any] = [
    {"do": "move", "move": "appreciate", "words": "hello", "seen": 16, "key": "A" * 22},
    {"do": "typing"},
    {"do": "ping", "seen": 0},
    {"do": "nothing that we know"},
]


async def close_code(
    server: WebProcess, dialogue: uuid.UUID, cookie: str, frame: Any
) -> tuple[int, list[Any]]:
    """Knock at the socket with one frame: the code it closes with, and all that came before."""
    phone = await Phone.join(server.base_url, dialogue, cookie)
    with suppress(ConnectionClosed):  # the server was quicker
        await phone.send(frame)
    return await phone.closed(), phone.frames


@pytest.mark.django_db(transaction=True)
async def test_no_frame_opens_the_room_to_anybody_but_the_two(server: WebProcess):
    cast = await in_database(gather)()
    for frame in FRAMES:
        for persona in ("nobody", "eve", "ex", "invited", "cleo"):
            code, said = await close_code(server, cast.talk.pk, cast.cookies.get(persona, ""), frame)
            assert (code, said) == (4401 if persona == "nobody" else 4403, []), (persona, frame)
        for persona in ("ex", "ana"):
            code, said = await close_code(server, cast.before.pk, cast.cookies[persona], frame)
            assert (code, said) == (4403, []), (persona, frame)
    for persona in ("ana", "ben"):
        phone = await Phone.join(server.base_url, cast.talk.pk, cast.cookies[persona])
        stage = await phone.stage()
        assert SECRET in json.dumps(stage["turns"])
        await phone.leave()
