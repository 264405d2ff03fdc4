"""`manage.py up --https`: everything on the safe port, and a plain front door that leads there."""

from __future__ import annotations

import json
import os
import re
import signal
import ssl
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from runtime import local_ca
from runtime.instance import ROOT
from tests.ports import lasting_port
from tests.runtime.conftest import used_folder
from tests.runtime.running import PARTS, Up, until

pytestmark = pytest.mark.xdist_group("https")
Start = Callable[..., Up]
OLD_COOKIES = {"imago_session": "from a plain day"}
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",  # of RFC 6455
    "Sec-WebSocket-Version": "13",
}


class Safe(Up):
    """One with `--https`."""

    def __init__(self, data: Path) -> None:
        self.https_port = lasting_port()
        super().__init__(data, "--https", "--https-port", str(self.https_port))

    @property
    def url(self) -> str:
        return f"https://localhost:{self.https_port}"

    @property
    def plain(self) -> str:
        return f"http://localhost:{self.port}"

    def authority(self) -> bytes:
        return (self.data / "tls" / local_ca.CERTIFICATE).read_bytes()

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.authority())

    def phone(self, **options: Any) -> httpx.Client:
        """A phone that trusts it."""
        return httpx.Client(base_url=self.url, verify=self.trust(), **options)


@pytest.fixture(scope="module")
def safe() -> Iterator[Safe]:
    with used_folder() as folder:
        one = Safe(folder)
        one.start()
        yield one
        one.stop()


def knock(safe: Safe, origin: str | None = None) -> int:
    """Open a socket as nobody: the code it is closed with."""
    address = f"wss://localhost:{safe.https_port}/ws/dialogues/{uuid.uuid4()}/"
    with connect(address, ssl=safe.trust(), origin=origin) as socket:  # type: ignore[arg-type]
        try:
            socket.recv(timeout=10)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0
    raise AssertionError("It was let in.")


def test_who_trusts_the_authority_is_let_in_and_nobody_else(safe: Safe) -> None:
    with safe.phone() as phone:
        assert phone.get("/healthz").json() == {"database": True, "redis": True}
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{safe.url}/healthz")


def test_cookies_are_for_the_safe_address_and_no_other_service_is_made_to_change(safe: Safe) -> None:
    with safe.phone() as phone:
        answer = phone.get("/accounts/login/")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" not in answer.headers


def test_a_foreign_host_is_refused(safe: Safe) -> None:
    with safe.phone() as phone:
        assert phone.get("/help/", headers={"Host": "evil.example"}).status_code == 400


def test_sockets_come_by_the_safe_door(safe: Safe) -> None:
    assert knock(safe) == 4401
    assert knock(safe, origin=safe.url) == 4401
    with safe.phone() as phone:
        for foreign in ("https://evil.example", safe.plain):
            answer = phone.get(f"/ws/dialogues/{uuid.uuid4()}/", headers={**UPGRADE, "Origin": foreign})
            assert answer.status_code == 403


def test_nobody_evades_the_throttle_by_inventing_a_proxy(safe: Safe) -> None:
    with safe.phone() as phone:
        phone.get("/accounts/login/")
        form = {"csrfmiddlewaretoken": phone.cookies["__Host-imago_csrf"]}
        codes = []
        for number in range(40):
            headers = {"X-Forwarded-For": f"203.0.113.{number}", "Referer": safe.url}
            codes.append(phone.post("/accounts/login/", data=form, headers=headers).status_code)
    assert codes[0] == 200
    assert codes[-1] == 429


def test_the_front_door_shows_the_page_and_leads_everywhere_else_to_it(safe: Safe) -> None:
    with httpx.Client(base_url=safe.plain, cookies=OLD_COOKIES) as phone:
        page = phone.get("/trust/")
        assert page.status_code == 200
        assert f'href="{safe.url}/"' in page.text
        for style in re.findall(r'rel="stylesheet" href="([^"]+)"', page.text):
            assert phone.get(style).status_code == 200
        for path in ("/", "/accounts/login/", "/dialogues/", "/in/token/", "/sw.js", "/healthz", "/nothing/"):
            answer = phone.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/trust/"), path
        assert phone.post("/accounts/login/", data={"login": "x"}).headers["location"] == "/trust/"
        assert phone.get("/help/").status_code == 200
        assert phone.post("/exit/").headers["location"] == "/blank/"


