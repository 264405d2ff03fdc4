"""Minimal boardgame.io players: as much of Socket.IO as they need, framed by hand like the phones."""

from __future__ import annotations

import json
import re

from bench.clients import WORDS, Pair, Phone, Think
from bench.shapes import Match

PATH = "/socket.io/?EIO=4&transport=websocket"
PING, PONG = b"2", b"3"
OPENED, JOINED = b"0", b"40/conversation"
SYNC, UPDATE = b'42/conversation,["sync"', b'42/conversation,["update"'
STATE = re.compile(rb'"currentPlayer":"(\d)".*?"_stateID":(\d+)', re.DOTALL)


class PeerPair(Pair):
    """Two players of one match, who take turns."""

    def __init__(self, match: Match, ports: tuple[int, int], think: Think | None) -> None:
        super().__init__([Phone(port, PATH, "", self.heard) for port in ports], think)
        self.match = match
        self.state = -1

    def heard(self, phone: Phone, frame: bytes) -> None:
        if frame == PING:
            phone.send(PONG)
        elif frame.startswith(OPENED):
            phone.send(b"40/conversation,")
        elif frame.startswith(JOINED):
            self.emit(phone, "sync", self.match.match, *self.player(phone), 2)
        elif frame.startswith(SYNC):
            self.update(phone, frame)
            self.is_ready = True
        elif frame.startswith(UPDATE):
            self.update(phone, frame)

    def update(self, phone: Phone, frame: bytes) -> None:
        """Handle a new state, which both get: it's the other's turn now."""
        found = STATE.search(frame, max(0, frame.rfind(b'"ctx":')))
        if found is None or int(found[1]) != self.phones.index(phone) or int(found[2]) <= self.state:
            return
        self.state = int(found[2])
        if self.playing and self.sent_at:
            self.arrived()
            self.answer(phone)

    def next_move(self, phone: Phone) -> bytes:
        player, credentials = self.player(phone)
        payload = {"type": "say", "args": [WORDS.decode()], "playerID": player, "credentials": credentials}
        action = {"type": "MAKE_MOVE", "payload": payload}
        return event("update", action, self.state, self.match.match, player)

    def player(self, phone: Phone) -> tuple[str, str]:
        """Return a player's number, and their credentials."""
        number = self.phones.index(phone)
        return str(number), self.match.credentials[number]

    def emit(self, phone: Phone, *values: object) -> None:
        phone.send(event(*values))


def event(*values: object) -> bytes:
    """Return a Socket.IO event: a name and its arguments."""
    return b"42/conversation," + json.dumps(values).encode()
