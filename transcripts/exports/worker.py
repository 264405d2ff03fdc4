"""Packing: one parcel after the other, and one at a time in each process, so that long ones hold up nothing else.

A parcel belongs to the worker that claimed it. If the parcel goes meanwhile, or another worker has it by now, nothing
matches the claim any more, and what was made is thrown away.
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

from core.pdf_renderer import CannotPrint
from couples.models import Partner
from transcripts.exports import build
from transcripts.exports.build import Made
from transcripts.exports.contents import takeable
from transcripts.exports.services import LASTS, drop
from transcripts.models import Parcel
from vault.sealing import Destroyed, seal_bytes

log = logging.getLogger(__name__)
TRIES = 3
STALE = timedelta(minutes=5)  # a worker that has not been heard of for so long has died
alone = threading.Lock()
stopping = threading.Event()  # set when this process ends: what is half made is given back


class Gone(Exception):
    """The parcel is not this worker's any more."""


class Stopped(Exception):
    """This process ends."""


def pack_all(now: datetime | None = None) -> None:
    """Pack what waits, until nothing does. While this process packs already, that one goes on with it."""
    give_up(now or timezone.now())
    while not stopping.is_set() and waiting(now).exists() and alone.acquire(blocking=False):
        try:
            while not stopping.is_set() and (parcel := claim(now)):
                pack(parcel)
        finally:
            alone.release()


def waiting(now: datetime | None) -> QuerySet[Parcel]:
    """Parcels to be packed, the small ones first; also those whose worker has died."""
    now = now or timezone.now()
    died = Q(state=Parcel.MAKING, touched_at__lt=now - STALE)
    rows = Parcel.objects.filter(Q(state=Parcel.WAITING) | died, expires_at__gt=now, tries__lt=TRIES)
    return rows.order_by("total", "asked_at")


def give_up(now: datetime) -> None:
    """What has taken several workers with it is not tried again."""
    died = Parcel.objects.filter(state=Parcel.MAKING, touched_at__lt=now - STALE, tries__gte=TRIES)
    died.update(state=Parcel.FAILED, trouble=Parcel.BROKEN)


def claim(now: datetime | None = None) -> Parcel | None:
    """A parcel that is this worker's alone; None where nothing waits."""
    for pk in waiting(now).values_list("pk", flat=True):
        own, news = uuid.uuid4(), {"state": Parcel.MAKING, "tries": F("tries") + 1, "done": 0}
        if waiting(now).filter(pk=pk).update(claim=own, touched_at=timezone.now(), **news):
            rows = Parcel.objects.select_related("user__profile").defer("content")
            claimed: Parcel | None = rows.filter(pk=pk, claim=own).first()
            return claimed
    return None


def pack(parcel: Parcel) -> None:
    """Make a parcel that was claimed, seal it, and say so. What goes wrong is said in its row."""
    profile = parcel.user.profile
    try:
        with translation.override(profile.language), timezone.override(profile.time_zone):
            finish(parcel, make(parcel))
    except (Gone, Destroyed):
        pass
    except Stopped:
        tell(parcel, state=Parcel.WAITING, tries=F("tries") - 1)
    except CannotPrint:
        tell(parcel, state=Parcel.FAILED, trouble=Parcel.NO_PDF)
    except OperationalError as fault:
        # The database is away; once it is back, the parcel is found waiting.
        log.error("a parcel could not be packed: %s", type(fault).__name__)
    except Exception as fault:
        # What it says may hold words.
        log.error("a parcel could not be packed: %s", type(fault).__name__)
        tell(parcel, state=Parcel.FAILED, trouble=Parcel.BROKEN)


def make(parcel: Parcel) -> Made:
    def progress(done: int, total: int) -> None:
        if stopping.is_set():
            raise Stopped
        if not tell(parcel, done=done, total=total):
            raise Gone

    if parcel.what == Parcel.MINE:
        return build.mine(parcel.user, parcel.format, progress)
    me = Partner.objects.current(parcel.user)
    if me is None or me.couple_id != parcel.couple_id:
        drop(Parcel.objects.filter(pk=parcel.pk))
        raise Gone
    rows = takeable(me).filter(pk=parcel.dialogue_id) if parcel.dialogue_id else takeable(me)
    chosen = list(rows.values_list("pk", flat=True))
    progress(0, len(chosen))
    return build.dialogues(me, chosen, parcel.format, progress, notes=parcel.with_notes)


def finish(parcel: Parcel, made: Made) -> None:
    tell(
        parcel,
        state=Parcel.READY,
        trouble="" if made.is_whole else Parcel.LETTERS,
        content=seal_bytes(parcel.vault_owners(), made.content, parcel.place),
        size=len(made.content),
        expires_at=timezone.now() + LASTS,
    )


def tell(parcel: Parcel, **news: Any) -> bool:
    """Write down how it goes, if the parcel is still this worker's."""
    own = Parcel.objects.filter(pk=parcel.pk, claim=parcel.claim, state=Parcel.MAKING)
    return bool(own.update(**news, touched_at=timezone.now()))
