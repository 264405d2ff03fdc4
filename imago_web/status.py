"""Whether every part is well, for `manage.py status` and `/healthz`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.models import F, Q
from django.utils import timezone

from backups import backup_keys
from backups.models import BackupRun
from core.version import VERSION
from couples import signups as signup_rules
from couples.models import User
from imago_web import clock, counts, heartbeats
from imago_web.advice import ADVICE, NO_COPY, UNDELETED
from imago_web.status_check import StatusCheck, ago, how_long, isoformat_or_none, join_counts
from mail.models import WAITING, OutgoingMail
from reminders.models import Delivery
from transcripts.models import Export

LEAST_FREE = 500 * 1024 * 1024  # bytes
OVERDUE = timedelta(minutes=15)  # for a mail, a push or an export in progress
NIGHTLY = timedelta(days=2)  # nightly backups, of which one may have failed


def run(names: Iterable[str] = ()) -> list[StatusCheck]:
    """Returns all checks, or the named ones. A part that can't be checked isn't well."""
    return [run_safely(name) for name in names or CHECKS]


def run_safely(name: str) -> StatusCheck:
    """Run a check, and add advice if it has failed. One that can't be run has failed."""
    try:
        check = CHECKS[name]()
    except Error:
        return StatusCheck(name, False, "unknown without the database")
    return check if check.ok or check.advice else replace(check, advice=str(ADVICE.get(name, "")))


def version() -> StatusCheck:
    """Name the version."""
    return StatusCheck("version", True, VERSION)


def database() -> StatusCheck:
    """Check that the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return StatusCheck("database", False, "not answering")
    return StatusCheck("database", True, "running")


def redis_answers() -> StatusCheck:
    """Check that Redis answers."""
    client = counts.redis_client()
    try:
        ok = bool(client.ping())
    except redis.RedisError:
        ok = False
    finally:
        client.close()
    return StatusCheck("redis", ok, "running" if ok else "not answering")


def beat() -> StatusCheck:
    """Check that the beat is alive."""
    return heartbeat_check(heartbeats.BEAT)


def worker() -> StatusCheck:
    """Whether a scheduled task from the beat has reached a worker."""
    check = heartbeat_check(heartbeats.WORKER)
    if check.ok or heartbeats.is_alive(heartbeats.BEAT):
        return check
    return replace(check, detail=f"{check.detail}, and the beat isn't running either")


def heartbeat_check(kind: str) -> StatusCheck:
    """Check that a process of this kind was seen recently, or has only just started."""
    seen = heartbeats.last_seen(kind)
    ok = heartbeats.is_alive(kind)
    facts = {"seen_at": isoformat_or_none(seen)}
    if not ok and heartbeats.is_starting():
        return StatusCheck(kind, True, "starting", facts)
    detail = f"last seen {ago(seen)}" if seen else "never seen"
    return StatusCheck(kind, ok, "running" if ok else detail, facts)


def queue() -> StatusCheck:
    """Tasks that no worker has taken yet, and how long what is due has waited."""
    try:
        tasks = counts.queued_tasks()
    except redis.RedisError:
        return StatusCheck("queue", False, "unknown without Redis", advice=str(ADVICE["redis"]))
    oldest = counts.oldest_due()
    seconds = int((timezone.now() - oldest).total_seconds()) if oldest else 0
    waits = [f"{tasks} waiting"] * bool(tasks) + ([f"longest wait {how_long(oldest)}"] if oldest else [])
    facts = {"tasks": tasks, "oldest_seconds": seconds}
    ok = seconds < OVERDUE.total_seconds() or heartbeats.is_starting()
    return StatusCheck("queue", ok, ", ".join(waits) or "nothing waiting", facts)


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
    is_late = counts["overdue"] and not heartbeats.is_starting()
    ok = not (counts["failing"] or is_late or counts["expired"])
    return StatusCheck("mails", ok, join_counts(counts) or "none waiting", counts)


def reminders() -> StatusCheck:
    """Reminders waiting to be mailed or pushed, and overdue ones that nothing has tried to send."""
    now = timezone.now()
    waiting = Delivery.objects.filter(claimed_at=None, sent_at=None, gave_up_at=None)
    counts = {
        "waiting": waiting.count(),
        "overdue": waiting.filter(tries=0, not_before__lt=now - OVERDUE).count(),
        "given up": Delivery.objects.filter(gave_up_at__gt=now - timedelta(days=1)).count(),
    }
    ok = not counts["overdue"] or heartbeats.is_starting()
    return StatusCheck("reminders", ok, join_counts(counts) or "none waiting", counts)


def exports() -> StatusCheck:
    """Exports that failed, and those that no worker is making."""
    now = timezone.now()
    rows = Export.objects.filter(expires_at__gt=now)
    waits = Q(state=Export.WAITING, requested_at__lt=now - OVERDUE)
    stopped = Q(state=Export.BUILDING, heartbeat_at__lt=now - OVERDUE)
    broken = Q(state=Export.FAILED, error=Export.BROKEN)
    counts = {"stuck": rows.filter(waits | stopped).count(), "failed": rows.filter(broken).count()}
    is_late = counts["stuck"] and not heartbeats.is_starting()
    ok = not (is_late or counts["failed"])
    return StatusCheck("exports", ok, join_counts(counts) or "none stuck", counts)


def disk() -> StatusCheck:
    """Check the free space of the data folder's disk."""
    free = shutil.disk_usage(
        next(one for one in (settings.DATA, *settings.DATA.parents) if one.exists())
    ).free
    return StatusCheck("disk", free >= LEAST_FREE, f"{free / 1024**3:.1f} GB free", {"free_bytes": free})


