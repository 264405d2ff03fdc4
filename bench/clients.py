"""Thin phones for the load: as little work for each frame as can be, so that the server is what is measured."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from bench.shapes import Household

WORDS = b"When dinner goes quiet I feel alone and start to worry that we lost each other. " * 2
VERSION = re.compile(rb'"version":(\d+)')


class Phone(asyncio.Protocol):
    """One socket. `heard(phone, frame)` is called with each text frame as bytes."""

    def __init__(self, port: int, path: str, cookie: str, heard: Callable[[Phone, bytes], None]) -> None:
        self.port, self.path, self.cookie, self.heard = port, path, cookie, heard
        self.buffer = bytearray()
        self.open = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            f"Cookie: {self.cookie}",
        ]
        self.write("\r\n".join([*head, "\r\n"]).encode())

    def write(self, data: bytes) -> None:
        self.transport.write(data)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.open:
            head, found, rest = bytes(self.buffer).partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head[:20]:
                self.opened.set_exception(ConnectionError(head[:60].decode()))
                return
            self.open, self.buffer = True, bytearray(rest)
            self.opened.set_result(None)
        self.frames()

    def frames(self) -> None:
        buffer, at = self.buffer, 0
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                if len(buffer) < at + 4:
                    break
                size, start = struct.unpack_from(">H", buffer, at + 2)[0], at + 4
            elif size == 127:
                if len(buffer) < at + 10:
                    break
                size, start = struct.unpack_from(">Q", buffer, at + 2)[0], at + 10
            if len(buffer) < start + size:
                break
            opcode, body = buffer[at] & 15, bytes(buffer[start : start + size])
            at = start + size
            if opcode == 1:
                self.heard(self, body)
            elif opcode == 9:
                self.frame(10, body)
            elif opcode == 8:
                self.transport.close()
        del buffer[:at]

    def frame(self, opcode: int, body: bytes) -> None:
        """One masked frame; a mask of zeros is a mask."""
        size = len(body)
        head = (
            bytes([0x80 | opcode, 0x80 | size])
            if size < 126
            else struct.pack(">BBH", 0x80 | opcode, 0xFE, size)
        )
        self.write(head + b"\0\0\0\0" + body)

    def send(self, text: bytes) -> None:
        self.frame(1, text)


Think = Callable[[], float]  # seconds until the next move


class Pair(ABC):
    """Two phones that take turns without end. A move counts once it is on the other's screen."""

    def __init__(self, phones: list[Phone], think: Think | None) -> None:
        self.phones, self.think = phones, think
        self.is_ready = self.playing = False
        self.sent_at = 0.0
        self.delays: list[float] = []  # seconds from sending to the other screen
        self.problems: list[bytes] = []

    async def connect(self) -> None:
        """Open both sockets. Raises ConnectionError."""
        loop = asyncio.get_running_loop()
        for phone in self.phones:
            await loop.create_connection(lambda phone=phone: phone, "127.0.0.1", phone.port)  # type: ignore[misc]
        await asyncio.gather(*(phone.opened for phone in self.phones))

    def arrived(self) -> None:
        """Count a move that has reached the other's screen."""
        self.delays.append(time.perf_counter() - self.sent_at)

    def answer(self, phone: Phone) -> None:
        """Move, after thinking if the pair thinks."""
        if self.think is None:
            self.move(phone)
        else:
            asyncio.get_running_loop().call_later(self.think(), self.move, phone)

    def move(self, phone: Phone) -> None:
        """Make one move."""
        if self.playing and not phone.transport.is_closing():
            self.sent_at = time.perf_counter()
            phone.send(self.next_move(phone))

    @abstractmethod
    def next_move(self, phone: Phone) -> bytes:
        """Return the frame of the next move."""


class DialoguePair(Pair):
    """Two phones that play one dialogue: piece, mirror, more, mirror, without end."""

    def __init__(self, household: Household, ports: tuple[int, int], think: Think | None) -> None:
        path = f"/ws/dialogues/{household.dialogue}/"
        phones = [
            Phone(port, path, f"imago_session={cookie}", self.heard)
            for port, cookie in zip(ports, household.cookies, strict=True)
        ]
        super().__init__(phones, think)
        self.version = -1
        self.mover: Phone | None = None

    def heard(self, phone: Phone, frame: bytes) -> None:
        if frame.startswith(b'{"is":"stage"'):
            self.stage(phone, frame)
        elif frame.startswith(b'{"is":"refused"'):
            self.problems.append(frame)

    def stage(self, phone: Phone, frame: bytes) -> None:
        found = VERSION.search(frame, 0, 60)
        version = int(found[1]) if found else -1
        if phone is not self.mover and version > self.version and self.sent_at:
            self.arrived()
        if version <= self.version and self.mover is not None:
            return
        if b'"mine":true' not in frame[:120]:
            return
        self.version, self.is_ready = version, True
        self.step = frame[:120].split(b'"step":"')[1].split(b'"')[0]
        if self.playing:
            self.answer(phone)

    def next_move(self, phone: Phone) -> bytes:
        self.mover = phone
        move = {b"sending": b"send", b"mirroring": b"mirror", b"checking": b"more"}[self.step]
        key = base64.urlsafe_b64encode(os.urandom(16))[:22]
        return b'{"do":"move","move":"%b","words":"%b","seen":%d,"key":"%b"}' % (
            move,
            WORDS,
            self.version,
            key,
        )
