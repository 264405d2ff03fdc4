"""Writes drafts: prepare a request, edit it, delete it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from change_requests.draft_data import RequestDraft, Wish
from change_requests.models import Request, RequestReview, Thanks
from change_requests.transitions import apply_act, lock_request, lock_request_outside_dialogue
from core.exceptions import StaleVersion
from core.form_utils import idempotency_key
from couples.models import Partner


def create_draft(asker: Partner, details: RequestDraft, key: str) -> Request:
    """Create a draft. A repeated key returns the first one, unless the words differ."""
    draft = Request(asker=asker, key=key, details_text=details.dump())
    Request.objects.bulk_create([draft], ignore_conflicts=True)
    stored: Request = Request.objects.filter(asker=asker).with_asker().get(key=key)
    if stored.details == details:
        return stored
    draft.key = idempotency_key()
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def update_ladder(change_request: Request, seen: int, rungs: Mapping[str, str]) -> None:
    """Store the ladder over version `seen`. Raises StaleVersion."""
    row = lock_request(change_request)
    details = replace(draft_of(row), **rungs)  # type: ignore[arg-type]
    if details != draft_of(row):
        row.ladder_version = check_version(row.ladder_version, seen)
        store_draft(row, details)


@transaction.atomic
def update_wishes(change_request: Request, seen: int, wishes: tuple[Wish, ...]) -> None:
    """Store the three wishes over version `seen`. Raises StaleVersion."""
    row = lock_request(change_request)
    details = replace(draft_of(row), wishes=wishes)
    if details != draft_of(row):
        row.wishes_version = check_version(row.wishes_version, seen)
        store_draft(row, details)


def draft_of(row: Request) -> RequestDraft:
    """Return the draft; empty if it can't be decrypted, so that a notice never becomes the asker's words."""
    return row.details if row.is_readable else RequestDraft()


def check_version(current: int, seen: int) -> int:
    """Return the next version. Raises StaleVersion if the row isn't at `seen`."""
    if seen != current:
        raise StaleVersion
    return current + 1


def store_draft(row: Request, details: RequestDraft) -> None:
    """Store the draft in its row."""
    row.details_text = details.dump()
    row.save(update_fields=["details_text", "ladder_version", "wishes_version"])


@transaction.atomic
def delete_request(change_request: Request, asker: Partner) -> None:
    """Delete the request with all its asker wrote. What the giver wrote stays theirs.

    Raises InvalidTransition, DialogueInProgress.
    """
    row = lock_request_outside_dialogue(change_request)
    apply_act(row, "let_go", asker)
    row.dialogues.update(text=None)
    Thanks.objects.filter(gift__plan__request_dialogue__request=row, author=asker).delete()
    RequestReview.objects.filter(plan__request_dialogue__request=row, author=asker).delete()
    store_draft(row, RequestDraft())


@transaction.atomic
def reopen_as_draft(change_request: Request, asker: Partner) -> None:
    """Turn a withdrawn request into a draft again. Raises InvalidTransition."""
    apply_act(lock_request(change_request), "reopen", asker)
