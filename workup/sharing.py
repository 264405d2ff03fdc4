"""The owner's wording of the picture, what they share of it, and the partner's thanks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.exceptions import StaleVersion
from couples.models import Couple, Partner
from vault.fields import is_readable
from workup.analysis import Picture, PicturePart, Source, Sources, all_sources, source_value, valid_judgements
from workup.answers import Answers, dump_answer, load_answer
from workup.models import Shared, SharedQuerySet, Thanks, Wording, Workup
from workup.queries import all_readable, answers_of
from workup.sections import SAME


class NoLongerShareable(Exception):
    """The part can no longer be shared or thanked for."""


@dataclass(frozen=True, slots=True)
class PartDetails:
    """A part of the picture as its owner sees it: the proposal, or their own words if the answers are unchanged since;
    what they once wrote for other answers; whether that can't be opened; and how it is shared."""

    part: PicturePart
    words: str
    is_confirmed: bool = False
    earlier: str = ""
    is_unreadable: bool = False
    shared: Shared | None = None

    @property
    def is_shared_otherwise(self) -> bool:
        """Whether the partner can read other words than the current ones."""
        return self.shared is not None and self.shared.words != self.words

    @property
    def mark(self) -> str:
        """A short hash of the words, by which a form says what its sender saw."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:16]


def part_details(
    workup: Workup, answers: Answers, picture: Picture, partner: Partner | None
) -> list[PartDetails]:
    """Return all parts of a picture with the owner's wording and sharing."""
    wordings = {row.part: row for row in workup.wordings.all()}
    shared = {row.part: row for row in Shared.objects.by(partner).standing()} if partner else {}
    return [
        build_part_details(
            part, fingerprint(part.sources, answers), wordings.get(part.name), shared.get(part.name)
        )
        for part in picture.parts
    ]


def build_part_details(
    part: PicturePart, stands_on: str, wording: Wording | None, shared: Shared | None = None
) -> PartDetails:
    """Return one part with its wording, if that still fits the answers."""
    if wording is None:
        return PartDetails(part, part.words, shared=shared)
    if not is_readable(wording.words):
        return PartDetails(part, part.words, is_unreadable=True, shared=shared)
    if is_readable(wording.basis) and wording.basis != stands_on:
        return PartDetails(part, part.words, earlier=wording.words, shared=shared)
    return PartDetails(part, wording.words, is_confirmed=True, shared=shared)


def fingerprint(came_from: Sources, answers: Answers) -> str:
    """Return the answers that a part is based on, as one text to compare."""
    return dump_answer([source_value(answers, source) for source in came_from])


@transaction.atomic
def confirm_wording(workup: Workup, answers: Answers, part: PicturePart, words: str, mark: str) -> None:
    """Store the owner's words for a part; empty ones restore the proposal. Raises StaleVersion."""
    Workup.objects.select_for_update().get(pk=workup.pk)
    row, stands_on = workup.wordings.filter(part=part.name).first(), fingerprint(part.sources, answers)
    if mark != build_part_details(part, stands_on, row).mark:
        raise StaleVersion
    if not words:
        workup.wordings.filter(part=part.name).delete()
        return
    row = row or Wording(workup=workup, part=part.name)
    row.words, row.basis = words, stands_on
    row.save()


@transaction.atomic
def share_wording(partner: Partner, workup: Workup, told: PartDetails, mark: str) -> None:
    """Let the other read a part as its owner has it before them, in the place of what they read of it before.

    Raises StaleVersion when it reads otherwise now, and NoLongerShareable when the couple has ended.
    """
    if mark != told.mark:
        raise StaleVersion
    if not Partner.objects.select_for_update().filter(pk=partner.pk, left_at=None).first():
        raise NoLongerShareable
    row = Shared.objects.by(partner).standing().filter(part=told.part.name).first()
    row = row or Shared(owner=partner, workup=workup, part=told.part.name)
    row.workup, row.words, row.seen_at = workup, told.words, None
    row.sources = json.dumps([[one.question, one.about, one.item] for one in told.part.sources])
    row.save()


def unshare(shared: Shared) -> None:
    """Unshare a part. Deletes its words, not the fact of sharing. The partner's thanks stay with their
    author."""
    blank_words(Shared.objects.filter(pk=shared.pk).standing())


