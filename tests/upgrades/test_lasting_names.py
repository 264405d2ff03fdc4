"""Names that are known outside the code: to phones, to whoever runs imago, to files, and to processes of the version
before. `lasting_names.json` is only ever added to. What the database and the URLs are called is proven by
`test_upgrades`, what a phone keeps by `tests/browser/test_drafts_of_before`."""

from __future__ import annotations

import io
import json
import os
import re
import runpy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from backups import archive, nightly, storage
from backups.archive import ArchiveReader
from core import event_bus
from core.reminder_types import reminder_types
from couples import signups
from imago_web.celery import app
from reminders import delivery, push, throttle
from runtime import instance, local_ca, migration_runner
from runtime.embedded_servers import EmbeddedServers
from runtime.instance import ROOT
from transcripts.exports import services
from vault import rotation, wrapping

SECURE = "https://imago.example"
KEEP = "known outside the code: keep the name, or let the old one go on working beside the new one"
NAMES = json.loads(Path(__file__).with_name("lasting_names.json").read_text())
LOCKS = [  # in the database, for processes of two versions during an update
    (delivery.LOCK, 0x696D61676F),
    (throttle.LOCK, 0x696D61676F02),
    (services.LOCK_CLASS, 0x70617263),
    (signups.FIRST_ACCOUNT_LOCK, 0x696D61676F03),
    (wrapping.MASTER_KEYS_LOCK, 7_061_994),
    (rotation.ROTATION_LOCK, 7_061_995),
    (migration_runner.UPDATE_LOCK, 7_061_996),
    (nightly.NIGHTLY_LOCK, 7_061_997),
]
ARCHIVE = rb"""{"imago": "data", "taken_at": "2026-11-28T18:00:00+00:00", "migrations": ["vault.0001"], "format": 1}
{"part": "rows", "table": "couples_couple", "columns": ["id", "ended_at"]}
1	\N
\.
{"rows": 1}
{"end": true}
"""


class Noted(dict[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Noted:
    noted = Noted(os.environ | {"IMAGO_DATA": str(tmp_path)})
    monkeypatch.setattr(os, "environ", noted)
    return noted


def settings() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "imago_web" / "settings.py"))


@pytest.mark.parametrize(("origins", "prefix"), [("", ""), (SECURE, "__Host-")])
def test_cookies(environ, origins, prefix):
    environ["IMAGO_ORIGINS"] = origins
    found = settings()
    assert {name: found[name] for name in NAMES["cookies"]} == {
        name: prefix + old for name, old in NAMES["cookies"].items()
    }


def test_environment_variables(environ):
    settings()
    assert set(NAMES["variables"]) - environ.asked == set(), KEEP


def test_the_compose_file():
    text = (ROOT / "docker-compose.yml").read_text()
    used = set(re.findall(r"\$\{(\w+)", text))
    assert set(NAMES["variables of the compose file"]) - used == set(), KEEP
    volumes = set(yaml.safe_load(text)["volumes"])
    assert set(NAMES["volumes of the compose file"]) - volumes == set(), (
        "the data is in the volume of that name"
    )


def test_files_of_the_data_folder(environ, tmp_path):
    with instance.lock_data_folder(tmp_path):
        (tmp_path / "run.json").write_text('{"address": "here"}')
        assert instance.server_urls(tmp_path) == {"address": "here"}
    assert {path.name for path in tmp_path.iterdir()} == {"lock", "run.json"}
    found, servers = settings(), EmbeddedServers(tmp_path)
    local_ca.ensure_certificate(tmp_path / "tls", ["localhost"])
    paths = [found["STATIC_ROOT"], found["EMAIL_FILE_PATH"], servers.postgres.folder, servers.valkey.folder]
    assert [path.relative_to(tmp_path).name for path in paths] == ["static", "mail", "postgres", "valkey"]
    made = {path.name for path in (tmp_path / "tls").iterdir()}
    assert made == {"authority.pem", "authority.crt", "server.pem"}


@pytest.mark.parametrize("line", NAMES["commands"])
def test_commands_and_their_options(line):
    name, *words = line.split()
    load_command_class(get_commands()[name], name).create_parser("manage.py", name).parse_args(words)


@pytest.mark.parametrize("name", NAMES["programs"])
def test_programs(name):
    assert find_spec(name), KEEP


def test_tasks():
    app.loader.import_default_modules()
    assert set(NAMES["tasks"]) - set(app.tasks) == set(), KEEP


def test_reminders_that_somebody_has_switched_off():
    assert set(NAMES["reminders"]) - set(reminder_types()) == set(), (
        "a new name would be switched on again for everybody"
    )


def test_locks():
    assert all(now == before for now, before in LOCKS)


def test_processes_of_the_version_before_are_heard():
    assert event_bus.GROUP == "dialogues"


def test_a_room_that_was_open_before_the_update_finds_its_way_in_a_stage():
    html = "".join(path.read_text() for path in (ROOT / "templates" / "dialogues").glob("*.html"))
    classes = {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}
    found = classes | set(re.findall(r"\bdata-[a-z-]+", html))
    assert set(NAMES["parts of a stage"]) - found == set(), KEEP


def test_what_the_service_worker_of_before_is_sent():
    assert {"title", "body"} <= set(json.loads(push.payload("en")))


@pytest.mark.parametrize("kind", ["data", "keys"])
def test_files_of_backups(kind, tmp_path):
    (tmp_path / f"imago-{kind}-20261128T180000.000000Z.age").touch()
    assert len(storage.list_backups(tmp_path, kind)) == 1


def test_what_stands_in_a_backup():
    reader = ArchiveReader(io.BytesIO(ARCHIVE).readline)
    assert reader.header.format == archive.FORMAT
    [rows] = [[part.table, part.columns, part.read(), part.read()] for part in reader.parts()]
    assert rows == ["couples_couple", ("id", "ended_at"), b"1\t\\N\n", b""]
    assert (archive.ROWS_PART, archive.TOMBSTONES_PART, archive.SURVIVORS_PART) == (
        "rows",
        "gone",
        "standing",
    )
