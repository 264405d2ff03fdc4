"""When the last nightly copy was made, judging by its folder."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from backups import storage
from backups.archive import DATA


def last_copy(top: Path) -> datetime | None:
    """Return when the last nightly copy was made, or None."""
    try:
        copies = storage.list_backups(top / storage.DATA_FOLDER, DATA)
    except OSError:
        return None
    return copies[-1][0] if copies else None


def describe(top: Path) -> str:
    """Return a sentence for whoever starts imago."""
    at = last_copy(top)
    if at is None:
        return _("There's no copy yet. The first will be made tonight, or the next time imago runs.")
    if timezone.now() - at < timedelta(minutes=1):
        return _("Last copy: just now.")
    return _("Last copy: %(time)s ago.") % {"time": timesince(at, depth=1)}
