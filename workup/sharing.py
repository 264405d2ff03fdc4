"""The owner's wording of the picture, what they share of it, and the partner's thanks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.exceptions import StaleVersion
from core.reminder_types import announce_soon
from couples.models import Couple, Partner
from couples.signals import handover_changed
from vault.fields import is_readable
from workup.analysis import Picture, PicturePart, Sources, source_value
from workup.answers import Answers, dump_answer
from workup.models import PartThanks, PartWording, SharedPart, SharedPartQuerySet, Workup
from workup.queries import given_answers
from workup.reminder_types import SHARED
from workup.sections import LIKENESS_QUESTION
from workup.shared_sources import PresentAnswers, find_stale


class NoLongerShareable(Exception):
    """The part can no longer be shared or thanked for."""


@dataclass(frozen=True, slots=True)
class PartDetails:
    """A part of the picture as its owner sees it.

    `words` are the owner's if `is_confirmed`, otherwise the proposal. `earlier` is the owner's wording for answers that
    have changed since; `is_unreadable` says that a wording can't be decrypted.
    """

    part: PicturePart
    words: str
    is_confirmed: bool = False
    earlier: str = ""
    is_unreadable: bool = False
    shared: SharedPart | None = None

    @property
    def differs_from_shared(self) -> bool:
        """Whether the partner reads words other than the current ones."""
        return self.shared is not None and self.shared.words != self.words

    @property
    def digest(self) -> str:
        """A short hash of the words. Forms send it to show which words their sender saw."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:16]


def part_details(
    workup: Workup, answers: Answers, picture: Picture, partner: Partner | None
) -> list[PartDetails]:
    """Return all parts of a picture with the owner's wording and sharing."""
    wordings = {row.part: row for row in workup.wordings.all()}
    shared = {row.part: row for row in SharedPart.objects.by(partner).active()} if partner else {}
    return [
        build_part_details(
            part, fingerprint(part.sources, answers), wordings.get(part.name), shared.get(part.name)
        )
        for part in picture.parts
    ]


def build_part_details(
    part: PicturePart, basis: str, wording: PartWording | None, shared: SharedPart | None = None
) -> PartDetails:
    """Return one part, with its wording if the answers are unchanged since."""
    if wording is None:
        return PartDetails(part, part.words, shared=shared)
    if not is_readable(wording.words):
        return PartDetails(part, part.words, is_unreadable=True, shared=shared)
    if is_readable(wording.basis) and wording.basis != basis:
        return PartDetails(part, part.words, earlier=wording.words, shared=shared)
    return PartDetails(part, wording.words, is_confirmed=True, shared=shared)


def fingerprint(sources: Sources, answers: Answers) -> str:
    """Return the answers that a part is based on as text, for comparison."""
    return dump_answer([source_value(answers, source) for source in sources])


@transaction.atomic
def confirm_wording(workup: Workup, answers: Answers, part: PicturePart, words: str, mark: str) -> None:
    """Store the owner's words for a part; empty ones restore the proposal. Raises StaleVersion."""
    Workup.objects.select_for_update().get(pk=workup.pk)
    row, basis = workup.wordings.filter(part=part.name).first(), fingerprint(part.sources, answers)
    if mark != build_part_details(part, basis, row).digest:
        raise StaleVersion
    if not words:
        workup.wordings.filter(part=part.name).delete()
        return
    row = row or PartWording(workup=workup, part=part.name)
    row.words, row.basis = words, basis
    row.save()


@transaction.atomic
def share_wording(partner: Partner, workup: Workup, details: PartDetails, mark: str) -> None:
    """Let the other read a part in its current words, replacing what they could read before.

    Raises StaleVersion if the words have changed, and NoLongerShareable if the couple has ended.
    """
    if mark != details.digest:
        raise StaleVersion
    if not Partner.objects.select_for_update().filter(pk=partner.pk, left_at=None).first():
        raise NoLongerShareable
    row = SharedPart.objects.by(partner).active().filter(part=details.part.name).first()
    row = row or SharedPart(owner=partner, workup=workup, part=details.part.name)
    row.workup, row.words, row.seen_at = workup, details.words, None
    row.sources = json.dumps(
        [[source.question, source.about, source.item] for source in details.part.sources]
    )
    row.save()
    announce_soon(SHARED)
    handover_changed.send(SharedPart, couples=[partner.couple_id])


