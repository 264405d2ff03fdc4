"""Whatever an operator can meet is said in one sentence, which says what to do as well."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from backups import storage
from backups.archive import DATA, ArchiveHeader
from backups.encryption import BackupRefused
from backups.inspection import check_header
from imago_web import status
from imago_web.advice import ADVICE
from imago_web.models import Heartbeat
from mail import transport
from runtime import environment, migration_runner, ports, processes
from runtime.command_line import describe_error
from runtime.request_limits import RequestLimits
from vault import startup
from vault.keyring import KeyringError, generate_keyring, read_keyring

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_servers")]
Say = Callable[[pytest.MonkeyPatch, Settings, Path], str]


def failing(check: str) -> str:
    """What `manage.py status` says about a part."""
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("status", "--only", check, stdout=out)
    return out.getvalue()


def system_error(number: int) -> str:
    return processes.describe_os_error(OSError(number, os.strerror(number), "/data/mail"))


def disk_full(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return system_error(errno.ENOSPC)


def disk_nearly_full(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    monkeypatch.setattr(status, "LEAST_FREE", 1 << 60)
    return failing("disk")


def server_on_a_full_disk(monkeypatch: pytest.MonkeyPatch, _settings: Settings, folder: Path) -> str:
    monkeypatch.setattr(processes, "LEAST_FREE_BYTES", 1 << 60)
    return str(processes.start_error("PostgreSQL", folder / "log"))


def no_room_to_set_up(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return processes.with_advice('could not extend file "base/1/2691": No space left on device')


def no_room_to_update(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    with pytest.raises(OperationalError) as fault, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")
    return migration_runner.describe_failure(fault.value)


def no_room_for_a_copy(monkeypatch: pytest.MonkeyPatch, _settings: Settings, folder: Path) -> str:
    with pytest.raises(BackupRefused) as refusal:
        storage.check_room(folder, 1 << 60)
    return f"{refusal.value} {ADVICE['backup']}"


def read_only(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return system_error(errno.EROFS)


def not_allowed(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return system_error(errno.EACCES)


def mail_down(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return transport.failure_reason(ConnectionRefusedError())


def mail_login(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return transport.failure_reason(socket.gaierror())


def database_down(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return describe_error(OperationalError("connection refused"))


def redis_down(monkeypatch: pytest.MonkeyPatch, settings: Settings, _folder: Path) -> str:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    return failing("redis")


def wrong_origin(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    monkeypatch.setenv("IMAGO_ORIGINS", "imago.example.org")
    with pytest.raises(environment.Misconfigured) as refusal:
        environment.origins("IMAGO_ORIGINS")
    return str(refusal.value)


def another_address(monkeypatch: pytest.MonkeyPatch, settings: Settings, _folder: Path) -> str:
    settings.ALLOWED_HOSTS = ["imago.example.org"]
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"path": "/", "headers": [(b"host", b"192.0.2.7:8000")]}
    asyncio.run(RequestLimits(None)(scope, None, send))
    assert sent[0]["status"] == 400
    return bytes(sent[1]["body"]).decode()


def wrong_key(monkeypatch: pytest.MonkeyPatch, settings: Settings, _folder: Path) -> str:
    startup.verify_keys()
    settings.KEYRING = generate_keyring()
    with pytest.raises(startup.WrongKey) as refusal:
        startup.check_keys()
    return str(refusal.value)


def key_for_all_to_read(monkeypatch: pytest.MonkeyPatch, _settings: Settings, folder: Path) -> str:
    (folder / "keys").touch(0o644)
    with pytest.raises(KeyringError) as refusal:
        read_keyring(folder / "keys")
    return str(refusal.value)


def clock_behind(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    Heartbeat.objects.create(process="beat", kind="beat", seen_at=timezone.now() + timedelta(days=300))
    return failing("clock")


def clock_off(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    return failing("clock")


def port_taken(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(CommandError) as refusal:
        call_command("serve", "--port", str(other.getsockname()[1]))
    return str(refusal.value)


def other_backup(version: str, *migrations: str, before: str = "") -> Say:
    def say(_monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
        with pytest.raises(BackupRefused) as refusal:
            check_header(
                ArchiveHeader(DATA, timezone.now(), migrations, version=version, before=before), DATA
            )
        return str(refusal.value)

    return say


def unmounted(monkeypatch: pytest.MonkeyPatch, _settings: Settings, folder: Path) -> str:
    with pytest.raises(BackupRefused) as refusal:
        storage.prepare_folders(folder / "usb", folder / "data")
    return str(refusal.value)


def beat_gone(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    return failing("beat")


def ports_of_others(monkeypatch: pytest.MonkeyPatch, _settings: Settings, _folder: Path) -> str:
    with pytest.raises(ports.PortUnavailable) as refusal:
        ports.listen("192.0.2.77", 0)
    return refusal.value.message()


FAILURES: dict[Say, str] = {
    disk_full: "Can't use /data/mail: No space left on device. Make room on that disk",
    disk_nearly_full: "Make room on that disk, or move the data folder",
    server_on_a_full_disk: "PostgreSQL can't start: the disk is full. Make room, then start again.",
    no_room_to_set_up: "No space left on device. Make room on that disk",
    no_room_to_update: "The disk is full. Make room, then start again",
    no_room_for_a_copy: "There's no room for a copy in .* imago tries again within the hour.",
    read_only: "Can't use /data/mail: Read-only file system. .*mount it for writing, or choose another",
    not_allowed: "Can't use /data/mail: Permission denied. Make the user who runs imago its owner",
    mail_down: "the mail server refuses connections at EMAIL_PORT",
    mail_login: "the name in EMAIL_HOST can't be found",
    database_down: "The database can't be used: connection refused. Start it, or check DATABASE_URL.",
    redis_down: "not answering\n +Start Redis or Valkey, or check REDIS_URL",
    wrong_origin: "IMAGO_ORIGINS can't be used as it is: write each address with its scheme",
    another_address: "imago isn't set up for this address. .* add this one to IMAGO_ORIGINS.",
    wrong_key: "These keys don't open this data. Restore the keys it was written with.",
    key_for_all_to_read: "Restrict it to its owner: chmod 600 ",
    clock_behind: "it's behind: .*\n +Set this machine's clock",
    clock_off: "300 seconds off the database's clock\n +Set this machine's clock",
    port_taken: r"Port \d+ is already in use. Add this to the command, for example: --port \d+",
    ports_of_others: "This computer can't be reached as",
    other_backup("0.0.1", "couples.0001_initial"): "Restore it with version 0.0.1, then update.",
    other_backup("99.0.0"): "Get version 99.0.0, then try again.",
    other_backup(""): "Restore it with that version, then update.",
    other_backup(
        "", before="0.3.0"
    ): "just before the update to imago 0.3.0. Restore it with the version you had",
    other_backup(
        "0.1.9", before="0.3.0"
    ): "made by imago 0.1.9, .* Restore it with version 0.1.9, then update.",
    unmounted: "There's no folder .*/usb. Create it, or mount its disk.",
    beat_gone: "Start the beat: ",
}


@pytest.fixture(autouse=True)
def _own_connection() -> Iterator[None]:
    yield
    connection.close_if_unusable_or_obsolete()


@pytest.mark.parametrize(
    ("say", "sentence"), FAILURES.items(), ids=lambda one: getattr(one, "__name__", None)
)
def test_it_says_what_to_do(
    say: Say, sentence: str, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
):
    said = say(monkeypatch, settings, tmp_path)
    assert re.search(sentence, said), said
    assert "Traceback" not in said


def test_each_check_that_can_fail_has_its_advice():
    assert set(ADVICE) == set(status.CHECKS) - {"version", "couples", "sessions"}
