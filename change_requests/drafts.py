"""Writes drafts: prepare a request, edit it, delete it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from change_requests.draft_data import RequestDraft, Wish
from change_requests.models import LookedBack, Request, Thanks
from change_requests.transitions import apply_act, lock_request, lock_request_outside_dialogue
from core.exceptions import StaleVersion
from core.form_utils import idempotency_key
from couples.models import Partner


def create_draft(asker: Partner, told: RequestDraft, key: str) -> Request:
    """Create a draft. Repeating the key creates no second one, unless the words differ."""
    fresh = Request(asker=asker, key=key, told_text=told.dump())
    Request.objects.bulk_create([fresh], ignore_conflicts=True)
    begun: Request = Request.objects.filter(asker=asker).with_asker().get(key=key)
    if begun.told == told:
        return begun
    fresh.key = idempotency_key()
    fresh.save(force_insert=True)
    return fresh


@transaction.atomic
def update_ladder(found: Request, seen: int, rungs: Mapping[str, str]) -> None:
    """Store the ladder over version `seen`. Raises StaleVersion."""
    row = lock_request(found)
    told = replace(draft_of(row), **rungs)  # type: ignore[arg-type]
    if told != draft_of(row):
        row.ladder_version = check_version(row.ladder_version, seen)
        store_draft(row, told)


@transaction.atomic
def update_wishes(found: Request, seen: int, wishes: tuple[Wish, ...]) -> None:
    """Store the three wishes over version `seen`. Raises StaleVersion."""
    row = lock_request(found)
    told = replace(draft_of(row), wishes=wishes)
    if told != draft_of(row):
        row.wishes_version = check_version(row.wishes_version, seen)
        store_draft(row, told)


def draft_of(row: Request) -> RequestDraft:
    """Return the draft; empty if it can't be decrypted, so that a notice never becomes the asker's words."""
    return row.told if row.is_readable else RequestDraft()


def check_version(stands: int, seen: int) -> int:
    """Return the next version. Raises StaleVersion if the row isn't at `seen`."""
    if seen != stands:
        raise StaleVersion
    return stands + 1


def store_draft(row: Request, told: RequestDraft) -> None:
    """Store the draft in its row."""
    row.told_text = told.dump()
    row.save(update_fields=["told_text", "ladder_version", "wishes_version"])


@transaction.atomic
def delete_request(found: Request, asker: Partner) -> None:
    """Delete the request with all its asker wrote. What the giver wrote stays theirs.

    Raises InvalidTransition, DialogueInProgress.
    """
    row = lock_request_outside_dialogue(found)
    apply_act(row, "let_go", asker)
    row.asked.update(text=None)
    Thanks.objects.filter(gift__plan__asked__request=row, author=asker).delete()
    LookedBack.objects.filter(plan__asked__request=row, author=asker).delete()
    store_draft(row, RequestDraft())


@transaction.atomic
def reopen_as_draft(found: Request, asker: Partner) -> None:
    """Turn a withdrawn request into a draft again. Raises InvalidTransition."""
    apply_act(lock_request(found), "reopen", asker)
