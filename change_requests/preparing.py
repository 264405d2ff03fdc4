"""What the asker does alone: prepare a request, change it, let it go."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from change_requests.models import Request
from change_requests.moving import held, move
from change_requests.states import after
from change_requests.told import LADDER, Told
from couples.models import Partner


class ChangedMeanwhile(Exception):
    """The request is not any more as the form found it; another device was quicker."""


class TalkedAbout(Exception):
    """A dialogue about it is under way."""


@transaction.atomic
def begin(asker: Partner, told: Told, key: str) -> Request:
    """A new draft. The same key again begins nothing anew; what is told then, counts."""
    fresh = Request(asker=asker, key=key, told_text=told.dump())
    Request.objects.bulk_create([fresh], ignore_conflicts=True)
    begun: Request = Request.objects.asked_by(asker).get(key=key)
    said = {rung.name: getattr(told, rung.name) for rung in LADDER}
    tell(begun, begun.version, **said)
    return begun


@transaction.atomic
def tell(found: Request, seen: int, **said: object) -> None:
    """Store some of what its asker tells, upon the version they had before them. Raises ChangedMeanwhile."""
    row = held(found)
    told = replace(row.told, **said)  # type: ignore[arg-type]
    if told == row.told:
        return
    if seen != row.version:
        raise ChangedMeanwhile
    row.told_text = told.dump()
    row.version += 1
    row.save(update_fields=["told_text", "version"])


def is_talked_about(found: Request) -> bool:
    return found.asked.filter(dialogue__closed_at=None).exists()


@transaction.atomic
def let_go(found: Request, asker: Partner) -> None:
    """Take it off the list, for good. Raises NotNow, TalkedAbout."""
    row = held(found)
    after(row.state, "let_go", row.role_of(asker))
    if is_talked_about(row):
        raise TalkedAbout
    row.delete()


@transaction.atomic
def reopen(found: Request, asker: Partner) -> None:
    """Make a draft again of what was taken back. Raises NotNow."""
    move(held(found), "reopen", asker)
