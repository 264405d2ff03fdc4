"""Asking, answering, opening and ending. These are the only writers of links.

Whoever reads an item to copy or to show it locks its link first, and so does whoever ends links because an item was
deleted or changed. So no copy outlives its item.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from core.hashing import hash_token
from core.reminder_types import announce_soon
from couples.handover import Document, handover_sources
from couples.link_secrets import keyed_digest, normalize_words, token_from, words_from
from couples.models import Couple, Partner, User
from therapist.models import TherapistLink, TherapistLinkQuerySet
from therapist.reminder_types import AGREED, ASKED, CLOSED
from therapist.sealing import WrongWords, open_copy, seal_copy
from vault.fields import is_readable

MOST_ASKS = 3  # of one partner in a week, waiting for an answer or withdrawn
MOST_GUESSES = 10  # wrong ones, until a link closes
ONE_VISIT = timedelta(minutes=10)  # a page that is loaded again within this time was opened once


class CannotAsk(Exception):
    """It can't be handed over any more, is asked for or handed over already, or was asked for or declined lately."""


class CannotOpenNow(Exception):
    """Some of it can't be opened at the moment, and so not be compared. Nothing is deleted."""


@dataclass(frozen=True, slots=True)
class LinkSecrets:
    """What opens a link: the token in its address, and the words to say."""

    token: str
    words: str


@transaction.atomic
def ask(me: Partner, source: str, item: uuid.UUID, days: int) -> TherapistLink:
    """Ask the other to hand something over for some days. Raises CannotAsk."""
    couple = Couple.objects.select_for_update(no_key=True).filter(pk=me.couple_id, ended_at=None).first()
    document = read_item(me, source, item) if couple else None
    if document is None or document.basis is None or is_refused(me, source, item):
        raise CannotAsk
    link = TherapistLink(
        couple=me.couple, asked_by=me, source=source, item=item, days=days, salt=token_bytes(16)
    )
    link.mark = mark_of(link, document.basis)
    link.save(force_insert=True)
    announce_soon(ASKED)
    return link


def is_refused(me: Partner, source: str, item: uuid.UUID) -> bool:
    """Return whether this is asked for or handed over already, or this partner has asked for it or enough this week."""
    recent = TherapistLink.objects.remembered(me)
    same = recent.filter(source=source, item=item, closed_at=None)
    if same.going_on().exists() or same.filter(asked_by=me).exists():
        return True
    mine: int = recent.filter(asked_by=me, agreed_at=None, declined_at=None).count()
    return mine >= MOST_ASKS


def read_item(owner: Partner, source: str, item: uuid.UUID) -> Document | None:
    """Return an item as it is now, in the language and time zone of whoever asked; None if it can't be handed over."""
    profile = owner.user.profile
    with translation.override(profile.language), timezone.override(profile.time_zone):
        known = handover_sources().get(source)
        return known.read(owner, item) if known else None


def read_link(link: TherapistLink) -> Document | None:
    """Return what a link is about as it is now."""
    return read_item(link.asked_by, link.source, link.item)


def has_changed(link: TherapistLink, document: Document | None) -> bool:
    """Return whether it's no longer what was asked for. What can't be opened just now hasn't changed."""
    return document is None or (document.basis is not None and not is_as_asked(link, document))


def is_as_asked(link: TherapistLink, document: Document | None) -> bool:
    """Return whether a document is exactly what was asked for."""
    basis = document.basis if document else None
    return basis is not None and mark_of(link, basis) == bytes(link.mark)


def mark_of(link: TherapistLink, basis: str) -> bytes:
    """Return a keyed hash of what is stored, which tells nothing to whoever has the database alone."""
    return keyed_digest("therapist mark", link.pk, basis.encode())


@transaction.atomic
def agree(me: Partner, pk: uuid.UUID) -> bool:
    """Say yes to what the other asked, and copy it. Raises Http404.

    Returns False if it isn't exactly what was asked for any more. Then the ask is deleted. Raises CannotOpenNow.
    """
    link = lock(TherapistLink.objects.for_partner(me).asked().exclude(asked_by=me)).get_or_404(pk)
    document = read_link(link)
    if document is None or has_changed(link, document):
        link.delete()
        return False
    if document.basis is None:
        raise CannotOpenNow
    secrets = derive_secrets(link)
    now = timezone.now()
    link.agreed_at, link.expires_at = now, now + timedelta(days=link.days)
    link.token_hash = hash_token(secrets.token)
    link.content = seal_copy(document, link.pk, secrets.token, secrets.words)
    link.save()
    announce_soon(AGREED)
    return True


def decline(me: Partner, pk: uuid.UUID) -> None:
    """Say no. The same can't be asked again for a week."""
    rows = TherapistLink.objects.for_partner(me).asked().exclude(asked_by=me)
    TherapistLink.objects.filter(pk=rows.get_or_404(pk).pk).asked().update(declined_at=timezone.now())


