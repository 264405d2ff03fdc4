"""Thin phones for the load: as little work for each frame as can be, so that the server is what is measured."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import struct
import time
from collections.abc import Callable

VERSION = re.compile(rb'"version": (\d+)')


class Phone(asyncio.Protocol):
    """One socket at one dialogue. `heard(phone, frame)` is called with each text frame as bytes."""

    def __init__(self, host: str, path: str, cookie: str, heard: Callable[[Phone, bytes], None]) -> None:
        self.host, self.path, self.cookie, self.heard = host, path, cookie, heard
        self.buffer = bytearray()
        self.open = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            f"GET {self.path} HTTP/1.1",
            f"Host: {self.host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            f"Cookie: imago_session={self.cookie}",
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


class Pair:
    """Two phones that play one dialogue: piece, mirror, more, mirror, without end."""

    def __init__(
        self, host: str, dialogue: str, cookies: tuple[str, str], think: Callable[[], float] | None
    ) -> None:
        path = f"/ws/dialogues/{dialogue}/"
        self.phones = [Phone(host, path, cookie, self.heard) for cookie in cookies]
        self.think = think
        self.version = -1
        self.sent_at = 0.0
        self.mover: Phone | None = None
        self.delays: list[tuple[float, float]] = []
        self.problems: list[bytes] = []
        self.playing = False

    def heard(self, phone: Phone, frame: bytes) -> None:
        if frame.startswith(b'{"is": "stage"'):
            self.stage(phone, frame)
        elif frame.startswith(b'{"is": "refused"'):
            self.problems.append(frame)

    def stage(self, phone: Phone, frame: bytes) -> None:
        found = VERSION.search(frame, 0, 60)
        version = int(found[1]) if found else -1
        if phone is not self.mover and version > self.version and self.sent_at:
            now = time.perf_counter()
            self.delays.append((now, now - self.sent_at))
        if version <= self.version and self.mover is not None:
            return
        if b'"mine": true' not in frame[:120]:
            return
        self.version = version
        self.step = frame[:120].split(b'"step": "')[1].split(b'"')[0]
        if self.playing:
            self.answer(phone)

    def answer(self, phone: Phone) -> None:
        if self.think is None:
            self.move(phone)
        else:
            asyncio.get_running_loop().call_later(self.think(), self.move, phone)

    def move(self, phone: Phone) -> None:
        if not self.playing:
            return
        move = {b"sending": b"send", b"mirroring": b"mirror", b"checking": b"more"}[self.step]
        key = base64.urlsafe_b64encode(os.urandom(16))[:22]
        words = b"When dinner goes quiet I feel alone and start to worry that we lost each other. " * 2
        self.mover, self.sent_at = phone, time.perf_counter()
        phone.send(
            b'{"do":"move","move":"%b","words":"%b","seen":%d,"key":"%b"}' % (move, words, self.version, key)
        )
