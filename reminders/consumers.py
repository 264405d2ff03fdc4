"""The socket of the inbox: it says how much waits, whenever that changes."""

from __future__ import annotations

from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http import parse_cookie

from couples import credentials
from dialogues.consumers import headers_of, same_origin
from dialogues.database import in_database
from dialogues.live import SIGN_IN_AGAIN
from reminders.live import Looker, watch


class InboxConsumer(AsyncWebsocketConsumer):
    """Nothing that a browser says here is listened to."""

    channel_layer_alias = "none"
    looker: Looker | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        headers = headers_of(self.scope)
        if not same_origin(self.scope, headers):
            await self.close()
            return
        await self.accept()
        session_key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        who = await in_database(credentials.of_session, session_key) if session_key else None
        if who is None:
            await self.close(SIGN_IN_AGAIN)
            return
        self.looker = Looker(who, self.send, self.close)
        await watch.join(self.looker)

    async def disconnect(self, code: int) -> None:
        if self.looker is not None:
            watch.leave(self.looker)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        pass
