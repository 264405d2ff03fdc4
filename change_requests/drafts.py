"""What the asker does alone: prepare a request, change it, let it go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from change_requests.draft_data import Told, Wish
from change_requests.models import LookedBack, Request, Thanks
from change_requests.transitions import held, held_alone, move
from core.form_utils import idempotency_key
from couples.models import Partner


class ChangedMeanwhile(Exception):
    """The request is not any more as the form found it; another device was quicker."""


def begin(asker: Partner, told: Told, key: str) -> Request:
    """A new draft. The same key again begins nothing anew, unless the words are others: they are not lost."""
    fresh = Request(asker=asker, key=key, told_text=told.dump())
    Request.objects.bulk_create([fresh], ignore_conflicts=True)
    begun: Request = Request.objects.filter(asker=asker).with_asker().get(key=key)
    if begun.told == told:
        return begun
    fresh.key = idempotency_key()
    fresh.save(force_insert=True)
    return fresh


@transaction.atomic
def tell_ladder(found: Request, seen: int, rungs: Mapping[str, str]) -> None:
    """Store the frustration, rung by rung, upon the version that was seen. Raises ChangedMeanwhile."""
    row = held(found)
    told = replace(written(row), **rungs)  # type: ignore[arg-type]
    if told != written(row):
        row.ladder_version = next_version(row.ladder_version, seen)
        store(row, told)


@transaction.atomic
def tell_wishes(found: Request, seen: int, wishes: tuple[Wish, ...]) -> None:
    """Store the three wishes, upon the version that was seen. Raises ChangedMeanwhile."""
    row = held(found)
    told = replace(written(row), wishes=wishes)
    if told != written(row):
        row.wishes_version = next_version(row.wishes_version, seen)
        store(row, told)


def written(row: Request) -> Told:
    """What the asker has written so far; empty if it can't be opened, so that a notice never becomes their words."""
    return row.told if row.is_readable else Told()


def next_version(stands: int, seen: int) -> int:
    if seen != stands:
        raise ChangedMeanwhile
    return stands + 1


def store(row: Request, told: Told) -> None:
    row.told_text = told.dump()
    row.save(update_fields=["told_text", "ladder_version", "wishes_version"])


@transaction.atomic
def let_go(found: Request, asker: Partner) -> None:
    """Take it off the list, with all that its asker wrote. What the giver wrote stays theirs. Raises NotNow,
    TalkedAbout."""
    row = held_alone(found)
    move(row, "let_go", asker)
    row.asked.update(text=None)
    Thanks.objects.filter(gift__plan__asked__request=row, author=asker).delete()
    LookedBack.objects.filter(plan__asked__request=row, author=asker).delete()
    store(row, Told())


@transaction.atomic
def reopen(found: Request, asker: Partner) -> None:
    """Make a draft again of what was taken back. Raises NotNow."""
    move(held(found), "reopen", asker)
