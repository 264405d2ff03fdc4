"""Parcels: asked for, packed by one worker at a time, sealed until they are fetched, and gone after a day.

Whatever lets words go takes what is in the parcels they may be in with it, also in those that are being packed at that
very moment.
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
from transcripts.exports import contents
from transcripts.models import Parcel
from vault import datakeys
from vault.sealing import CannotOpen, Destroyed, unseal_bytes

log = logging.getLogger(__name__)

LASTS = timedelta(hours=24)
MOST = 3  # that somebody may have at a time
PEOPLE = 0x70617263  # the advisory locks of those whose parcels come and go; the second number is the person


class TooMany(Exception):
    """There are as many parcels as one may have."""


class Damaged(Exception):
    """A parcel's content can't be opened."""


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
        drop(theirs.filter(state__in=[Parcel.FAILED, Parcel.WENT]))
        there: Parcel | None = theirs.filter(**wanted).first()
        if there is not None:
            return there, False
        if theirs.count() >= MOST:
            raise TooMany
        parcel: Parcel = Parcel.objects.create(
            user=user,
            couple=partner.couple if partner and what != Parcel.MINE else None,
            key=datakeys.create_key(),
            total=how_much(partner, what),
            expires_at=timezone.now() + LASTS,
            **wanted,
        )
        return parcel, True


def how_much(partner: Partner | None, what: str) -> int:
    """How many dialogues, or rooms, that is."""
    if what == Parcel.MINE or partner is None:
        return contents.rooms()
    return contents.takeable(partner).count() if what == Parcel.ALL else 1


@transaction.atomic
def drop(parcels: QuerySet[Parcel]) -> int:
    """Let parcels go for good. How many it was."""
    keys = keys_of(parcels)
    Parcel.objects.filter(pk__in=keys).delete()
    remove(keys)
    return len(keys)


@transaction.atomic
def empty(parcels: QuerySet[Parcel]) -> None:
    """Let what is in parcels go for good, and what is being packed. Their owner reads that it went."""
    keys = keys_of(parcels)
    nothing = {"content": None, "size": 0, "key": None, "claim": None, "trouble": ""}
    Parcel.objects.filter(pk__in=keys).update(state=Parcel.WENT, **nothing)
    remove(keys)


Keys = dict[uuid.UUID, uuid.UUID | None]  # by parcel


def keys_of(parcels: QuerySet[Parcel]) -> Keys:
    return dict(parcels.order_by().values_list("pk", "key"))


def remove(keys: Keys) -> None:
    """Destroy the keys of parcels that have gone, or are empty."""
    if found := list(filter(None, keys.values())):
        datakeys.delete_keys(*found)


def end_of(couple: Couple) -> None:
    """When one has left, nothing is packed any more of what the two had together."""
    with held(couple.partners.values_list("user", flat=True)):
        drop(Parcel.objects.filter(couple=couple))


def words_went(couples: Sequence[uuid.UUID], by: User | None = None) -> None:
    """Drop packed copies of words that these couples let go: the own words of `by` or, if None, what the two shared.
    A file that holds only one person's own words goes only along with these."""
    people = list(Partner.objects.filter(couple__in=couples).values_list("user", flat=True))
    with held(people):
        empty(Parcel.objects.filter(Q(couple__in=couples) | Q(user=by, what=Parcel.MINE)))


def belongings_went(user: User) -> None:
    """Somebody let go of what was theirs: so are all their parcels."""
    with held([user.pk]):
        drop(Parcel.objects.filter(user=user))


def clear(now: datetime | None = None) -> int:
    """Let go of what is older than a day. How many it was."""
    return drop(Parcel.objects.filter(expires_at__lte=now or timezone.now()))


def news(parcels: Sequence[Parcel]) -> str:
    """How it stands with all of them, in a sentence for who does not see them; "" where there are none."""
    states = {one.state for one in parcels}
    if not states:
        return ""
    if states & {Parcel.WAITING, Parcel.MAKING}:
        return _("It is being packed.")
    if states == {Parcel.READY}:
        return _("All is packed.")
    return _("Some of it could not be packed.") if Parcel.READY in states else _("It could not be packed.")


def find(user: User, pk: uuid.UUID) -> Parcel:
    """A parcel of this person's with what is in it. Http404 where there is none."""
    found: Parcel = get_object_or_404(Parcel.objects.of(user).whole(), pk=pk)
    return found


def content_of(parcel: Parcel) -> bytes:
    """The content of a parcel that is ready. Raises Http404 if it was let go a moment ago, or Damaged if it can't be
    opened, and marks the parcel as failed."""
    try:
        return unseal_bytes(parcel.vault_owners(), bytes(parcel.content or b""), parcel.place)
    except Destroyed as gone:
        raise Http404 from gone
    except CannotOpen as error:
        log.error("a parcel can't be opened: %s", parcel.place)
        Parcel.objects.filter(pk=parcel.pk).update(state=Parcel.FAILED, trouble=Parcel.BROKEN)
        raise Damaged from error
