"""The socket of the inbox: it says how much waits, whenever that changes."""

from __future__ import annotations

from core.sockets import CloseCode
from couples.session_credentials import Credentials
from dialogues.consumers import SignedInConsumer, may_send_frame, query_value
from reminders.inbox_hub import InboxConnection, inboxes


class InboxConsumer(SignedInConsumer):
    """Ignore whatever a browser sends here; a flood of it closes the socket."""

    connection: InboxConnection | None = None

    async def enter(self, who: Credentials) -> None:
        """Join."""
        shown = query_value(self.scope, "shown")
        self.connection = InboxConnection(who, shown, self.send, self.close)
        await inboxes().join(self.connection)

    async def disconnect(self, code: int) -> None:
        """Leave."""
        if self.connection is not None:
            inboxes().leave(self.connection)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Count a frame."""
        if self.connection and not await may_send_frame(self.connection.credentials.user_id):
            inboxes().disconnect(self.connection, CloseCode.ABUSE)