def unshare(shared: SharedPart) -> None:
    """Unshare a part: delete its words, but not the row. The partner's thanks stay with their author."""
    blank_words(SharedPart.objects.filter(pk=shared.pk).active())


def on_couple_ended(couple: Couple) -> None:
    """Delete what both shared with each other. Their workups stay."""
    blank_words(SharedPart.objects.filter(owner__couple=couple).active())


@transaction.atomic
def blank_words(rows: SharedPartQuerySet) -> None:
    """Delete the shared words, but not the rows."""
    pks = [row.pk for row in rows.select_for_update()]
    PartThanks.objects.filter(shared_part__in=pks).update(shared_part=None)
    SharedPart.objects.filter(pk__in=pks).update(
        words=None, sources=None, part="", unshared_at=timezone.now()
    )
    owners = Partner.objects.filter(shared_parts__in=pks)
    handover_changed.send(SharedPart, couples=set(owners.values_list("couple", flat=True)))


@transaction.atomic
def revoke_stale_parts(workup: Workup) -> int:
    """Unshare parts derived from deleted answers, and delete judgements about these. Return the number of parts.

    Called when a question is left: while it is being edited, a part is only hidden, since a word may come
    back.
    """
    found = find_stale(workup, given_answers(workup))
    if found.has_stale_judgements:
        row = workup.answers.get(question=LIKENESS_QUESTION.name)
        row.value = dump_answer(found.judgements) if found.judgements else None
        row.version += 1
        row.save()
    if found.parts:
        blank_words(SharedPart.objects.filter(pk__in=found.parts))
    return len(found.parts)


def shared_by(partner: Partner) -> tuple[list[SharedPart], list[SharedPart]]:
    """Return the parts that this partner shares, and those they unshared.

    A part whose answer was deleted is left out.
    """
    related = ["thanks__author__user__profile", "thanks__author__couple", "workup__user__profile"]
    rows = list(SharedPart.objects.by(partner).select_related(*related))
    workups = {row.workup_id: row.workup for row in rows if row.unshared_at is None}
    answers = {pk: PresentAnswers(workup) for pk, workup in workups.items()}
    active = [row for row in rows if row.unshared_at is None and answers[row.workup_id].has_sources_of(row)]
    return active, [row for row in rows if row.unshared_at]


def unseen_parts(partner: Partner) -> SharedPartQuerySet:
    """Return what the other shares and this partner hasn't seen."""
    received = SharedPart.objects.active().filter(owner__couple=partner.couple_id, seen_at=None)
    unseen: SharedPartQuerySet = received.exclude(owner=partner)
    return unseen


def unseen_thanks(partner: Partner) -> QuerySet[PartThanks]:
    """Return the other's thanks that this partner hasn't seen."""
    thanks = PartThanks.objects.filter(shared_part__owner=partner, seen_at=None)
    return thanks.filter(shared_part__unshared_at=None)


def mark_seen(partner: Partner) -> None:
    """Record that this partner has seen what is shared."""
    now = timezone.now()
    unseen_parts(partner).update(seen_at=now)
    PartThanks.objects.filter(shared_part__owner=partner, seen_at=None).update(seen_at=now)


@transaction.atomic
def add_thanks(partner: Partner, shared: SharedPart, words: str) -> None:
    """Thank for a part that the other shared, replacing earlier thanks.

    Raises NoLongerShareable if it was unshared meanwhile.
    """
    if not SharedPart.objects.filter(pk=shared.pk).active().select_for_update().first():
        raise NoLongerShareable
    row = (
        PartThanks.objects.filter(shared_part=shared)
        .select_related("author__user__profile", "author__couple")
        .first()
    )
    row = row or PartThanks(shared_part=shared, author=partner)
    row.words, row.seen_at = words, None
    row.save()
