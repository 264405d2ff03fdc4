"""The socket of the live room: authenticate, join, forward."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http import parse_cookie
from django.utils import translation
from django.utils.translation import gettext

from couples import credentials
from couples.credentials import Credentials
from couples.middleware import session_key_from_cookies
from dialogues import hub as dialogues_hub
from dialogues import rate_limits
from dialogues.connections import Connection
from dialogues.db_threads import run_in_db_thread
from dialogues.forms import parse_move
from dialogues.play import MoveResult, NotDialoguePartner, SignedOut, play
from dialogues.protocol import Refusal
from dialogues.protocol.shared_steps import UNLIMITED_MOVES

log = logging.getLogger(__name__)


class SignedInConsumer(AsyncWebsocketConsumer):
    """A socket for who is signed in, from a page of ours. It hears of others by `enter`, not through a layer of its
    own."""

    channel_layer_alias = "none"

    async def enter(self, who: Credentials) -> None:
        raise NotImplementedError

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message. All that needs the database is done in its own threads, so that there is no
        connection to look after here, as the library would before each message."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.scope["headers"]}
        if not is_same_origin(self.scope, headers):
            await self.close()
            return
        await self.accept()
        session_key = session_key_from_cookies(parse_cookie(headers.get("cookie", "")))
        who = await run_in_db_thread(credentials.credentials_of_session, session_key) if session_key else None
        if who is None:
            await self.close(dialogues_hub.SIGN_IN_AGAIN)
            return
        await self.enter(who)


class DialogueConsumer(SignedInConsumer):
    """One socket at one dialogue."""

    seat: Connection | None = None

    async def enter(self, who: Credentials) -> None:
        dialogue: uuid.UUID = self.scope["url_route"]["kwargs"]["dialogue"]
        self.seat = Connection(dialogue, who, seen_version(self.scope), self.send, self.hang_up)
        await dialogues_hub.get_hub().join(self.seat)

    async def hang_up(self, code: int) -> None:
        await self.close(code)

    async def disconnect(self, code: int) -> None:
        if self.seat is not None:
            dialogues_hub.get_hub().leave(self.seat)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        seat = self.seat
        if seat is None or seat.closed:
            return
        frame = parse_frame(text_data)
        if not is_unlimited(frame) and not await may_send_frame(seat.who.user_id):
            dialogues_hub.get_hub().dismiss(seat, dialogues_hub.ABUSE)
            return
        match frame.get("do"):
            case "move":
                await self.move(seat, frame)
            case "typing":
                dialogues_hub.get_hub().typing(seat)
            case "ping":
                await self.pong(seat, frame)
            case _:
                seat.push(refused(seat, "", Refusal.GARBLED, seat.shown))

    async def pong(self, seat: Connection, frame: dict[str, Any]) -> None:
        seat.push({"is": "pong", "version": seat.shown})
        seen = frame.get("seen")
        if isinstance(seen, int) and seen < seat.shown and seat.may("heal", dialogues_hub.CATCH_UP_INTERVAL):
            seat.shown = max(0, seen)
            await dialogues_hub.get_hub().catch_up(seat)

    async def move(self, seat: Connection, frame: dict[str, Any]) -> None:
        """Play one move and answer it."""
        key = str(frame.get("key", ""))[:64]
        made = parse_move(frame, seat.time_zone)
        if made is None:
            seat.push(refused(seat, key, Refusal.GARBLED, seat.shown))
            return
        hub = dialogues_hub.get_hub()
        try:
            answer = await run_in_db_thread(play, seat.dialogue, seat.who, made)
        except NotDialoguePartner:
            hub.dismiss(seat, dialogues_hub.NOT_DIALOGUE_PARTNER)
        except SignedOut:
            hub.dismiss(seat, dialogues_hub.SIGN_IN_AGAIN)
        except Exception:
            log.exception("a move could not be stored; its sender will send it again")
            hub.dismiss(seat, dialogues_hub.RESTARTING)
        else:
            await self.answer(hub, seat, key, answer)

    async def answer(self, hub: dialogues_hub.Hub, seat: Connection, key: str, answer: MoveResult) -> None:
        if answer.refusal is None:
            seat.push({"is": "ack", "key": key, "version": answer.version})
            hub.accepted(answer)
            return
        seat.push(refused(seat, key, answer.refusal, answer.version))
        await hub.catch_up(seat)


def refused(seat: Connection, key: str, reason: Refusal, version: int) -> dict[str, Any]:
    with translation.override(seat.language):
        message = gettext(reason.message)
    return {"is": "refused", "key": key, "reason": reason, "message": message, "version": version}


async def may_send_frame(user_id: int) -> bool:
    """Whether this person may send another frame now, counting all their sockets."""
    most = rate_limits.frames_per_minute()
    answer = rate_limits.frames.take_at_once(user_id, most)
    return await run_in_db_thread(rate_limits.frames.ask, user_id, most) if answer is None else answer


def is_unlimited(frame: dict[str, Any]) -> bool:
    return frame.get("do") == "move" and str(frame.get("move")) in UNLIMITED_MOVES


def parse_frame(text: str | None) -> dict[str, Any]:
    """A frame as a dictionary; {} when it is none."""
    try:
        frame = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


def seen_version(scope: Mapping[str, Any]) -> int:
    """`?seen=`: the version whose turns are on the screen already."""
    seen = parse_qs(scope["query_string"].decode("latin-1")).get("seen", ["0"])[0]
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0


def is_same_origin(scope: Mapping[str, Any], headers: dict[str, str]) -> bool:
    """Whether the page that opened this socket is ours: scheme, host and port. Programs send no origin."""
    origin = headers.get("origin")
    if origin is None or origin in settings.ORIGINS:
        return True
    scheme = "https" if scope.get("scheme") in ("wss", "https") else "http"
    return not settings.ORIGINS and origin == f"{scheme}://{headers.get('host', '')}"
