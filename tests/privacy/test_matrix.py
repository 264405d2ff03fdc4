"""Every address and every socket frame, for everybody who might knock (safety 11)."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_database
from django.db import transaction
from django.http import HttpResponse
from websockets.exceptions import ConnectionClosed

from tests.dialogues.socket_client import Phone
from tests.privacy.cast import SECRET, Cast, gather
from tests.privacy.matrix import MATRIX, PERSONAS
from tests.privacy.routes import Route, routes
from tests.web_process import WebProcess

OF_A_DIALOGUE = ["dialogues:room", "dialogues:stage", "transcripts:detail", "transcripts:note"]
FRAMES: list[Any] = [
    {"do": "move", "move": "appreciate", "words": "hello", "seen": 16, "key": "A" * 22},
    {"do": "typing"},
    {"do": "ping", "seen": 0},
    {"do": "nothing that we know"},
]


def test_every_route_has_a_row():
    assert {route.name for route in routes()} == set(MATRIX)


def outcome(response: HttpResponse) -> str:
    """One word for an answer."""
    body = b"".join(response) if response.streaming else response.content
    read = "!" if SECRET.encode() in body else ""
    to = response.headers.get("Location", "")
    if not to:
        return f"{response.status_code}{read}"
    if to.startswith("/accounts/login/"):
        return "in"
    if "reauthenticate/?next=" in to:
        return "confirm"
    return "home" if to == "/" else "on"


def knock(cast: Cast, persona: str, method: str, route: Route) -> str:
    """One request, undone afterwards."""
    with transaction.atomic():
        answer = getattr(cast.browser(persona), method)(cast.path(route))
        said = outcome(answer)
        transaction.set_rollback(True)
    return said


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_gets_what_is_theirs(method: str):
    cast = gather()
    expected = {name: row[method == "post"].split() for name, row in MATRIX.items()}
    found = {route.name: [knock(cast, persona, method, route) for persona in PERSONAS] for route in routes()}
    assert found == expected


@pytest.mark.slow
@pytest.mark.django_db
def test_what_was_theirs_together_is_closed_to_both_once_one_has_left():
    cast = gather()
    cast.talk = cast.before
    theirs = {route.name: route for route in routes() if route.name in [*OF_A_DIALOGUE, "dialogues:moves"]}
    for name in OF_A_DIALOGUE:
        found = [knock(cast, persona, "get", theirs[name]) for persona in PERSONAS]
        assert found == ["in", "home", "home", "home", "404", "404", "404"]
    found = [knock(cast, persona, "post", theirs["dialogues:moves"]) for persona in PERSONAS]
    assert found == ["403", "home", "home", "home", "404", "404", "404"]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_words_of_a_dialogue_that_has_ended_are_let_go_by_the_two_alone():
    cast = gather()
    cast.talk.make("ben", "appreciate", "thanks")
    [route] = [route for route in routes() if route.name == "transcripts:erase"]
    found = {way: [knock(cast, persona, way, route) for persona in PERSONAS] for way in ("get", "post")}
    assert found["get"] == ["in", "home", "home", "home", "404", "200", "200"]
    assert found["post"] == ["in", "home", "home", "home", "404", "422", "422"]


async def close_code(
    server: WebProcess, dialogue: uuid.UUID, cookie: str, frame: Any
) -> tuple[int, list[Any]]:
    """Knock at the socket with one frame: the code it closes with, and all that came before."""
    phone = await Phone.join(server.base_url, dialogue, cookie)
    with suppress(ConnectionClosed):  # the server was quicker
        await phone.send(frame)
    return await phone.closed(), phone.frames


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: str(frame["do"]))
async def test_no_frame_opens_the_room_to_anybody_else(server: WebProcess, frame: Any):
    cast = await in_database(gather)()
    for persona in ("nobody", "eve", "ex", "invited", "cleo"):
        code, said = await close_code(server, cast.talk.pk, cast.cookies.get(persona, ""), frame)
        assert (code, said) == (4401 if persona == "nobody" else 4403, []), persona
    for persona in ("ex", "ana"):
        code, said = await close_code(server, cast.before.pk, cast.cookies[persona], frame)
        assert (code, said) == (4403, []), persona


@pytest.mark.django_db(transaction=True)
async def test_both_partners_are_answered_and_read_what_was_said(server: WebProcess):
    cast = await in_database(gather)()
    for persona in ("ana", "ben"):
        phone = await Phone.join(server.base_url, cast.talk.pk, cast.cookies[persona])
        stage = await phone.stage()
        assert SECRET in json.dumps(stage["turns"])
        await phone.leave()
