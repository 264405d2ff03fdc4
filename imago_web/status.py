"""Whether every part is well, for `manage.py status` and `/healthz`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.models import F, Q
from django.utils import timezone
from django.utils.timesince import timesince

from backups.models import BackupKey, BackupRun
from core.version import VERSION
from couples import signups as signup_rules
from couples.models import User
from imago_web import clock, counts, heartbeats
from mail.models import WAITING, OutgoingMail
from reminders.models import Delivery
from transcripts.models import Export

LEAST_FREE = 500 * 1024 * 1024  # bytes
OVERDUE = timedelta(minutes=15)  # for a mail, a push or an export in progress
NIGHTLY = timedelta(days=2)  # nightly backups, of which one may have failed


@dataclass(frozen=True)
class StatusCheck:
    """The result for one part. `facts` are for programs."""

    name: str
    ok: bool
    detail: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(names: Iterable[str] = ()) -> list[StatusCheck]:
    """Returns all checks, or the named ones. A part that can't be checked isn't well."""
    return [run_safely(name) for name in names or CHECKS]


def run_safely(name: str) -> StatusCheck:
    """Run a check; one that raises has failed."""
    try:
        return CHECKS[name]()
    except Error:
        return StatusCheck(name, False, "unknown: the database doesn't answer")


def version() -> StatusCheck:
    """Name the version."""
    return StatusCheck("version", True, VERSION)


def database() -> StatusCheck:
    """Check that the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return StatusCheck("database", False, "doesn't answer")
    return StatusCheck("database", True, "answers")


def redis_answers() -> StatusCheck:
    """Check that Redis answers."""
    client = counts.redis_client()
    try:
        ok = bool(client.ping())
    except redis.RedisError:
        ok = False
    finally:
        client.close()
    return StatusCheck("redis", ok, "answers" if ok else "doesn't answer")


def beat() -> StatusCheck:
    """Check that the beat is alive."""
    return heartbeat_check(heartbeats.BEAT, "scheduled tasks aren't being sent: start the beat")


def worker() -> StatusCheck:
    """Whether a scheduled task from the beat has reached a worker."""
    if heartbeats.is_alive(heartbeats.BEAT):
        return heartbeat_check(
            heartbeats.WORKER,
            "the beat is running, but no worker picks up its tasks: start a worker, or check Redis",
        )
    return heartbeat_check(heartbeats.WORKER, "no scheduled task has reached a worker")


def heartbeat_check(kind: str, otherwise: str) -> StatusCheck:
    """Check that a process of this kind was seen recently."""
    seen = heartbeats.last_seen(kind)
    ok = heartbeats.is_alive(kind)
    detail = f"seen {ago(seen)}" if ok else f"seen {ago(seen)}; {otherwise}"
    return StatusCheck(kind, ok, detail, {"seen_at": isoformat_or_none(seen)})


def queue() -> StatusCheck:
    """Tasks that no worker has taken yet, and how long what is due has waited."""
    try:
        tasks = counts.queued_tasks()
    except redis.RedisError:
        return StatusCheck("queue", False, "unknown: Redis doesn't answer")
    oldest = counts.oldest_due()
    seconds = int((timezone.now() - oldest).total_seconds()) if oldest else 0
    detail = f"{tasks} tasks, " + (f"the oldest due {ago(oldest)}" if oldest else "nothing is waiting")
    facts = {"tasks": tasks, "oldest_seconds": seconds}
    return StatusCheck("queue", seconds < OVERDUE.total_seconds(), detail, facts)


def mails() -> StatusCheck:
    """Waiting and failed mails. An address that the mail server refuses isn't this machine's fault."""
    now = timezone.now()
    waiting = OutgoingMail.objects.filter(WAITING)
    gave_up = OutgoingMail.objects.filter(gave_up_at__gt=now - timedelta(days=1))
    counts = {
        "waiting": waiting.count(),
        "failing": waiting.filter(tries__gt=0, made_at__lt=now - OVERDUE).count(),
        "overdue": waiting.filter(tries=0, not_before__lt=now - OVERDUE).count(),
        "expired": gave_up.filter(gave_up_at__gte=F("expires_at")).count(),
        "refused": gave_up.filter(gave_up_at__lt=F("expires_at")).count(),
    }
    ok = not (counts["failing"] or counts["overdue"] or counts["expired"])
    return StatusCheck("mails", ok, join_counts(counts), counts)