def test_the_front_door_believes_no_proxy_and_no_foreign_name(safe: Safe) -> None:
    secure = httpx.get(f"{safe.plain}/trust/", headers={"X-Forwarded-Proto": "https"})
    assert "This is the safe address" not in secure.text
    foreign = httpx.get(f"{safe.plain}/trust/", headers={"Host": f"evil.example:{safe.port}"})
    assert foreign.status_code == 303
    assert "evil" not in foreign.headers["location"]
    assert httpx.get(f"{safe.plain}/ws/dialogues/{uuid.uuid4()}/", headers=UPGRADE).status_code == 403


def test_phones_get_the_authority_and_can_compare_it_with_the_terminal(safe: Safe) -> None:
    answer = httpx.get(f"{safe.plain}/trust/imago.crt")
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert answer.content == safe.authority()
    known = local_ca.certificate(safe.data / "tls")
    assert known
    mark = local_ca.fingerprint(known)
    assert mark in " ".join(safe.said.split())
    assert mark in httpx.get(f"{safe.plain}/trust/").text
    assert f":{safe.port}/" in safe.said
    assert f"{safe.url}/" in safe.said


@pytest.mark.parametrize("part", ["serve", "front-door"])
def test_a_door_that_falls_shut_is_opened_again(safe: Safe, part: str) -> None:
    dying = safe.parts()[part]
    dying.kill()
    until(lambda: safe.parts().get(part, dying).pid != dying.pid)
    with safe.phone(timeout=30) as phone:
        assert phone.get("/healthz").status_code == 200
    assert httpx.get(f"{safe.plain}/trust/", timeout=30).status_code == 200


def test_one_signal_stops_all_and_the_next_start_keeps_the_authority(used: Path) -> None:
    first = Safe(used)
    first.start()
    authority = first.authority()
    assert set(first.parts()) == {*PARTS, "front-door"}
    assert first.stop(signal.SIGTERM) == 0
    assert "Traceback" not in first.said
    assert first.parts() == {}

    again = Safe(used)
    again.start()
    assert again.authority() == authority
    assert again.stop() == 0


def test_a_taken_safe_port_is_named(data: Path, safe: Safe) -> None:
    code, said = Safe(data).run(
        "up", "--https", "--port", str(lasting_port()), "--https-port", str(safe.https_port)
    )
    assert code == 1
    assert f"Port {safe.https_port} is already in use." in said
    assert "--https-port" in said


HOME = {"IMAGO_ORIGINS": "https://192.168.1.5:8443 https://localhost:8443", "IMAGO_HOME_TLS": "8000"}
PROXIED = {"IMAGO_ORIGINS": "https://imago.example"}
ASKED = """
from imago_web import settings as s
import json
print(json.dumps([s.SECURE, s.BEHIND_PROXY, s.PROXY_COUNT, bool(s.SECURE_PROXY_SSL_HEADER),
    s.SECURE_HSTS_SECONDS > 0, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.HAS_MAIL, s.SENDER]))
"""


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, [False, False, 0, False, False, False, "imago_session", False, "localhost"]),
        (PROXIED, [True, True, 1, True, True, True, "__Host-imago_session", True, "imago.example"]),
        (HOME, [True, False, 0, False, False, True, "__Host-imago_session", True, "localhost"]),
    ],
    ids=["plain", "proxied", "home"],
)
def test_who_stands_in_front_decides_what_is_believed(environ: dict[str, str], expected: list[Any]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env={**os.environ, **environ, "EMAIL_HOST": "mail.example"},
        capture_output=True,
        check=True,
    )
    assert json.loads(told.stdout) == expected


def healthcheck(data: Path) -> tuple[int, str]:
    """What the image's HEALTHCHECK does, and says."""
    done = subprocess.run(
        [sys.executable, "-m", "runtime.healthcheck"],
        cwd=ROOT,
        env=os.environ | {"IMAGO_DATA": str(data)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


def test_the_health_check_asks_the_safe_port(safe: Safe, tmp_path: Path) -> None:
    assert healthcheck(safe.data) == (0, "")
    nowhere = f"https://127.0.0.1:{lasting_port()}/healthz"
    (tmp_path / "run.json").write_text(json.dumps({**safe.published(), "health": nowhere}))
    code, said = healthcheck(tmp_path)
    assert (code, "Connection refused" in said, "Traceback" in said) == (1, True, False)
