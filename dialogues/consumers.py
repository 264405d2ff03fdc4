"""The socket of the live room: authenticate, join, forward."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http import parse_cookie

from core.db_threads import run_in_db_thread
from core.form_utils import parse_version
from core.sockets import CloseCode
from couples import session_credentials
from couples.middleware import session_key_from_cookies
from couples.session_credentials import Credentials
from dialogues import rate_limits
from dialogues.connections import DialogueConnection
from dialogues.forms import parse_move
from dialogues.frames import answer_frame, pong_frame, refusal_frame
from dialogues.hub import CATCH_UP_INTERVAL, live_rooms
from dialogues.play import play
from dialogues.protocol import Refusal
from dialogues.protocol.shared_steps import UNLIMITED_MOVES
from dialogues.scenes import NotDialoguePartner, SignedOut

log = logging.getLogger(__name__)


class SignedInConsumer(AsyncWebsocketConsumer):
    """A socket for signed-in people, opened by a page of ours.

    It has no channel layer of its own: the hub has one for all sockets.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one message after another. Channels' own loop makes tasks, because it listens to a layer as well."""
        self.scope, self.base_send = scope, send
        with suppress(StopConsumer):
            while True:
                await self.dispatch(await receive())

    async def enter(self, credentials: Credentials) -> None:
        """Called once it is known who this is."""
        raise NotImplementedError

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one message, without closing old database connections as Channels would: this thread has none."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Accept the socket, and identify the user."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.scope["headers"]}
        if not is_same_origin(self.scope, headers):
            await self.close()
            return
        await self.accept()
        session_key = session_key_from_cookies(parse_cookie(headers.get("cookie", "")))
        credentials = (
            await run_in_db_thread(session_credentials.credentials_of_session, session_key)
            if session_key
            else None
        )
        if credentials is None:
            await self.close(CloseCode.SIGN_IN_AGAIN)
            return
        await self.enter(credentials)


class DialogueConsumer(SignedInConsumer):
    """One socket at one dialogue."""

    connection: DialogueConnection | None = None

    async def enter(self, credentials: Credentials) -> None:
        """Join the room."""
        dialogue: uuid.UUID = self.scope["url_route"]["kwargs"]["dialogue"]
        self.connection = DialogueConnection(
            dialogue, credentials, seen_version(self.scope), self.send, self.close
        )
        await live_rooms().join(self.connection)

    async def disconnect(self, code: int) -> None:
        """Leave the room."""
        if self.connection is not None:
            live_rooms().leave(self.connection)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Handle one frame."""
        connection = self.connection
        if connection is None or connection.closed:
            return
        if connection.hear():
            live_rooms().notice_return(connection)
        frame = parse_frame(text_data)
        if not is_unlimited(frame) and not await may_send_frame(connection.credentials.user_id):
            live_rooms().disconnect(connection, CloseCode.ABUSE)
            return
        match frame.get("do"):
            case "move":
                await self.move(connection, frame)
            case "typing":
                live_rooms().show_typing(connection)
            case "ping":
                await self.pong(connection, frame)
            case _:
                refuse_garbled(connection, "")

    async def pong(self, connection: DialogueConnection, frame: dict[str, Any]) -> None:
        """Answer a ping. A phone that is behind gets what it missed."""
        connection.push(pong_frame(connection.shown))
        seen = frame.get("seen")
        if (
            isinstance(seen, int)
            and seen < connection.shown
            and connection.may("catch up", CATCH_UP_INTERVAL)
        ):
            connection.shown = max(0, seen)
            await live_rooms().catch_up(connection)

    async def move(self, connection: DialogueConnection, frame: dict[str, Any]) -> None:
        """Play one move and answer it."""
        key = str(frame.get("key", ""))[:64].encode(errors="replace").decode()
        submission = parse_move(frame, connection.time_zone)
        if submission is None:
            refuse_garbled(connection, key)
            return
        rooms = live_rooms()
        try:
            result = await run_in_db_thread(play, connection.dialogue, connection.credentials, submission)
        except NotDialoguePartner:
            rooms.disconnect(connection, CloseCode.NOT_DIALOGUE_PARTNER)
        except SignedOut:
            rooms.disconnect(connection, CloseCode.SIGN_IN_AGAIN)
        except Exception:
            log.exception("a move could not be stored; its sender will send it again")
            rooms.disconnect(connection, CloseCode.RESTARTING)
        else:
            connection.push(answer_frame(key, result, connection.language))
            if result.refusal is None:
                rooms.broadcast_move(result)
            else:
                await rooms.catch_up(connection)


def refuse_garbled(connection: DialogueConnection, key: str) -> None:
    """Refuse a frame that can't be parsed."""
    connection.push(refusal_frame(key, Refusal.GARBLED, connection.shown, connection.language))


async def may_send_frame(user_id: int) -> bool:
    """Whether this person may send another frame now, over all their sockets."""
    limit = rate_limits.frames_per_minute()
    is_allowed = rate_limits.frames.take_local(user_id, limit)
    return (
        await run_in_db_thread(rate_limits.frames.take_shared, user_id, limit)
        if is_allowed is None
        else is_allowed
    )


def is_unlimited(frame: dict[str, Any]) -> bool:
    """Whether a frame is a move that no rate limit holds up."""
    return frame.get("do") == "move" and str(frame.get("move")) in UNLIMITED_MOVES


def parse_frame(text: str | None) -> dict[str, Any]:
    """Return a frame as a dictionary, {} if it is none."""
    try:
        frame = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


def seen_version(scope: Mapping[str, Any]) -> int:
    """Return `?seen=`: the version whose turns are on the screen already."""
    return parse_version(query_value(scope, "seen")) or 0


def query_value(scope: Mapping[str, Any], name: str) -> str:
    """Return a value from the query string, or ""."""
    return str(parse_qs(scope["query_string"].decode("latin-1")).get(name, [""])[0])


def is_same_origin(scope: Mapping[str, Any], headers: dict[str, str]) -> bool:
    """Whether the page that opened this socket is ours: scheme, host and port. Programs send no origin."""
    origin = headers.get("origin")
    if origin is None or origin in settings.ORIGINS:
        return True
    scheme = "https" if scope.get("scheme") in ("wss", "https") else "http"
    return not settings.ORIGINS and origin == f"{scheme}://{headers.get('host', '')}"
