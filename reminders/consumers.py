"""The socket of the inbox: it says how much waits, whenever that changes."""

from __future__ import annotations

from couples.credentials import Credentials
from dialogues.consumers import SignedInConsumer, may_send_frame
from dialogues.hub import ABUSE
from reminders.inbox_hub import Looker, watch


class InboxConsumer(SignedInConsumer):
    """Ignore whatever a browser sends here; a flood of it closes the socket."""

    looker: Looker | None = None

    async def enter(self, who: Credentials) -> None:
        self.looker = Looker(who, self.send, self.close)
        await watch.join(self.looker)

    async def disconnect(self, code: int) -> None:
        if self.looker is not None:
            watch.leave(self.looker)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.looker and not await may_send_frame(self.looker.who.user_id):
            await watch.dismiss(self.looker, ABUSE)
