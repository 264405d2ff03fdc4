"""Every address and every socket frame, for everybody who might knock (safety 11). A new route needs a row here."""

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

from tests.dialogues.phone import Phone
from tests.live import WebProcess
from tests.privacy.cast import SECRET, Cast, gather
from tests.privacy.routes import Route, routes

PERSONAS = ("nobody", "eve", "ex", "invited", "cleo", "ben", "ana")
SIGNED_IN = PERSONAS[1:]

# What everybody gets, one word each in the order of PERSONAS: a status, "in" for being asked to sign in, "home" for
# being led to what is next for them, "on" for another page of their own, "confirm" for being asked once more who
# they are. "!" marks the two who read what Ana said.
NOWHERE = "405 405 405 405 405 405 405"
NOTHING = "404 404 404 404 404 404 404"
PUBLIC = "200 200 200 200 200 200 200"
VISITORS = "200 home home home home home home"
PEOPLE = "in 200 200 200 200 200 200"
PEOPLE_HOME = "in home home home home home home"
PEOPLE_ON = "in on on on on on on"
PEOPLE_NOWHERE = "in 405 405 405 405 405 405"
NONE_YET = "in 404 404 404 404 404 404"
CANNOT_CONFIRM = "in 403 403 403 403 403 on"
ANA_CONFIRMS = "in 200 200 200 200 200 confirm"
UNTYPED = "in 422 422 422 422 422 confirm"
ANAS_PASSKEY = "in 404 404 404 404 404 confirm"
PARTNERS = "in home home home 200 200 200"
PARTNERS_NOWHERE = "in home home home 405 405 405"
READERS = "in home home home 404 200! 200!"

