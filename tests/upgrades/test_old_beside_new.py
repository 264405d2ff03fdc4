"""An update while people talk: two versions of the code on one database and one Redis, and back again.

Everything happens through HTTP and sockets. All the while, pages of all rooms are asked for from whichever process
there is, as a balancer would.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from runtime.instance import ROOT
from runtime.schema_check import check_schema
from tests.dialogues.dialogue_driver import SAYS, WHOLE
from tests.dialogues.socket_client import ReconnectingPhone
from tests.upgrades import freeze_code
from tests.upgrades.old_data import loaded, prepare
from tests.web_process import WebProcess, database_url
from vault import keyring

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

SOON = 20  # seconds; a sweep finds what was missed within one, and test machines are slow
WRITTEN_BY = "0.2.0"  # the data that they begin with
RESTARTED = 1012
CSRF = "c" * 32
PAGES = ["/", "/dialogues/", "/transcripts/", "/exits/", "/requests/", "/inbox/", "/me/", "/help/"]
SET_UP = """
import json
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
call_command("createcachetable", verbosity=0)
from couples.models import Partner, User
from couples.session_credentials import create_session
from dialogues.begin import begin_dialogue
from imago_web import demo
from vault import startup
startup.verify_keys()
ana, ben = [Partner.objects.current(User.objects.get(email=email)) for email in demo.PHONES.values()]
talk = begin_dialogue(ana, kind="intentional", mode="written", topic="Quiet dinners", keep=True)
print(json.dumps([str(talk.pk), *(create_session(one.user).session_key for one in (ana, ben))]))
"""


class OldWebProcess(WebProcess):
    """A web process of the version before."""

    def __init__(self, root: Path, log: Path, **environ: str) -> None:
        super().__init__(log, IMAGO_STATIC=str(root / "static"), **environ)
        self.root = root


@dataclass
class Story:
    """The two processes, the couple's dialogue, and what came of every request."""

    old: OldWebProcess
    new: WebProcess
    dialogue: str
    cookies: dict[str, str]
    statuses: list[tuple[int, str]] = field(default_factory=list)
    version: int = 0

    def __post_init__(self) -> None:
        self.script = WHOLE.split(",")
        self.phones = {
            who: ReconnectingPhone(self.old.base_url, self.dialogue, cookie, self.new.base_url)
            for who, cookie in self.cookies.items()
        }

    async def request(self, who: str, path: str, data: dict[str, Any] | None = None) -> None:
        """Ask whichever process answers, as a balancer does."""
        cookie = f"imago_session={self.cookies[who]}; imago_csrf={CSRF}"
        async with asyncio.timeout(SOON):
            for process in cycle([self.old, self.new] if len(self.statuses) % 2 else [self.new, self.old]):
                headers = {"Cookie": cookie, "X-CSRFToken": CSRF, "Origin": process.base_url}
                with suppress(httpx.TransportError):
                    async with httpx.AsyncClient(
                        base_url=process.base_url, headers=headers, timeout=SOON
                    ) as web:
                        response = await web.request("POST" if data else "GET", path, data=data)
                        self.statuses.append((response.status_code, path))
                        return
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def requests(self) -> AsyncIterator[None]:
        """Have both browse all the while."""
        task = asyncio.create_task(self.look_around())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def look_around(self) -> None:
        for page in cycle(PAGES):
            for who in self.cookies:
                await self.request(who, page)
                await self.request(who, f"/dialogues/{self.dialogue}/")
            await asyncio.sleep(0.25)

    async def go_on(self, moves: int) -> None:
        """Make these moves, every third by form, and see each on both phones."""
        for _ in range(moves):
            who, move = self.script[self.version].split()
            words = f"{who} says {move} {self.version}" if move in SAYS else ""
            async with asyncio.timeout(SOON):
                await self.make(who, move, words)
                for phone in self.phones.values():
                    await phone.stage(self.version)

    async def make(self, who: str, move: str, words: str) -> None:
        self.version += 1
        if self.version % 3:
            answer = await self.phones[who].move(move, words, self.version - 1)
            assert (answer["is"], answer["version"]) == ("ack", self.version)
            return
        form = {"move": move, "words": words, "seen": self.version - 1, "key": secrets.token_urlsafe(16)}
        await self.request(who, f"/dialogues/{self.dialogue}/moves/", form)
        assert self.statuses[-1][0] in (200, 303)


