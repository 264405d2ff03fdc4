"""Exports: requested, sealed until they are downloaded, deleted after a day.

Erasing words revokes every export that may contain them, including those that are being built.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

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
MAX_EXPORTS = 3  # that someone may have at a time
LOCK_CLASS = (
    0x70617263  # the advisory locks of those whose exports come and go; the second number is the person
)


class TooManyExports(Exception):
    """The person has as many exports as allowed."""


class DamagedExport(Exception):
    """An export's content can't be opened."""


@contextmanager
def lock_exports(people: Iterable[int]) -> Iterator[None]:
    """A transaction that alone may change the exports of these people."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for person in sorted(set(people)):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, person % 2**31])
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
    wanted = {"scope": scope, "format": format, "dialogue": dialogue, "with_notes": notes}
    with lock_exports([user.pk]):
        theirs = Export.objects.of(user)
        delete_exports(theirs.filter(state__in=[Export.FAILED, Export.REVOKED]))
        there: Export | None = theirs.filter(**wanted).first()
        if there is not None:
            return there, False
        if theirs.count() >= MAX_EXPORTS:
            raise TooManyExports
        export: Export = Export.objects.create(
            user=user,
            couple=partner.couple if partner and scope != Export.MINE else None,
            key=datakeys.create_key(),
            total=count_items(partner, scope),
            expires_at=timezone.now() + EXPORT_LIFETIME,
            **wanted,
        )
        return export, True


def count_items(partner: Partner | None, scope: str) -> int:
    """The number of dialogues, or of apps, in an export."""
    if scope == Export.MINE or partner is None:
        return build.count_apps()
    return build.exportable_dialogues(partner).count() if scope == Export.ALL else 1


@transaction.atomic
def delete_exports(exports: QuerySet[Export]) -> int:
    """Delete exports with their keys; returns their number."""
    keys = keys_of(exports)
    Export.objects.filter(pk__in=keys).delete()
    destroy_export_keys(keys)
    return len(keys)


@transaction.atomic
def revoke_exports(exports: QuerySet[Export]) -> None:
    """Delete the contents and keys of exports. Their owners see that they were revoked."""
    keys = keys_of(exports)
    nothing = {"content": None, "size": 0, "key": None, "claim": None, "error": ""}
    Export.objects.filter(pk__in=keys).update(state=Export.REVOKED, **nothing)
    destroy_export_keys(keys)


Keys = dict[uuid.UUID, uuid.UUID | None]  # by export


def keys_of(exports: QuerySet[Export]) -> Keys:
    """The key of each export."""
    return dict(exports.order_by().values_list("pk", "key"))


def destroy_export_keys(keys: Keys) -> None:
    """Destroy the keys of deleted or revoked exports."""
    if found := list(filter(None, keys.values())):
        datakeys.delete_keys(*found)


def delete_for_couple(couple: Couple) -> None:
    """Delete a couple's exports when it ends."""
    with lock_exports(couple.partners.values_list("user", flat=True)):
        delete_exports(Export.objects.filter(couple=couple))


def revoke_for_erased_words(couples: Sequence[uuid.UUID], by: User | None = None) -> None:
    """Revoke exports that may contain words erased by `by`, or shared words if `by` is None.

    An export of one person's own data is revoked only with that person's own words.
    """
    people = list(Partner.objects.filter(couple__in=couples).values_list("user", flat=True))
    with lock_exports(people):
        revoke_exports(Export.objects.filter(Q(couple__in=couples) | Q(user=by, scope=Export.MINE)))


def delete_for_user(user: User) -> None:
    """Delete all exports of someone who erased their data."""
    with lock_exports([user.pk]):
        delete_exports(Export.objects.filter(user=user))


def delete_expired_exports(now: datetime | None = None) -> int:
    """Delete exports older than a day; returns their number."""
    return delete_exports(Export.objects.filter(expires_at__lte=now or timezone.now()))


def status_text(exports: Sequence[Export]) -> str:
    """One sentence about all exports, for screen readers; "" if there are none."""
    states = {one.state for one in exports}
    if not states:
        return ""
    if states & {Export.WAITING, Export.MAKING}:
        return _("It is being packed.")
    if states == {Export.READY}:
        return _("All is packed.")
    return _("Some of it could not be packed.") if Export.READY in states else _("It could not be packed.")


def get_export_or_404(user: User, pk: uuid.UUID) -> Export:
    """This person's export with its content."""
    found: Export = get_object_or_404(Export.objects.of(user).with_content(), pk=pk)
    return found


def open_content(export: Export) -> bytes:
    """The content of a ready export.

    Raises Http404 if it was deleted a moment ago, and DamagedExport, after marking it as failed, if it can't
    be opened.
    """
    try:
        return unseal_bytes(export.vault_owners(), bytes(export.content or b""), export.place)
    except Destroyed as gone:
        raise Http404 from gone
    except CannotOpen as error:
        log.error("an export can't be opened: %s", export.place)
        Export.objects.filter(pk=export.pk).update(state=Export.FAILED, error=Export.BROKEN)
        raise DamagedExport from error
