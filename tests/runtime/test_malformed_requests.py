"""Requests that no browser sends: each is refused, none gets a 500, and none leaves a word in the log."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db(transaction=True)

UPGRADE = [
    b"Upgrade: websocket",
    b"Connection: Upgrade",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
]
TOKEN = b"a" * 32
HOSTS = [b"a b", b"[::1", b"", b"a,b", b"\xff", b"localhost:x", b"[::1]:x", b"//", b"a/b", b"me@localhost"]
TYPES = [
    b"application/x-www-form-urlencoded; charset=utf-7",
    b"application/x-www-form-urlencoded; charset=rot13",
    b"application/x-www-form-urlencoded; charset=junk",
    b"multipart/form-data; boundary=x; charset=utf-16",
    b"text/plain; charset*=junk''%ff",
    b"text/plain; charset='",
    b"application/json; charset=\xe9",
]
MULTIPART = [
    b"",
    b"; boundary=",
    b"; boundary=" + b"x" * 300,
    b"; boundary=\xff",
    b"; boundary*=utf-7''+AG",
    b"; boundary=x",
]
PARTS = [
    b"--x",
    b"--x\r\n" + b"A: b\r\n" * 3000 + b"\r\n",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--',
    b"--x\r\nContent-Disposition: form-data; name*=junk''%ff\r\n\r\nb\r\n--x--",
]
LENGTHS = [b"-1", b"abc", b"1e3", b"9" * 30, b"99999999999", b"5, 5"]
PATHS = [
    b"/%",
    b"/%00",
    b"/%ff",
    b"/\xff",
    b"/a b",
    b"*",
    b"//",
    b"http://[::1/",
    b"/static/%00",
    b"/static/%2e%2e/manage.py",
    b"/dialogues/%00/",
    b"/accounts/confirm-email/%00/",
    b"/accounts/login/?next=http://[::1",
    b"/accounts/login/?next=%00%ff",
    b"/accounts/signup/?next=http:///%5B",
]
COOKIES = [
    b"\xff",
    b'"\\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
    b'"',
    b"a" * 5000,
    b"\xc3\xa9" * 16,
    b"=;;=",
]
SOCKETS = [b"/", b"/ws/", b"/ws/inbox", b"/ws/dialogues/junk/", b"/ws/dialogues/%00/", b"/accounts/login/"]


def head(path: bytes = b"/", *lines: bytes, method: bytes = b"GET", host: bytes = b"localhost") -> bytes:
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", b"Host: " + host, *lines, b"", b""])


def post(body: bytes, *lines: bytes, length: bytes = b"", path: bytes = b"/accounts/login/") -> bytes:
    """A form that passes for one of ours."""
    known = [b"Cookie: " + b"; ".join(name + b"=" + TOKEN for name in (b"imago_csrf", b"csrftoken"))]
    length = b"Content-Length: " + (length or str(len(body)).encode())
    return head(path, *lines, *known, b"X-CSRFToken: " + TOKEN, length, method=b"POST") + body


def junk() -> Iterable[bytes]:
    yield from (head(host=host) for host in HOSTS)
    yield head(b"/", b"Host: twice")
    yield b"GET / HTTP/1.1\r\n\r\n"
    yield from (post(b"login=%ff\xff+AG", b"Content-Type: " + kind) for kind in TYPES)
    yield from (head(b"/?a=%ff", b"Content-Type: " + kind) for kind in TYPES)
    yield from (post(PARTS[0], b"Content-Type: multipart/form-data" + end) for end in MULTIPART)
    yield from (post(part, b"Content-Type: multipart/form-data; boundary=x") for part in PARTS)
    yield from (post(b"hello", length=length, path=b"/exit/") for length in LENGTHS)
    yield head(b"/exit/", b"Transfer-Encoding: chunked", method=b"POST") + b"zz\r\n"
    yield from (head(path) for path in PATHS)
    yield from (post(b"a=%00&credential=" + b"[" * 3000, path=path) for path in PATHS)
    yield post(b"credential=" + b"[" * 3000, path=b"/accounts/2fa/webauthn/login/")
    yield from (head(b"/", b"Cookie: imago_session=" + value) for value in COOKIES)


def junk_for_sockets() -> Iterable[bytes]:
    yield from (head(path, *UPGRADE) for path in SOCKETS)
    yield from (head(b"/ws/inbox/", *UPGRADE, host=host) for host in HOSTS)
    yield from (head(b"/ws/inbox/", *UPGRADE, b"Cookie: imago_session=" + value) for value in COOKIES[:2])
    yield head(b"/ws/inbox/", *UPGRADE, method=b"POST")
    yield head(b"/" + b"a" * 20_000, *UPGRADE)
    yield head(b"/ws/inbox/", *UPGRADE[:2])
    yield head(b"/ws/inbox/", b"Upgrade: h2c", b"Connection: Upgrade")


def status(port: int, request: bytes) -> int:
    """The response's status; 0 if the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(request)
        try:
            words = line.recv(64).split()
        except ConnectionResetError:
            return 0
    return int(words[1]) if words else 0


def test_junk_is_refused_and_leaves_nothing_in_the_log(server: WebProcess) -> None:
    told = server.log.stat().st_size
    found = {request: status(server.port, request) for request in [*junk(), *junk_for_sockets()]}
    assert {request[:200]: code for request, code in found.items() if code >= 500} == {}
    assert {code for request, code in found.items() if request in {head(host=host) for host in HOSTS}} == {
        400
    }
    assert {found[request] for request in junk_for_sockets()} <= {0, 101, 400, 403, 404, 405, 426}
    assert server.log.read_bytes()[told:] == b""


def test_a_stranger_who_signs_in_with_junk_as_session_is_asked_to_sign_in(server: WebProcess) -> None:
    for value in COOKIES[2:]:
        assert status(server.port, head(b"/dialogues/", b"Cookie: imago_session=" + value)) == 302


def test_the_front_door_bears_it_too(tmp_path: Path) -> None:
    door = FrontDoor(tmp_path / "door.log", IMAGO_ORIGINS="https://localhost:8443", IMAGO_HOME_TLS="8000")
    door.start()
    try:
        told = door.log.stat().st_size
        found = {request: status(door.port, request) for request in [*junk(), *junk_for_sockets()]}
        assert {request[:200]: code for request, code in found.items() if code >= 500} == {}
        assert door.log.read_bytes()[told:] == b""
    finally:
        door.terminate()


class FrontDoor(WebProcess):
    """The plain port beside HTTPS at home."""

    options = ("--front-door",)

    def wait_until_healthy(self) -> None:
        while self.is_running():
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=30).close()
            except ConnectionRefusedError:
                continue
        raise AssertionError(self.log.read_text())
