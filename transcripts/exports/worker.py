"""Build exports, one at a time in each process.

A worker claims an export before building it. If the export is deleted or claimed by another worker meanwhile,
the claim no longer matches and the result is discarded.
"""

from __future__ import annotations

import logging
import threading
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from core.pdf_renderer import PdfUnavailable
from couples.models import Partner
from transcripts.exports import build
from transcripts.exports.build import exportable_dialogues
from transcripts.exports.services import EXPORT_LIFETIME, delete_exports
from transcripts.exports.types import ExportFile
from transcripts.models import Export
from vault.sealing import Destroyed, seal_bytes

log = logging.getLogger(__name__)
MAX_TRIES = 3
STALE_AFTER = timedelta(minutes=5)  # without a heartbeat for this long, a worker is dead
build_lock = threading.Lock()
shutdown_event = threading.Event()  # unfinished exports are returned to the queue


class ClaimLost(Exception):
    """The export is gone or belongs to another worker."""


class WorkerStopping(Exception):
    """This process is shutting down."""


def build_waiting(now: datetime | None = None) -> None:
    """Build exports until none is waiting. Returns at once if this process is building already."""
    fail_exhausted(now or timezone.now())
    while (
        not shutdown_event.is_set() and waiting_exports(now).exists() and build_lock.acquire(blocking=False)
    ):
        try:
            while not shutdown_event.is_set() and (export := claim_next(now)):
                build_export(export)
        finally:
            build_lock.release()


def waiting_exports(now: datetime | None) -> QuerySet[Export]:
    """Return exports to build, smallest first, including those whose worker died."""
    now = now or timezone.now()
    is_abandoned = Q(state=Export.BUILDING, heartbeat_at__lt=now - STALE_AFTER)
    rows = Export.objects.filter(
        Q(state=Export.WAITING) | is_abandoned, expires_at__gt=now, tries__lt=MAX_TRIES
    )
    return rows.order_by("total", "requested_at")


def fail_exhausted(now: datetime) -> None:
    """Fail exports after MAX_TRIES worker deaths."""
    abandoned = Export.objects.filter(
        state=Export.BUILDING, heartbeat_at__lt=now - STALE_AFTER, tries__gte=MAX_TRIES
    )
    abandoned.update(state=Export.FAILED, error=Export.BROKEN)


def claim_next(now: datetime | None = None) -> Export | None:
    """Claim the next export; None if none is waiting."""
    for pk in waiting_exports(now).values_list("pk", flat=True):
        claim, changes = uuid.uuid4(), {"state": Export.BUILDING, "tries": F("tries") + 1, "done": 0}
        if waiting_exports(now).filter(pk=pk).update(claim=claim, heartbeat_at=timezone.now(), **changes):
            rows = Export.objects.select_related("user__profile").defer("content")
            claimed: Export | None = rows.filter(pk=pk, claim=claim).first()
            return claimed
    return None


def build_export(export: Export) -> None:
    """Build a claimed export and store the file, or why it failed."""
    profile = export.user.profile
    try:
        with translation.override(profile.language), timezone.override(profile.time_zone):
            store_content(export, build_content(export))
    except (ClaimLost, Destroyed):
        pass
    except WorkerStopping:
        update_claimed(export, state=Export.WAITING, tries=F("tries") - 1)
    except PdfUnavailable:
        update_claimed(export, state=Export.FAILED, error=Export.NO_PDF)
    except OperationalError as error:
        # The database is down. The claim goes stale, and the export is built later.
        log.error("an export could not be packed: %s", type(error).__name__)
    except Exception as error:
        # Its message isn't logged, since it may contain words.
        log.error("an export could not be packed: %s", type(error).__name__)
        update_claimed(export, state=Export.FAILED, error=Export.BROKEN)


def build_content(export: Export) -> ExportFile:
    """Build the file and report progress. Raises ClaimLost, WorkerStopping or PdfUnavailable."""

    def progress(done: int, total: int) -> None:
        if shutdown_event.is_set():
            raise WorkerStopping
        if not update_claimed(export, done=done, total=total):
            raise ClaimLost

    if export.scope == Export.OWN:
        return build.build_own_data(export.user, export.format, progress)
    me = Partner.objects.current(export.user)
    if me is None or me.couple_id != export.couple_id:
        delete_exports(Export.objects.filter(pk=export.pk))
        raise ClaimLost
    rows = (
        exportable_dialogues(me).filter(pk=export.dialogue_id)
        if export.dialogue_id
        else exportable_dialogues(me)
    )
    pks = list(rows.values_list("pk", flat=True))
    progress(0, len(pks))
    return build.build_dialogues(me, pks, export.format, progress, notes=export.with_notes)


def store_content(export: Export, file: ExportFile) -> None:
    """Store the file sealed, and mark the export as ready."""
    update_claimed(
        export,
        state=Export.READY,
        error="" if file.is_complete else Export.MISSING_GLYPHS,
        content=seal_bytes(export.vault_owners(), file.content, export.place),
        size=len(file.content),
        expires_at=timezone.now() + EXPORT_LIFETIME,
    )


def update_claimed(export: Export, **changes: Any) -> bool:
    """Update the row if this worker still holds the claim; returns whether it did."""
    claimed = Export.objects.filter(pk=export.pk, claim=export.claim, state=Export.BUILDING)
    return bool(claimed.update(**changes, heartbeat_at=timezone.now()))