def on_couple_ended(couple: Couple) -> None:
    """Delete what both shared with each other. Their workups stay."""
    blank_words(Shared.objects.filter(owner__couple=couple).standing())


@transaction.atomic
def blank_words(rows: SharedQuerySet) -> None:
    """Delete the shared words, but not the rows."""
    gone = [row.pk for row in rows.select_for_update()]
    Thanks.objects.filter(shared__in=gone).update(shared=None)
    Shared.objects.filter(pk__in=gone).update(words=None, sources=None, part="", taken_back_at=timezone.now())


@transaction.atomic
def revoke_stale_parts(workup: Workup) -> int:
    """Unshare what was derived from answers that are gone, and delete judgements about them. Returns how many parts.

    Called when a question is left: while it is being edited, a part is only hidden, since a word may come
    back.
    """
    if not all_readable(workup):
        return 0
    answers = answers_of(workup, named=False)
    judged = answers.pop((SAME.name, ""), None)
    kept = valid_judgements(judged or (), answers)
    if judged and kept != judged:
        row = workup.answers.get(question=SAME.name)
        row.value = dump_answer(kept) if kept else None
        row.version += 1
        row.save()
    present = all_sources(answers | ({(SAME.name, ""): kept} if kept else {}))
    shared = Shared.objects.filter(workup=workup).with_owner().standing()
    gone = [row.pk for row in shared if not set(source_answers(row)) <= present]
    blank_words(Shared.objects.filter(pk__in=gone))
    return len(gone)


def source_answers(shared: Shared) -> Iterator[Source]:
    """Yield the answers that a shared part was derived from."""
    return (Source(*one) for one in load_answer(shared.sources or "") or ())


def shared_by(partner: Partner) -> tuple[list[Shared], list[Shared]]:
    """Return the parts that this partner shares, and those they unshared.

    A part whose answer was deleted is left out.
    """
    related = ["thanks__author__user__profile", "thanks__author__couple", "workup__user__profile"]
    rows = list(Shared.objects.by(partner).select_related(*related))
    present = {row.workup_id: PresentAnswers(row.workup) for row in rows if row.taken_back_at is None}
    standing = [row for row in rows if row.taken_back_at is None and present[row.workup_id].holds(row)]
    return standing, [row for row in rows if row.taken_back_at]


class PresentAnswers:
    """The answers that a workup has now."""

    def __init__(self, workup: Workup) -> None:
        self.sources = all_sources(answers_of(workup, named=False))
        self.is_readable = all_readable(workup)

    def holds(self, shared: Shared) -> bool:
        """Whether all answers that a shared part was derived from are still there, as far as they can be
        read."""
        return not self.is_readable or set(source_answers(shared)) <= self.sources


def has_news(partner: Partner) -> bool:
    """Return whether the other has shared or thanked since this partner last looked."""
    shared = (
        Shared.objects.standing().filter(owner__couple=partner.couple_id, seen_at=None).exclude(owner=partner)
    )
    thanked = Thanks.objects.filter(shared__owner=partner, shared__taken_back_at=None, seen_at=None)
    return shared.exists() or thanked.exists()


def mark_seen(partner: Partner) -> None:
    """Record that this partner has seen what is shared."""
    now = timezone.now()
    theirs = Shared.objects.standing().filter(owner__couple=partner.couple_id).exclude(owner=partner)
    theirs.filter(seen_at=None).update(seen_at=now)
    Thanks.objects.filter(shared__owner=partner, seen_at=None).update(seen_at=now)


@transaction.atomic
def add_thanks(partner: Partner, shared: Shared, words: str) -> None:
    """Thank for a part that the other shared, replacing earlier thanks.

    Raises NoLongerShareable if it was unshared meanwhile.
    """
    if not Shared.objects.filter(pk=shared.pk).standing().select_for_update().first():
        raise NoLongerShareable
    row = (
        Thanks.objects.filter(shared=shared).select_related("author__user__profile", "author__couple").first()
    )
    row = row or Thanks(shared=shared, author=partner)
    row.words, row.seen_at = words, None
    row.save()
