"""No log holds an address with a token or a dialogue's id, or anything an exception quotes."""

from __future__ import annotations

import logging
import logging.config
import re
import smtplib
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from io import StringIO
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpRequest

from couples.models import User
from runtime.log_formatter import FRAMES
from tests.factories import pair, person, session_cookie
from tests.web_process import WebProcess

TOKEN = "kX3vQ9-dYw_TnB27LmZs4A"
DIALOGUE = str(uuid.UUID(int=0x5EC2E7A1D1A106))
WORD, MAIL = "quietword", "ana@example.org"
SECRETS = [TOKEN, DIALOGUE, WORD, MAIL]
PATHS = [
    f"/in/{TOKEN}/",
    f"/invitation/{TOKEN}/",
    f"/dialogues/{DIALOGUE}/moves/",
    f"/accounts/confirm-email/{TOKEN}/",
    f"/appointments/feed/{TOKEN}.ics",
    f"/therapist/read/{TOKEN}/",
    f"/nowhere/{TOKEN}/?word=quietword",
]


@contextmanager
def broken(table: str) -> Iterator[None]:
    """Hides this table for a while."""
    rename(table, "away")
    try:
        yield
    finally:
        rename("away", table)


def rename(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


def open_socket(port: int, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall((head + key).encode())
        assert b"403" in line.recv(100)


def refusals(server: WebProcess) -> set[int]:
    """Every sort of refusal, at addresses that must stay private."""
    with httpx.Client(base_url=server.base_url) as browser:
        found = [browser.get(path) for path in PATHS]
        found += [browser.post(path, data={"words": "quietword"}) for path in PATHS]
        found += [browser.get(path, headers={"Host": f"{TOKEN}.example"}) for path in PATHS]
        found += [
            browser.post(path, headers={"Referer": f"https://x/{TOKEN}", "Origin": "null"}) for path in PATHS
        ]
        found += [browser.post(PATHS[0], content=b"x", headers={"Content-Type": "text/plain; charset=utf-7"})]
    for path in PATHS:
        open_socket(server.port, path)
    return {answer.status_code for answer in found}


@pytest.mark.django_db(transaction=True)
def test_refusals_and_failures_tell_nothing(server: WebProcess) -> None:
    ana = person("Ana")
    pair(ana, person("Ben"))
    cookies = {settings.SESSION_COOKIE_NAME: session_cookie(ana)}
    told = server.log.stat().st_size
    assert {400, 403, 404} <= refusals(server)
    assert server.log.read_text()[told:] == ""
    with broken("dialogues_dialogue"):
        answer = httpx.get(f"{server.base_url}/dialogues/{DIALOGUE}/?word=quietword", cookies=cookies)
    assert answer.status_code == 500
    said = server.log.read_text()[told:]
    assert "django.db.utils.ProgrammingError" in said
    assert "[GET dialogues/<uuid:dialogue>/]" in said
    assert [secret for secret in [*SECRETS, cookies[settings.SESSION_COOKIE_NAME]] if secret in said] == []


@pytest.fixture(params=["line", "json"])
def console(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What the console would show, with the settings of the product, in either form of the log."""
    stream = StringIO()
    config: dict[str, Any] = deepcopy(settings.LOGGING)
    config["handlers"]["console"] |= {"stream": stream, "formatter": request.param}
    logging.config.dictConfig(config)
    yield stream
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.parametrize(
    "name", ["django.db.backends", "urllib3.connectionpool", "celery.app.trace", "asyncio"]
)
def test_what_a_library_fills_in_is_left_out(console: StringIO, name: str) -> None:
    log = logging.getLogger(name)
    log.error("Retrying %s after %d", "quietword", 3)
    log.error("Task %(name)s failed", {"name": "quietword"})
    log.error(f"Max retries exceeded with url: /fcm/send/{TOKEN} by ana@example.org")
    log.error(f"at https://push.example/{TOKEN}?a=b, dialogue {DIALOGUE}: odd %s")
    said = console.getvalue()
    assert "Retrying … after 3" in said
    assert said.count("\n") == 4
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.django_db
def test_an_exception_is_named_with_its_cause_but_not_quoted(console: StringIO) -> None:
    User.objects.create_user(MAIL)
    for provoke in (twin, wrong_number, mail_refused):
        try:
            with transaction.atomic():
                provoke()
        except (DatabaseError, smtplib.SMTPException):
            logging.getLogger("core.socket_hub").exception("a sweep failed; the next one follows")
    said = console.getvalue()
    assert [secret for secret in SECRETS if secret in said] == []
    assert "psycopg2.errors.UniqueViolation (23505)" in said
    assert "django.db.utils.IntegrityError" in said
    assert "smtplib.SMTPRecipientsRefused" in said
    assert "test_logs.py" in said


def twin() -> None:
    User.objects.create_user(MAIL)


def wrong_number() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [WORD])


def mail_refused() -> None:
    raise smtplib.SMTPRecipientsRefused({MAIL: (550, WORD.encode())}) from IntegrityError(WORD)


def test_a_deep_fall_is_told_in_short(console: StringIO) -> None:
    def fall(depth: int) -> None:
        other(depth - 1)

    def other(depth: int) -> None:
        fall(depth) if depth else int(WORD)

    try:
        fall(200)
    except ValueError:
        logging.getLogger("django.request").exception("%s: %s", "Internal Server Error", f"/in/{TOKEN}/")
    assert len(console.getvalue().splitlines()) < 4 * FRAMES
    assert [secret for secret in SECRETS if secret in console.getvalue()] == []


def test_our_own_words_are_told(console: StringIO) -> None:
    logging.getLogger("transcripts.exports.worker").error("an export could not be packed: %s", "PangoError")
    logging.getLogger("django.request").error("%s: %s", "Bad", "x", extra={"request": HttpRequest()})
    assert re.search(r'an export could not be packed: PangoError[\n"]', console.getvalue())
