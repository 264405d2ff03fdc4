"""Parcels: asked for, packed by one worker at a time, sealed until they are fetched, and gone after a day.

Whatever lets words go takes the parcels they may be in with it, also those that are being packed at that very moment.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from couples.models import Couple, Partner, User
from dialogues.models import Dialogue
from transcripts.models import Parcel
from transcripts.taking import gathering
from vault import datakeys
from vault.sealing import unseal_bytes

LASTS = timedelta(hours=24)
MOST = 3  # that somebody may have at a time
PEOPLE = 0x70617263  # the advisory locks of those whose parcels come and go; the second number is the person


class TooMany(Exception):
    """There are as many parcels as one may have."""


@contextmanager
def held(people: Iterable[int]) -> Iterator[None]:
    """A transaction that is alone with the parcels of these people."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for person in sorted(set(people)):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PEOPLE, person % 2**31])
        yield


def ask(
    user: User,
    partner: Partner | None,
    *,
    what: str,
    format: str,
    dialogue: Dialogue | None = None,
    notes: bool = False,
) -> tuple[Parcel, bool]:
    """Something to be packed, and whether it is new; where it was asked for before, the one that is there. `partner` is
    the user's place in a living couple. Raises TooMany."""
    wanted = {"what": what, "format": format, "dialogue": dialogue, "with_notes": notes}
    with held([user.pk]):
        theirs = Parcel.objects.of(user)
        drop(theirs.filter(state=Parcel.FAILED))
        there: Parcel | None = theirs.filter(**wanted).first()
        if there is not None:
            return there, False
        if theirs.count() >= MOST:
            raise TooMany
        parcel: Parcel = Parcel.objects.create(
            user=user,
            couple=partner.couple if partner and what != Parcel.MINE else None,
            key=datakeys.create(),
            total=how_much(partner, what),
            expires_at=timezone.now() + LASTS,
            **wanted,
        )
        return parcel, True


def how_much(partner: Partner | None, what: str) -> int:
    """How many dialogues, or rooms, that is."""
    if what == Parcel.MINE or partner is None:
        return gathering.rooms()
    return gathering.takeable(partner).count() if what == Parcel.ALL else 1


@transaction.atomic
def drop(parcels: QuerySet[Parcel]) -> int:
    """Let parcels go for good. How many it was."""
    keys = dict(parcels.order_by().values_list("pk", "key"))
    Parcel.objects.filter(pk__in=keys).delete()
    for key in keys.values():
        datakeys.destroy(key)
    return len(keys)


def end_of(couple: Couple) -> None:
    """When one has left, nothing is packed any more of what the two had together."""
    with held(couple.partners.values_list("user", flat=True)):
        drop(Parcel.objects.filter(couple=couple))


def words_went(couples: Sequence[uuid.UUID]) -> None:
    """Words of these couples were let go: so are the parcels that may hold them."""
    people = list(Partner.objects.filter(couple__in=couples).values_list("user", flat=True))
    with held(people):
        drop(Parcel.objects.filter(Q(couple__in=couples) | Q(user__in=people, what=Parcel.MINE)))


def belongings_went(user: User) -> None:
    """Somebody let go of what was theirs: so are all their parcels."""
    with held([user.pk]):
        drop(Parcel.objects.filter(user=user))


def clear(now: datetime | None = None) -> int:
    """Let go of what is older than a day. How many it was."""
    return drop(Parcel.objects.filter(expires_at__lte=now or timezone.now()))


def content_of(parcel: Parcel) -> bytes:
    """What is in a parcel that is ready."""
    return unseal_bytes(parcel.vault_owners(), bytes(parcel.content or b""), parcel.place)
