"""`manage.py status` names the part that isn't well; `/healthz?only=worker` notices a dead worker or beat."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from backups.models import BackupKey
from couples.models import User
from imago_web import status
from imago_web.advice import ADVICE, NO_COPY
from imago_web.beat import HeartbeatScheduler
from imago_web.celery import app
from imago_web.models import Heartbeat
from imago_web.tasks import heartbeat, record_worker_start
from mail.models import OutgoingMail
from reminders.models import Delivery, Notice
from tests.privacy.test_logs import broken
from tests.runtime.running import Up
from transcripts.models import Export
from vault.models import Process
from vault.process_registry import ProcessAnnouncer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_servers")]
JUST_NOW, HOURS_AGO = timezone.now() - timedelta(minutes=1), timezone.now() - timedelta(hours=3)
NO_REDIS = "redis://127.0.0.1:1/0"


def told(*options: str) -> tuple[int, str]:
    """The exit code of `manage.py status`, and what it says."""
    out = StringIO()
    try:
        call_command("status", *options, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def checks(*options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told("--json", *options)[1])["checks"]
    return found


@pytest.fixture
def running() -> None:
    """The beat has just scheduled a task, and a worker has run it."""
    HeartbeatScheduler(app, schedule={}, lazy=True).tick()
    heartbeat()


def silent_since(kind: str, minutes: float) -> None:
    Heartbeat.objects.filter(kind=kind).update(seen_at=timezone.now() - timedelta(minutes=minutes))


def healthz(only: str) -> tuple[int, Any]:
    answer = Client().get("/healthz", {"only": only}, headers={"Host": "an address inside"})
    return answer.status_code, answer.json()


def test_all_is_well(running: None) -> None:
    code, said = told()
    assert code == 0, said
    assert [line.split()[1] for line in said.splitlines()] == list(status.CHECKS)
    assert {line.split()[0] for line in said.splitlines()} == {"ok"}
    assert healthz("worker") == (200, {"worker": True})


def test_where_neither_has_ever_run_both_are_missed() -> None:
    code, said = told()
    assert code == 1
    assert [line.split()[2] for line in said.splitlines() if line.startswith("NOT OK")] == ["beat", "worker"]
    assert healthz("worker") == (503, {"worker": False})


def test_a_dead_worker_is_told_from_a_dead_beat(running: None) -> None:
    silent_since("worker", 3)
    found = checks()
    assert (found["beat"]["ok"], found["worker"]["ok"]) == (True, False)
    assert found["worker"]["detail"] == "last seen 3 minutes ago"
    assert found["worker"]["advice"] == ADVICE["worker"]
    assert healthz("worker") == (503, {"worker": False})
    silent_since("beat", 3)
    found = checks()
    assert (found["beat"]["detail"], found["beat"]["advice"]) == ("last seen 3 minutes ago", ADVICE["beat"])
    assert found["worker"]["detail"] == "last seen 3 minutes ago, and the beat isn't running either"


def test_what_has_only_just_started_counts_as_ok() -> None:
    ProcessAnnouncer("web").announce()
    assert told("--only", "beat", "--only", "worker") == (
        0,
        "ok      beat       starting\nok      worker     starting\n",
    )
    assert healthz("worker") == (200, {"worker": True})
    Process._default_manager.update(started_at=timezone.now() - timedelta(minutes=2))
    assert told("--only", "beat") == (1, f"NOT OK  beat       never seen\n{'':19}{ADVICE['beat']}\n")
    ProcessAnnouncer("web").announce()  # one of several is restarted
    assert healthz("worker") == (503, {"worker": False})


def test_two_minutes_are_borne(running: None) -> None:
    silent_since("worker", 1.9)
    assert healthz("worker")[0] == 200


def test_another_living_worker_is_enough(running: None) -> None:
    ancient = timezone.now() - timedelta(days=2)
    Heartbeat.objects.create(process="worker elsewhere:1", kind="worker", seen_at=ancient)
    assert healthz("worker")[0] == 200
    heartbeat()
    assert set(Heartbeat.objects.values_list("kind", flat=True)) == {"beat", "worker"}
    assert not Heartbeat.objects.filter(seen_at=ancient).exists()


def test_a_worker_is_seen_as_soon_as_it_is_ready() -> None:
    record_worker_start()
    assert healthz("worker")[0] == 200


@pytest.mark.django_db(transaction=True)
def test_the_beat_goes_on_without_a_database() -> None:
    with broken("imago_web_heartbeat"):
        assert HeartbeatScheduler(app, schedule={}, lazy=True).tick() > 0
    HeartbeatScheduler(app, schedule={}, lazy=True).tick()
    assert checks("--only", "beat")["beat"]["ok"]


def test_a_stranger_learns_nothing_else(running: None) -> None:
    for only in ("", "database", "redis", "worker", "backup", "disk", "\x00"):
        code, body = healthz(only)
        assert code == 200
        assert set(body) <= {"database", "redis", "worker"}
        assert set(body.values()) == {True}


def test_redis_away_is_said(running: None, settings) -> None:
    settings.REDIS_URL = NO_REDIS
    assert told("--only", "redis") == (1, f"NOT OK  redis      not answering\n{'':19}{ADVICE['redis']}\n")
    assert told("--only", "database", "--only", "worker")[0] == 0


def test_reminders_that_nobody_sends_are_said(ana: User, running: None) -> None:
    notice = Notice.objects.create(user=ana, sort="turn", occasion="x", path="/", due_at=timezone.now())
    waiting = Delivery.objects.create(notice=notice, not_before=timezone.now())
    assert checks()["reminders"] == {
        "name": "reminders",
        "ok": True,
        "detail": "1 waiting",
        "facts": {"waiting": 1, "overdue": 0, "given up": 0},
        "advice": "",
    }
    waiting.not_before -= timedelta(hours=1)
    waiting.save()
    assert [checks()[name]["ok"] for name in ("reminders", "queue")] == [False, False]
    ProcessAnnouncer("web").announce()
    assert [checks()[name]["ok"] for name in ("reminders", "queue")] == [True, True], (
        "it has only just started"
    )


@pytest.mark.parametrize(
    ("fields", "counted", "ok"),
    [
        ({}, "waiting", True),
        ({"tries": 3, "made_at": HOURS_AGO}, "failing", False),
        ({"not_before": HOURS_AGO}, "overdue", False),
        ({"gave_up_at": JUST_NOW, "expires_at": HOURS_AGO}, "expired", False),
        ({"gave_up_at": JUST_NOW}, "refused", True),
        ({"sent_at": JUST_NOW}, "", True),
    ],
)
def test_mails_that_fail_are_said(running: None, fields: dict[str, Any], counted: str, ok: bool) -> None:
    OutgoingMail.objects.create(
        **{"purpose": "x", "expires_at": timezone.now() + timedelta(days=1), **fields}
    )
    found = checks()["mails"]
    assert found["ok"] is ok
    assert not counted or found["facts"][counted] == 1
    assert sum(found["facts"].values()) <= 2
    ProcessAnnouncer("web").announce()
    assert checks()["mails"]["ok"] is (ok or counted == "overdue"), (
        "a start excuses what waits, not what fails"
    )


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({"state": "failed", "error": "broken"}, {"stuck": 0, "failed": 1}),
        ({"state": "making", "heartbeat_at": timezone.now() - timedelta(hours=1)}, {"stuck": 1, "failed": 0}),
        ({"state": "failed", "error": "letters"}, {"stuck": 0, "failed": 0}),
        ({"state": "waiting"}, {"stuck": 0, "failed": 0}),
    ],
)
def test_files_that_are_stuck_are_said(
    ana: User, running: None, fields: dict[str, Any], facts: dict[str, int]
) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    Export.objects.create(user=ana, scope="one", format="pdf", expires_at=tomorrow, **fields)
    found = checks()["exports"]
    assert (found["facts"], found["ok"]) == (facts, not any(facts.values()))


def test_a_full_disk_is_said(running: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "LEAST_FREE", 1 << 60)
    assert told("--only", "disk")[0] == 1


def test_a_backup_that_did_not_come_is_said_where_one_is_wanted(running: None, settings) -> None:
    User.objects.create(email="ana@example.org")
    User.objects.update(date_joined=timezone.now() - timedelta(days=3))
    assert checks()["backup"]["ok"]
    settings.BACKUP_FOR = ["age1"]
    assert checks()["backup"] | {"facts": None} == {
        "name": "backup",
        "ok": False,
        "detail": "none yet",
        "facts": None,
        "advice": NO_COPY,
    }
    key = BackupKey.objects.create(identity=b"x")
    assert checks()["backup"]["facts"] == {
        "taken_at": key.created_at.isoformat(),
        "error": "",
        "undeleted": "",
    }
    BackupKey.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert told("--only", "backup")[0] == 1


def test_where_nothing_runs_it_says_so(data: Path) -> None:
    code, said = Up(data).run("status")
    assert code == 1
    assert "NOT OK  database   not answering" in said
    assert "Traceback" not in said