MATRIX = {  # route: (what a GET brings, what an empty POST brings)
    "account_change_password": (PEOPLE_ON, PEOPLE_ON),
    "account_confirm_email": (PUBLIC, NOTHING),
    "account_confirm_login_code": (PEOPLE_HOME, PEOPLE_HOME),
    "account_email": (PEOPLE, PEOPLE_ON),
    "account_email_verification_sent": (PUBLIC, NOWHERE),
    "account_inactive": (PUBLIC, NOWHERE),
    "account_login": (VISITORS, VISITORS),
    "account_logout": ("home 200 200 200 200 200 200", "home home home home home home home"),
    "account_reauthenticate": (CANNOT_CONFIRM, CANNOT_CONFIRM),
    "account_reset_password": (PUBLIC, PUBLIC),
    "account_reset_password_done": (PUBLIC, NOWHERE),
    "account_reset_password_from_key": (PUBLIC, PUBLIC),
    "account_reset_password_from_key_done": (PUBLIC, NOWHERE),
    "account_set_password": (PEOPLE, PEOPLE),
    "account_signup": (VISITORS, VISITORS),
    "appointments:address": (PARTNERS_NOWHERE, "in home home home on on on"),
    "appointments:agree": (PARTNERS_NOWHERE, "in home home home on on on"),
    "appointments:download": (PARTNERS, PARTNERS_NOWHERE),
    "appointments:end": (PARTNERS_NOWHERE, "in home home home on on on"),
    "appointments:feed": (NOTHING, NOWHERE),
    "appointments:times": (PARTNERS, "in home home home 422 422 422"),
    "authority": (NOTHING, NOWHERE),
    "blank": (PUBLIC, NOWHERE),
    "breathe": (PUBLIC, NOWHERE),
    "change_requests:act": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "change_requests:ask": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "change_requests:check": (PARTNERS_NOWHERE, PARTNERS),
    "change_requests:choose": ("in home home home 404 200 404", "403 home home home 404 422 404"),
    "change_requests:days": ("in home home home 404 200 404", "in home home home 404 422 404"),
    "change_requests:give": ("in home home home 404 on 404", "403 home home home 404 422 404"),
    "change_requests:ladder": ("in home home home 404 404 200!", "403 home home home 404 404 422!"),
    "change_requests:list": (PARTNERS, PARTNERS_NOWHERE),
    "change_requests:look_back": ("in home home home 404 200 200", "403 home home home 404 422 422"),
    "change_requests:new": ("in home home home 200 200 200!", "403 home home home 422 422 422!"),
    "change_requests:put_off": ("in home home home 404 on 404", "in home home home 404 422 404"),
    "change_requests:request": ("in home home home 404 200 200!", PARTNERS_NOWHERE),
    "change_requests:thank": ("in home home home 404 404 on", "403 home home home 404 404 on"),
    "change_requests:ungive": (PARTNERS_NOWHERE, "in home home home 404 on 404"),
    "change_requests:unsay": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "change_requests:wishes": ("in home home home 404 404 200", "403 home home home 404 404 409"),
    "code": (PEOPLE, PEOPLE),
    "delete_account": (ANA_CONFIRMS, UNTYPED),
    "dialogues:list": (PARTNERS, "in home home home 422 422 422"),
    "dialogues:moves": ("in home home home on on on", "403 home home home 404 422 422"),
    "dialogues:new": (PARTNERS, PARTNERS),
    "dialogues:news": ("in home home home 204 204 204", PARTNERS_NOWHERE),
    "dialogues:room": (READERS, PARTNERS_NOWHERE),
    "dialogues:stage": (READERS, PARTNERS_NOWHERE),
    "end_session": (PEOPLE_NOWHERE, "in 404 404 404 404 404 on"),
    "exit": (NOWHERE, "on on on on on on on"),
    "exits:act": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "exits:bring": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:change": ("in home home home 404 404 200!", "403 home home home 404 404 422"),
    "exits:easing": (PARTNERS_NOWHERE, "in home home home on on on"),
    "exits:exit": ("in home home home 404 404 200!", PARTNERS_NOWHERE),
    "exits:freed": ("in home home home 404 404 on", "403 home home home 404 404 422!"),
    "exits:inventory": (PARTNERS, PARTNERS_NOWHERE),
    "exits:name": (PARTNERS, "403 home home home 422 422 422"),
    "exits:note": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "exits:promise": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:review": ("in home home home 404 404 200", "403 home home home 404 404 422"),
    "exits:together": (PARTNERS, PARTNERS_NOWHERE),
    "healthz": (PUBLIC, NOWHERE),
    "help": (PUBLIC, NOWHERE),
    "home": ("200 on on on on on on", NOWHERE),
    "invitation": ("200 home home 200 home home home", VISITORS),
    "invitation_link": ("409 409 409 409 409 409 409", NOWHERE),
    "invite": ("in home home 200 home home home", PEOPLE_NOWHERE),
    "leave": (PARTNERS, PEOPLE_HOME),
    "let_all_go": (ANA_CONFIRMS, UNTYPED),
    "let_go": (PEOPLE, PEOPLE_ON),
    "manifest": (PUBLIC, NOWHERE),
    "mfa_activate_totp": (ANA_CONFIRMS, ANA_CONFIRMS),
    "mfa_add_webauthn": (ANA_CONFIRMS, ANA_CONFIRMS),
    "mfa_authenticate": (PEOPLE_HOME, PEOPLE_HOME),
    "mfa_deactivate_totp": (NONE_YET, NONE_YET),
    "mfa_download_recovery_codes": (NONE_YET, NONE_YET),
    "mfa_edit_webauthn": (ANAS_PASSKEY, ANAS_PASSKEY),
    "mfa_generate_recovery_codes": (ANA_CONFIRMS, ANA_CONFIRMS),
    "mfa_index": (PEOPLE, PEOPLE_NOWHERE),
    "mfa_list_webauthn": (PEOPLE, PEOPLE_NOWHERE),
    "mfa_login_webauthn": (PEOPLE_HOME, PEOPLE_HOME),
    "mfa_reauthenticate": (CANNOT_CONFIRM, CANNOT_CONFIRM),
    "mfa_reauthenticate_webauthn": ("in 403 403 403 403 403 200", "in 403 403 403 403 403 in"),
    "mfa_remove_webauthn": (ANAS_PASSKEY, ANAS_PASSKEY),
    "mfa_view_recovery_codes": (NONE_YET, PEOPLE_NOWHERE),
    "offline": (PUBLIC, NOWHERE),
    "onboarding": (PEOPLE_HOME, PEOPLE_HOME),
    "own_data": (PEOPLE, PEOPLE_NOWHERE),
    "profile": (PEOPLE, PEOPLE),
    "pulse:agreement": (PARTNERS_NOWHERE, "in home home home on on on"),
    "pulse:let_go": (PEOPLE, PEOPLE_ON),
    "pulse:rhythm": (PEOPLE_NOWHERE, PEOPLE_ON),
    "pulse:week": (PEOPLE, "in 422 422 422 422 422 422"),
    "reminders:add_phone": (PEOPLE_NOWHERE, PEOPLE_ON),
    "reminders:inbox": (PEOPLE, PEOPLE_NOWHERE),
    "reminders:no_mail": (NOTHING, NOTHING),
    "reminders:remove_phone": (PEOPLE_NOWHERE, PEOPLE_ON),
    "reminders:settings": (PEOPLE, "in 422 422 422 422 422 422"),
    "revoke": (PEOPLE_NOWHERE, PEOPLE_ON),
    "robots": (PUBLIC, NOWHERE),
    "safety": (PEOPLE, PEOPLE),
    "security": (PEOPLE, PEOPLE_NOWHERE),
    "signin_link": (NOTHING, NOWHERE),
    "transcripts:drop": (PEOPLE_NOWHERE, PEOPLE_ON),
    "transcripts:insights": (PARTNERS, PARTNERS_NOWHERE),
    "transcripts:kept": ("in home home home 200 200 200!", PARTNERS_NOWHERE),
    "transcripts:let_go": ("in home home home 404 on on", "in home home home 404 on on"),
    "transcripts:note": (READERS, "403 home home home 404 on on"),
    "transcripts:parcel": ("in 404 404 404 404 404 200!", PEOPLE_NOWHERE),
    "transcripts:read": (READERS, PARTNERS_NOWHERE),
    "transcripts:search": (PARTNERS, "403 home home home 200 200 200"),
    "transcripts:star": (PARTNERS_NOWHERE, "in home home home 404 on on"),
    "transcripts:take": (PEOPLE, "in 422 422 422 422 422 422"),
    "transcripts:timeline": (PARTNERS, PARTNERS_NOWHERE),
    "trust": (PUBLIC, NOWHERE),
    "usersessions_list": (PEOPLE, PEOPLE_ON),
    "waiting": (PEOPLE, PEOPLE_NOWHERE),
    "withdraw": (PEOPLE_NOWHERE, PEOPLE_ON),
    "worker": (PUBLIC, NOWHERE),
    "workup:again": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:answer": ("in 200 200 200 200 200 200!", "403 on on on on on 409!"),
    "workup:answer_about": ("in 404 404 404 404 404 200!", "403 404 404 404 404 404 409!"),
    "workup:before": (PEOPLE, PEOPLE_NOWHERE),
    "workup:changes": ("in 404 404 404 404 404 200!", PEOPLE_NOWHERE),
    "workup:finish": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:json": ("in 200 200 200 200 200 200!", PEOPLE_NOWHERE),
    "workup:let_go": ("in 404 404 404 404 404 200!", "in 404 404 404 404 404 on"),
    "workup:overview": (PEOPLE, PEOPLE_NOWHERE),
    "workup:pdf": ("in 404 404 404 404 404 200", PEOPLE_NOWHERE),
    "workup:picture": ("in 200 200 200 200 200 200!", PEOPLE_NOWHERE),
    "workup:same": (PEOPLE_NOWHERE, PEOPLE_ON),
    "workup:share": (PARTNERS_NOWHERE, "in home home home 404 404 404"),
    "workup:take_away": (PEOPLE, PEOPLE_NOWHERE),
    "workup:take_back": (PARTNERS_NOWHERE, "in home home home 404 404 on"),
    "workup:thank": ("in home home home on on on", "403 home home home 404 on 404"),
    "workup:together": ("in home home home 200 200! 200!", PARTNERS_NOWHERE),
    "workup:words": (PEOPLE_ON, "403 404 404 404 404 404 404"),
}
OF_A_DIALOGUE = ["dialogues:room", "dialogues:stage", "transcripts:read", "transcripts:note"]
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
        answer = getattr(cast.browser(persona), method)(route.path(cast.arguments(route.name)))
        said = outcome(answer)
        transaction.set_rollback(True)
    return said


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_gets_what_is_theirs(method: str):
    cast = gather()
    expected = {name: row[method == "post"].split() for name, row in MATRIX.items()}
    found = {route.name: [knock(cast, persona, method, route) for persona in PERSONAS] for route in routes()}
    assert found == expected


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


@pytest.mark.django_db
def test_the_words_of_a_dialogue_that_has_ended_are_let_go_by_the_two_alone():
    cast = gather()
    cast.talk.make("ben", "appreciate", "thanks")
    [route] = [route for route in routes() if route.name == "transcripts:let_go"]
    found = {way: [knock(cast, persona, way, route) for persona in PERSONAS] for way in ("get", "post")}
    assert found["get"] == ["in", "home", "home", "home", "404", "200", "200"]
    assert found["post"] == ["in", "home", "home", "home", "404", "422", "422"]


async def close_code(
    server: WebProcess, dialogue: uuid.UUID, cookie: str, frame: Any
) -> tuple[int, list[Any]]:
    """Knock at the socket with one frame: the code it closes with, and all that came before."""
    phone = await Phone.at(server.base_url, dialogue, cookie)
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
        phone = await Phone.at(server.base_url, cast.talk.pk, cast.cookies[persona])
        stage = await phone.stage()
        assert SECRET in json.dumps(stage["turns"])
        await phone.leave()