@pytest.fixture
def story(transactional_db: None, tmp_path: Path) -> Iterator[Story]:
    """Ana and Ben, who have written in every room, have begun a dialogue with the version before."""
    with loaded(WRITTEN_BY, tmp_path):
        ring = settings.KEYRING
        keys = {"IMAGO_SECRET_KEY": ring.secret, "IMAGO_MASTER_KEYS": keyring.format_masters(ring.masters)}
        root = freeze_code.unpack(freeze_code.BEFORE, tmp_path / "code")
        add_files_of_packages(root / freeze_code.MANIFEST)
        old = OldWebProcess(root, tmp_path / "old.log", **keys)
        environ = os.environ | {"DATABASE_URL": database_url()} | old.environ
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", SET_UP]
        told = subprocess.run(command, cwd=root, env=environ, check=True, capture_output=True)
        dialogue, ana, ben = json.loads(told.stdout)
        story = Story(old, WebProcess(tmp_path / "new.log", **keys), dialogue, {"ana": ana, "ben": ben})
        old.start()
        yield story
        for process in (story.old, story.new):
            process.terminate()
            print(process.log.read_text() if process.log.exists() else "")  # noqa: T201  shown if it fails


def add_files_of_packages(manifest: Path) -> None:
    """Add the static files of packages, which the archive doesn't know."""
    told = json.loads(manifest.read_text())
    storage: Any = staticfiles_storage
    told["paths"] = {name: name for name in storage.hashed_files} | told["paths"]
    manifest.write_text(json.dumps(told))


def update() -> None:
    """`manage.py setup` of today's version."""
    try:
        prepare()
    finally:
        connection.close()


def back_to(version: str) -> None:
    """Hide newer migrations from a version that refuses any it doesn't know, as in docs/updating.md."""
    known = freeze_code.migrations(version)
    ours = {app.label for app in apps.get_app_configs() if (ROOT / app.path).parent == ROOT}
    applied = [key for key in MigrationLoader(connection).applied_migrations if key[0] in ours]
    for app in sorted({app for app, _ in set(applied) - known}):
        last = max((name for label, name in known if label == app), default="zero")
        call_command("migrate", app, last, fake=True, verbosity=0)
    connection.close()


def forward_again() -> None:
    call_command("migrate", fake=True, verbosity=0)
    check_schema()
    connection.close()


async def hold(story: Story) -> None:
    async with story.requests():
        await story.go_on(5)
        await asyncio.gather(asyncio.to_thread(update), story.go_on(4))
        await asyncio.to_thread(story.new.start)
        await story.phones["ben"].go_to(story.new.base_url)
        await story.go_on(5)
        await asyncio.gather(asyncio.to_thread(story.old.terminate), story.go_on(4))
        assert story.phones["ana"].close_codes == [RESTARTED]
        await asyncio.to_thread(back_to, freeze_code.BEFORE)
        await asyncio.to_thread(story.old.start)
        await story.phones["ana"].go_to(story.old.base_url, story.new.base_url)
        await story.go_on(3)
        story.phones["ben"].base_urls.append(story.old.base_url)
        await asyncio.gather(
            asyncio.to_thread(story.new.terminate), story.go_on(len(story.script) - story.version)
        )
        assert story.phones["ben"].close_codes == [RESTARTED]
    for phone in story.phones.values():
        assert phone.turns == list(range(1, len(story.script) + 1))
        await phone.leave()
    await story.request("ana", f"/dialogues/{story.dialogue}/")


def test_a_dialogue_is_held_through_an_update_and_back(story: Story):
    asyncio.run(hold(story))
    failed = [(status, path) for status, path in story.statuses if status >= 400]
    assert failed == []
    assert len(story.statuses) > 2 * len(PAGES)
    for process in (story.old, story.new):
        assert "Traceback" not in process.log.read_text()
    forward_again()
