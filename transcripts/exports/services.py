"""Exports: requested, kept sealed for download, deleted after a day.

Erasing words revokes every export that may contain them, also while it is being built.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from couples.models import Couple, Partner, User
from dialogues.models import Dialogue
from transcripts.exports import build
from transcripts.models import Export
from vault import datakeys
from vault.sealing import CannotOpen, Destroyed, unseal_bytes

log = logging.getLogger(__name__)

EXPORT_LIFETIME = timedelta(hours=24)
MAX_EXPORTS = 3  # of one person at a time
LOCK_CLASS = 0x70617263  # of the advisory locks on a person's exports; the second number is the person


class TooManyExports(Exception):
    """The person has MAX_EXPORTS exports already."""


class DamagedExport(Exception):
    """An export's content can't be opened."""


@contextmanager
def lock_exports(users: Iterable[int]) -> Iterator[None]:
    """Open a transaction that holds the export locks of these users."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for user in sorted(set(users)):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, user % 2**31])
        yield


def request_export(
    user: User,
    partner: Partner | None,
    *,
    scope: str,
    format: str,
    dialogue: Dialogue | None = None,
    notes: bool = False,
) -> tuple[Export, bool]:
    """Return the requested export, and whether it is new. Raises TooManyExports.

    An identical one that is still there is returned instead. `partner` is the user's place in a living
    couple.
    """
    fields: dict[str, Any] = {"scope": scope, "format": format, "dialogue": dialogue, "with_notes": notes}
    with lock_exports([user.pk]):
        own = Export.objects.of(user)
        delete_exports(own.filter(state__in=[Export.FAILED, Export.REVOKED]))
        existing: Export | None = own.filter(**fields).first()
        if existing is not None:
            return existing, False
        if own.count() >= MAX_EXPORTS:
            raise TooManyExports
        return create_export(user, partner, **fields), True


def create_export(user: User, partner: Partner | None, *, scope: str, **fields: Any) -> Export:
    """Store a waiting export with a new key."""
    export: Export = Export.objects.create(
        user=user,
        couple=partner.couple if partner and scope != Export.OWN else None,
        key=datakeys.create_key(),
        total=count_items(partner, scope),
        expires_at=timezone.now() + EXPORT_LIFETIME,
        scope=scope,
        **fields,
    )
    return export


def count_items(partner: Partner | None, scope: str) -> int:
    """Return how many dialogues or apps an export has, for its progress."""
    if scope == Export.OWN or partner is None:
        return build.count_apps()
    return build.exportable_dialogues(partner).count() if scope == Export.ALL else 1


@transaction.atomic
def delete_exports(exports: QuerySet[Export]) -> int:
    """Delete exports and their keys; returns how many."""
    keys = export_keys(exports)
    Export.objects.filter(pk__in=keys).delete()
    destroy_export_keys(keys)
    return len(keys)


@transaction.atomic
def revoke_exports(exports: QuerySet[Export]) -> None:
    """Delete the contents and keys of exports. Their owners see that they were revoked."""
    keys = export_keys(exports)
    emptied = {"content": None, "size": 0, "key": None, "claim": None, "error": ""}
    Export.objects.filter(pk__in=keys).update(state=Export.REVOKED, **emptied)
    destroy_export_keys(keys)


ExportKeys = dict[uuid.UUID, uuid.UUID | None]  # by export


def export_keys(exports: QuerySet[Export]) -> ExportKeys:
    """Return the key of each export."""
    return dict(exports.order_by().values_list("pk", "key"))


def destroy_export_keys(keys: ExportKeys) -> None:
    """Destroy the keys of deleted or revoked exports."""
    if existing := list(filter(None, keys.values())):
        datakeys.delete_keys(*existing)


def delete_for_couple(couple: Couple) -> None:
    """Delete a couple's exports when it ends."""
    with lock_exports(couple.partners.values_list("user", flat=True)):
        delete_exports(Export.objects.filter(couple=couple))


def revoke_for_erased_words(couples: Sequence[uuid.UUID], by: User | None = None) -> None:
    """Revoke exports that may contain words erased by `by`, or shared words if `by` is None.

    An export of one person's own data is revoked only with that person's own words.
    """
    users = list(Partner.objects.filter(couple__in=couples).values_list("user", flat=True))
    with lock_exports(users):
        revoke_exports(Export.objects.filter(Q(couple__in=couples) | Q(user=by, scope=Export.OWN)))


def delete_for_user(user: User) -> None:
    """Delete all exports of someone who erased their data."""
    with lock_exports([user.pk]):
        delete_exports(Export.objects.filter(user=user))


def delete_expired_exports(now: datetime | None = None) -> int:
    """Delete expired exports; returns how many."""
    return delete_exports(Export.objects.filter(expires_at__lte=now or timezone.now()))


def status_text(exports: Sequence[Export]) -> str:
    """Sum up the state of all exports in one sentence for screen readers; "" without any."""
    states = {export.state for export in exports}
    if not states:
        return ""
    if states & {Export.WAITING, Export.BUILDING}:
        return _("Your file is being created.")
    if states == {Export.READY}:
        return _("Your files are ready.")
    return (
        _("Some files couldn't be created.")
        if Export.READY in states
        else _("Your file couldn't be created.")
    )


def get_export_or_404(user: User, pk: uuid.UUID) -> Export:
    """Return this person's export with its content."""
    export: Export = get_object_or_404(Export.objects.of(user).with_content(), pk=pk)
    return export


def mark_downloaded(export: Export) -> None:
    """Record that its owner has downloaded an export."""
    Export.objects.filter(pk=export.pk, downloaded_at=None).update(downloaded_at=timezone.now())


def open_content(export: Export) -> bytes:
    """The content of a ready export.

    Raises Http404 if it was deleted a moment ago, and DamagedExport, after marking it as failed, if it can't
    be opened.
    """
    try:
        return unseal_bytes(export.vault_owners(), bytes(export.content or b""), export.place)
    except Destroyed as error:
        raise Http404 from error
    except CannotOpen as error:
        log.error("an export can't be opened: %s", export.place)
        Export.objects.filter(pk=export.pk).update(state=Export.FAILED, error=Export.BROKEN)
        raise DamagedExport from error
