"""While Redis, the database or the disk is unavailable, the log says so once."""

from __future__ import annotations

import logging
import logging.config
import os
import socket
import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import redis
from celery.beat import SchedulingError
from celery.exceptions import reraise
from django.conf import settings as product
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from kombu.connection import Connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from couples.models import User
from imago_web import heartbeats
from imago_web.models import Heartbeat
from runtime.outage_filter import SENTENCES
from tests.factories import signed_in
from tests.runtime.running import until
from tests.web_process import WebProcess

NOWHERE = 1  # a port where nothing listens
LOGGERS = (
    "celery.beat",
    "channels_redis.pubsub",
    "django.request",
    "uvicorn.error",
    "core.event_bus",
    "core.socket_hub",
)


def ask_redis() -> None:
    redis.Redis(port=NOWHERE, retry=Retry(NoBackoff(), 0)).ping()


def queue() -> None:
    Connection(f"redis://127.0.0.1:{NOWHERE}").ensure_connection(max_retries=1, interval_start=0)


def schedule() -> None:
    """What Celery's beat raises when it can't reach the queue."""
    try:
        queue()
    except Exception as error:
        reraise(SchedulingError, SchedulingError("Couldn't apply scheduled task"), error.__traceback__)


def ask_a_database_that_is_gone() -> None:
    elsewhere = connections.create_connection("default")
    elsewhere.settings_dict = {**elsewhere.settings_dict, "HOST": "/nowhere"}
    elsewhere.ensure_connection()


def refused_with(code: str) -> Callable[[], None]:
    def ask() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")

    return ask


def fill_a_disk() -> None:
    with Path("/dev/full").open("wb", buffering=0) as file:
        file.write(b"one more word")


def several_at_once() -> None:
    faults = []
    for ask in (ask_a_database_that_is_gone, refused_with("57P03")):
        try:
            ask()
        except Exception as fault:
            faults.append(fault)
    raise ExceptionGroup("all of them", faults)


OUTAGES = [
    (ask_redis, "redis"),
    (queue, "redis"),
    (schedule, "redis"),
    (ask_a_database_that_is_gone, "database"),
    (refused_with("57P01"), "database"),  # shutting down
    (refused_with("53300"), "database"),  # too many clients
    (several_at_once, "database"),
    (refused_with("53100"), "disk"),  # no space left
    (fill_a_disk, "disk"),
]


@pytest.fixture
def console() -> Iterator[StringIO]:
    """What the console would show, with the settings of the product."""
    stream = StringIO()
    config: dict[str, Any] = deepcopy(product.LOGGING)
    config["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(config)
    yield stream
    logging.config.dictConfig(product.LOGGING)


@pytest.mark.django_db
@pytest.mark.parametrize(("ask", "what"), OUTAGES)
def test_an_outage_is_said_once_whoever_logs_it(
    ask: Callable[[], None], what: str, console: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybody_tries() -> None:
        for name in LOGGERS:
            try:
                ask()
            except Exception as error:
                logging.getLogger(name).exception("it failed")
                logging.getLogger(name).error("Cannot connect to %s: %s", "there", error)

    everybody_tries()
    everybody_tries()
    (line,) = console.getvalue().splitlines()
    assert line.endswith(SENTENCES[what])
    monkeypatch.setattr("runtime.outage_filter.LOG_INTERVAL", 0)
    everybody_tries()
    assert console.getvalue().count(SENTENCES[what]) > 1


@pytest.mark.django_db
def test_what_is_no_outage_is_told_each_time(console: StringIO) -> None:
    def a_fault_of_ours() -> None:
        try:
            ask_redis()
        except redis.ConnectionError:
            raise KeyError("a mistake while mending it") from None

    def a_mixture() -> None:
        raise ExceptionGroup("both", [OSError(28, "No space left on device"), ValueError("and a mistake")])

    def a_cursor_of_before() -> None:
        cursor = connection.cursor()
        cursor.close()
        cursor.execute("SELECT 1")

    faults = (a_fault_of_ours, a_mixture, a_cursor_of_before, refused_with("55P03"))
    asks = (*faults, lambda: os.stat("/nowhere"), os.getpid)
    for ask in asks * 2:
        try:
            ask()
        except Exception:
            logging.getLogger("celery.app.trace").exception("it failed")
    assert console.getvalue().count("it failed") == 10


@pytest.fixture
def full_disk(db: None) -> None:
    """The database can't store anything that throttling counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.full() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$"
        )
        for table in ("cache", Heartbeat._meta.db_table):
            cursor.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION pg_temp.full()"
            )


def test_on_a_full_disk_nobody_is_told_that_they_tried_too_often(
    full_disk: None, client: Client, console: StringIO
) -> None:
    client.raise_request_exception = False
    answer = client.post(
        "/accounts/login/", {"login": "ana@imago.example", "password": "three quiet dinners"}
    )
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "your words are still on your phone" in answer.text
    assert "its disk is full" in answer.text
    assert console.getvalue().count(SENTENCES["disk"]) == 1
    assert "Traceback" not in console.getvalue()


def test_without_the_database_a_page_says_what_to_do(ana: User, console: StringIO) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("connection refused")

    her_phone = signed_in(ana)
    her_phone.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = her_phone.get("/dialogues/")
    assert answer.status_code == 503
    assert "imago isn't working right now" in answer.text
    assert "its database isn't answering" in answer.text
    assert console.getvalue().count(SENTENCES["database"]) == 1


def test_a_heartbeat_that_a_full_disk_refuses_is_said(full_disk: None, console: StringIO) -> None:
    assert not heartbeats.record(heartbeats.BEAT)
    assert SENTENCES["disk"] in console.getvalue()


@pytest.mark.django_db
def test_a_monitor_that_keeps_asking_fills_no_log(client, settings, console: StringIO) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{NOWHERE}/0"
    for _ in range(3):
        assert client.get("/healthz?only=redis").status_code == 503
    assert console.getvalue() == ""


@pytest.mark.django_db(transaction=True)
def test_a_web_process_without_redis_says_one_sentence(tmp_path: Path) -> None:
    tries = threading.Semaphore(0)
    with socket.create_server(("127.0.0.1", 0)) as broken:

        def hang_up_on_everybody() -> None:
            while True:
                try:
                    broken.accept()[0].close()
                except OSError:
                    return
                tries.release()

        threading.Thread(target=hang_up_on_everybody, daemon=True).start()
        url = f"redis://127.0.0.1:{broken.getsockname()[1]}/0"
        web = WebProcess(tmp_path / "log", REDIS_URL=url)
        try:
            web.start()
            until(lambda: SENTENCES["redis"] in web.log.read_text())
            for _ in range(8):
                assert tries.acquire(timeout=30)
            assert len(web.log.read_text().splitlines()) == 1
        finally:
            web.terminate()
        broken.shutdown(socket.SHUT_RDWR)