@transaction.atomic
def take_back(me: Partner, pk: uuid.UUID) -> None:
    """End a link, either partner's, or withdraw one's own ask. That it was asked for is remembered for a while, so that
    the other isn't asked again at once."""
    own_or_agreed = Q(asked_by=me) | Q(agreed_at__isnull=False)
    end(lock(TherapistLink.objects.for_partner(me).going_on().filter(own_or_agreed)).get_or_404(pk))


def end(link: TherapistLink) -> None:
    """Withdraw a locked link or ask, and delete all that it opens."""
    link.openings.all().delete()
    TherapistLink.objects.filter(pk=link.pk).update(
        withdrawn_at=timezone.now(), content=None, token_hash=None
    )


def lock(rows: TherapistLinkQuerySet) -> TherapistLinkQuerySet:
    """Lock links until the transaction ends."""
    locked: TherapistLinkQuerySet = rows.with_people().select_for_update(of=("self",), no_key=True)
    return locked


def derive_secrets(link: TherapistLink) -> LinkSecrets:
    """Return what opens a link, recomputed from the server's secret."""
    salt = bytes(link.salt)
    return LinkSecrets(
        token_from(keyed_digest("therapist link", link.pk, salt)),
        words_from(keyed_digest("therapist words", link.pk, salt)),
    )


def secrets_of(link: TherapistLink) -> LinkSecrets | None:
    """Return what opens a live link; None if the server has another secret since."""
    secrets = derive_secrets(link)
    is_same = hash_token(secrets.token) == bytes(link.token_hash or b"")
    return secrets if is_same else None


def find_live(token: str) -> TherapistLink | None:
    """Return the live link of this token, if both partners still consent to being shown anywhere."""
    rows = TherapistLink.objects.live().filter(token_hash=hash_token(token), couple__ended_at=None)
    withdrawn = Partner.objects.filter(user__profile__agrees=False).values("couple")
    link: TherapistLink | None = rows.exclude(couple__in=withdrawn).first()
    return link


@transaction.atomic
def open_link(found: TherapistLink, token: str, typed: str) -> Document | None:
    """Return the copy if these are the words, and note when; otherwise count a wrong guess. Raises CannotOpenNow."""
    link = lock(TherapistLink.objects.live()).filter(pk=found.pk).first()
    if link is None:
        return None
    if not is_readable(link.content):
        raise CannotOpenNow
    try:
        copy = open_copy(link.content, link.pk, token, normalize_words(typed))
    except WrongWords:
        count_wrong_guess(link)
        return None
    document = read_link(link)
    if has_changed(link, document):
        link.delete()
        return None
    if not is_as_asked(link, document):
        raise CannotOpenNow
    if not link.openings.filter(opened_at__gt=timezone.now() - ONE_VISIT).exists():
        link.openings.create()
    return copy


def count_wrong_guess(link: TherapistLink) -> None:
    """Close a link that is being guessed at, and tell both."""
    TherapistLink.objects.filter(pk=link.pk).update(wrong_guesses=F("wrong_guesses") + 1)
    if link.wrong_guesses + 1 >= MOST_GUESSES:
        TherapistLink.objects.filter(pk=link.pk).update(
            closed_at=timezone.now(), content=None, token_hash=None
        )
        announce_soon(CLOSED)


@transaction.atomic
def end_changed(couples: Iterable[uuid.UUID]) -> None:
    """Delete the links and asks whose item was deleted or changed."""
    rows = lock(TherapistLink.objects.going_on().filter(couple__in=list(couples)).order_by("pk"))
    changed = [link.pk for link in rows if has_changed(link, read_link(link))]
    TherapistLink.objects.filter(pk__in=changed).delete()


def end_for_couple(couple: Couple) -> None:
    """Delete everything when a couple ends."""
    TherapistLink.objects.filter(couple=couple).delete()


@transaction.atomic
def end_for_user(user: User) -> None:
    """Delete everything in the couples of this person, but for what keeps the same from being asked again at once."""
    couples = list(Partner.objects.filter(user=user).values_list("couple", flat=True))
    for link in lock(TherapistLink.objects.going_on().filter(couple__in=couples).order_by("pk")):
        if link.asked_by.user_id == user.pk:
            end(link)
        else:
            link.delete()


def end_changed_for_user(user: User) -> None:
    """Like `end_changed`, after a person erased some of their data."""
    end_changed(Partner.objects.filter(user=user).values_list("couple", flat=True))


def delete_ended() -> int:
    """Delete what has expired; returns how many links."""
    return int(TherapistLink.objects.ended().delete()[1].get("therapist.TherapistLink", 0))
