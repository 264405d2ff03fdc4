"""A rotation in a process of its own, to be held up and killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from runtime.instance import ROOT
from tests.web_process import database_url
from vault import keyring, rotation, startup
from vault.models import Check, DataKey
from vault.sealing import forget_ciphers, unseal

CANARY = "a heron stands in the reeds"
PLACE = "t:c:1"
PATIENCE = 30  # seconds


@dataclass
class Data:
    """Sealed words under more data keys than one batch holds, with the keys in a file."""

    settings: Any
    owner: uuid.UUID
    blob: bytes

    def wrapped(self) -> dict[uuid.UUID, bytes]:
        return {key.pk: bytes(key.wrapped or b"") for key in DataKey.objects.all()}

    def ring(self) -> keyring.Keyring:
        return keyring.read_keyring(self.settings.KEYRING.path)

    def start_again(self) -> None:
        """What a process knows that starts now."""
        self.settings.KEYRING = self.ring()
        forget_ciphers()

    def opens(self) -> bool:
        self.start_again()
        startup.verify_keys()
        for key in DataKey.objects.all():
            key.unwrap()
        return unseal((self.owner,), self.blob, PLACE) == CANARY


def start_rotating(data: Data) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IMAGO_")}
    environ = {**kept, "IMAGO_DATA": str(data.settings.KEYRING.path.parent), "DATABASE_URL": database_url()}
    command = [sys.executable, str(ROOT / "manage.py"), "vault", "rotate"]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def locks(where: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM pg_locks WHERE {where}")
        return int(cursor.fetchone()[0])


def somebody_waits() -> bool:
    return locks("NOT granted") > 0


def nobody_rotates() -> bool:
    return locks(f"locktype = 'advisory' AND objid = {rotation.ROTATION_LOCK}") == 0


def has_begun(process: subprocess.Popen[str]) -> bool:
    return not nobody_rotates() or process.poll() is not None


@contextmanager
def rows_held(rows: QuerySet[Any]):
    with transaction.atomic():
        assert list(rows.select_for_update())
        yield


def first_key_held() -> AbstractContextManager[None]:
    return rows_held(DataKey.objects.order_by("pk")[:1])


def last_key_held() -> AbstractContextManager[None]:
    return rows_held(DataKey.objects.order_by("-pk")[:1])


def check_held() -> AbstractContextManager[None]:
    return rows_held(Check.objects.all())
