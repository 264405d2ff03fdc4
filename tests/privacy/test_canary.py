"""Nothing intimate lies open on the disk, in Redis, in a log or in a temp folder (safety 13)."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from channels.db import database_sync_to_async as in_database
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from pytest_django import Settings

from couples.sessions import SessionStore
from dialogues.models import Dialogue, Turn
from dialogues.protocol.kinds import KINDS
from tests.dialogues.dialogue_driver import Talk
from tests.factories import pair, person, session_cookie
from tests.privacy import canary
from tests.privacy.canary import CANARY, OPEN_WORD
from tests.privacy.columns import IN_CLEAR, SEALED, SEALED_IN_CODE, TEXT
from tests.web_process import WebProcess
from workup.models import Answer, PartThanks, PartWording, SharedPart


def test_each_text_column_is_sealed_or_has_a_reason():
    assert TEXT - SEALED - set(IN_CLEAR) == set(), (
        "Make each a SealedTextField, or say in IN_CLEAR, in tests/privacy/columns.py, why it needs no seal."
    )
    assert (set(IN_CLEAR) | SEALED_IN_CODE) - TEXT == set(), "Take these out of tests/privacy/columns.py."
    assert set(IN_CLEAR) & SEALED == set()


def sees(folder: Path, what: str) -> list[str]:
    """The files below a folder that hold this text."""
    found = []
    for parent, _, names in os.walk(folder):  # it passes over folders that go meanwhile
        for path in (Path(parent, name) for name in names):
            with suppress(OSError):  # gone meanwhile, as temp files do
                if path.is_file() and what.encode() in path.read_bytes():
                    found.append(str(path.relative_to(folder)))
    return found


def in_redis(what: str) -> list[str]:
    """The keys that hold this text, and whatever else Redis would write to a disk."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        keys = list(client.scan_iter())
        return [repr(key) for key in keys if what.encode() in (client.dump(key) or b"") + key]


@pytest.mark.django_db(transaction=True)
async def test_the_canary_is_found_nowhere(
    server: WebProcess, settings: Settings, tmp_path_factory: pytest.TempPathFactory
):
    own_files = tmp_path_factory.getbasetemp()

    def prepare() -> tuple[Talk, str]:
        ana, ben = person("Ana"), person("Ben")
        pair(ana, ben)
        cookie = session_cookie(ana)
        canary.write_on_every_page(cookie)
        return Talk(ana, ben), cookie

    talk, cookie = await in_database(prepare)()
    await in_database(canary.work_up)(server, cookie)
    await in_database(canary.promise)(cookie)
    await canary.play_with_words(server, talk)
    await in_database(canary.by_the_form_door)(server, talk, cookie)
    await in_database(canary.look_for_it)(server, cookie)
    await in_database(canary.take_away)(server, cookie)

    def search() -> None:
        assert Dialogue.objects.count() == len(KINDS) + 4
        assert Turn.objects.filter(words__isnull=False).count() >= 3
        assert Answer.objects.filter(value__isnull=False).count() >= 16
        assert [model.objects.count() for model in (SharedPart, PartWording, PartThanks)] == [2, 2, 2]
        assert CANARY not in str([SessionStore().decode(row.session_data) for row in Session.objects.all()])
        assert CANARY not in "\n".join(canary.all_that_is_sent(settings))
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        assert sees(settings.DATA / "postgres", OPEN_WORD), "the search itself does not work"
        assert sees(settings.DATA.parent, CANARY) == []
        assert sees(server.log.parent, CANARY) == []
        assert in_redis(CANARY) == []
        assert Path(tempfile.gettempdir()).is_relative_to(settings.DATA.parent)
        assert sees(own_files, CANARY) == []

    await in_database(search)()