def backup() -> StatusCheck:
    """Late if backups are wanted, and there is something to copy. The last nightly copy mustn't have failed."""
    taken = backup_keys.finished_keys().values_list("created_at", flat=True).first()
    run = (
        BackupRun.objects.exclude(ended_at=None).order_by("-started_at").first() if settings.BACKUPS else None
    )
    error, undeleted = (run.error, run.undeleted) if run else ("", "")
    if run and taken and taken > run.started_at:  # one was made by hand after that
        error = ""
    since = taken or User.objects.order_by("date_joined").values_list("date_joined", flat=True).first()
    wanted = settings.BACKUPS or settings.BACKUP_FOR
    late = wanted and since and timezone.now() - since > NIGHTLY and not heartbeats.is_starting()
    tried = f"The last try failed: {error}" if error else undeleted
    detail = (ago(taken) if taken else "none yet") + (f". {tried}" if tried else "")
    facts = {"taken_at": isoformat_or_none(taken), "error": error, "undeleted": undeleted}
    advice = "" if error else str(NO_COPY) if late else str(UNDELETED) if undeleted else ""
    return StatusCheck("backup", not (late or error or undeleted), detail, facts, advice)


def clock_is_right() -> StatusCheck:
    """Check this machine's clock against the database's, and against what was stored before."""
    problem = clock.problem()
    return StatusCheck("clock", not problem, problem or "right")


def couples() -> StatusCheck:
    """Count the couples and their open invitations."""
    found = {"couples": counts.couples(), "open invitations": counts.open_invitations()}
    detail = f"{found['couples']} connected, {found['open invitations']} invited"
    return StatusCheck("couples", True, detail, found)


def sessions() -> StatusCheck:
    """Count the browsers that are signed in."""
    found = {"browsers": counts.signed_in_browsers()}
    return StatusCheck("sessions", True, f"{found['browsers']} signed in", found)


def signups() -> StatusCheck:
    """Say who may sign up. Nobody can ever come in if nobody has an account and nobody may make one."""
    is_shut = settings.SIGNUPS == signup_rules.CLOSED and not User.objects.exists()
    detail = settings.SIGNUPS + (", but nobody has an account yet" if is_shut else "")
    return StatusCheck("signups", not is_shut, detail)


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