def reminders() -> StatusCheck:
    """Reminders waiting to be mailed or pushed, and overdue ones that nothing has tried to send."""
    now = timezone.now()
    waiting = Delivery.objects.filter(claimed_at=None, sent_at=None, gave_up_at=None)
    counts = {
        "waiting": waiting.count(),
        "overdue": waiting.filter(tries=0, not_before__lt=now - OVERDUE).count(),
        "given up": Delivery.objects.filter(gave_up_at__gt=now - timedelta(days=1)).count(),
    }
    return StatusCheck("reminders", not counts["overdue"], join_counts(counts), counts)


def exports() -> StatusCheck:
    """Exports that failed, and those that no worker is making."""
    now = timezone.now()
    rows = Export.objects.filter(expires_at__gt=now)
    waits = Q(state=Export.WAITING, requested_at__lt=now - OVERDUE)
    stopped = Q(state=Export.BUILDING, heartbeat_at__lt=now - OVERDUE)
    broken = Q(state=Export.FAILED, error=Export.BROKEN)
    counts = {"stuck": rows.filter(waits | stopped).count(), "failed": rows.filter(broken).count()}
    return StatusCheck("exports", not any(counts.values()), join_counts(counts), counts)


def disk() -> StatusCheck:
    """Check the free space of the data folder's disk."""
    free = shutil.disk_usage(
        next(one for one in (settings.DATA, *settings.DATA.parents) if one.exists())
    ).free
    return StatusCheck("disk", free >= LEAST_FREE, f"{free / 1024**3:.1f} GB free", {"free_bytes": free})


def backup() -> StatusCheck:
    """Late if backups are wanted, and there is something to copy. The last nightly copy mustn't have failed."""
    taken = BackupKey.objects.order_by("-created_at").values_list("created_at", flat=True).first()
    run = BackupRun.objects.order_by("-started_at").first()
    error = run.error if run and settings.BACKUPS else ""
    since = taken or User.objects.order_by("date_joined").values_list("date_joined", flat=True).first()
    wanted = settings.BACKUPS or settings.BACKUP_FOR
    late = bool(wanted and since and timezone.now() - since > NIGHTLY)
    detail = f"last one {ago(taken)}" + (f"; the last try failed: {error}" if error else "")
    facts = {"taken_at": isoformat_or_none(taken), "error": error}
    return StatusCheck("backup", not (late or error), detail, facts)


def clock_is_right() -> StatusCheck:
    """Check this machine's clock against the database's, and against what was stored before."""
    problem = clock.problem()
    return StatusCheck("clock", not problem, problem or "right, as far as imago can tell")


def couples() -> StatusCheck:
    """Count the couples and their open invitations."""
    found = {"couples": counts.couples(), "open invitations": counts.open_invitations()}
    detail = f"{found['couples']}, open invitations: {found['open invitations']}"
    return StatusCheck("couples", True, detail, found)


def sessions() -> StatusCheck:
    """Count the browsers that are signed in."""
    found = {"browsers": counts.signed_in_browsers()}
    return StatusCheck("sessions", True, str(found["browsers"]), found)


def signups() -> StatusCheck:
    """Say who may sign up. Nobody can ever come in if nobody has an account and nobody may make one."""
    is_shut = settings.SIGNUPS == signup_rules.CLOSED and not User.objects.exists()
    detail = settings.SIGNUPS + ("; but nobody has an account yet: set IMAGO_SIGNUPS=open" if is_shut else "")
    return StatusCheck("signups", not is_shut, detail)


def join_counts(counts: dict[str, int]) -> str:
    """Return counts as text."""
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def ago(moment: datetime | None) -> str:
    """Return how long ago a moment was, in words."""
    if moment is None:
        return "never"
    seconds = int((timezone.now() - moment).total_seconds())
    return f"{seconds} seconds ago" if seconds < 120 else f"{timesince(moment)} ago".replace("\xa0", " ")


def isoformat_or_none(moment: datetime | None) -> str | None:
    """Return the moment in ISO format."""
    return moment.isoformat() if moment else None


CHECKS: dict[str, Callable[[], StatusCheck]] = {
    "version": version,
    "database": database,
    "redis": redis_answers,
    "beat": beat,
    "worker": worker,
    "queue": queue,
    "mails": mails,
    "reminders": reminders,
    "exports": exports,
    "disk": disk,
    "backup": backup,
    "clock": clock_is_right,
    "couples": couples,
    "sessions": sessions,
    "signups": signups,
}
