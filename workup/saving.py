"""The writers of a workup: save an answer, let go of a person, judge a likeness, finish, begin again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from couples.models import User
from workup.answers import Answers, dump, load, with_judgement
from workup.models import Answer, Workup
from workup.sections import PEOPLE, SAME, SECTION_OF, Person

SOME_MONTHS = timedelta(days=90)  # after which a workup may be taken again


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. `version` is the present one; `other` is what another device wrote meanwhile, which
    then still stands."""

    version: int
    is_saved: bool = True
    other: Any = None


def answers_of(workup: Workup) -> dict[tuple[str, str], Any]:
    """All answers that are not empty, opened, without those about people who are gone."""
    found = {(row.question, row.about): load(row.value) for row in workup.answers.filter(value__isnull=False)}
    ids = {name: {one["id"] for one in people} for name, people in people_in(found).items()}
    return {key: value for key, value in found.items() if is_asked(*key, ids)}


def people_in(answers: Answers) -> dict[str, list[Person]]:
    """The people named in these answers, by the question that asks for them. Who has no name just now is left out."""
    return {name: [one for one in answers.get((name, ""), ()) if one["name"]] for name in PEOPLE}


def is_asked(question: str, about: str, ids: dict[str, set[str]]) -> bool:
    """Whether this question is asked about this person, or about nobody."""
    section = SECTION_OF.get(question)
    if section is None:
        return question == SAME.name and not about
    return about in ids[section.each] if section.each else not about


def people_of(workup: Workup) -> dict[str, list[Person]]:
    """The people named so far, by the question that asks for them."""
    rows = workup.answers.filter(question__in=PEOPLE, value__isnull=False)
    return people_in({(row.question, ""): load(row.value) for row in rows})


def answered(workup: Workup) -> set[tuple[str, str]]:
    """Which questions have an answer, without opening any."""
    return set(workup.answers.filter(value__isnull=False).values_list("question", "about"))


def stored(workup: Workup, question: str, about: str = "") -> Answer:
    """The answer as it is, or an empty one that is not saved."""
    found = workup.answers.filter(question=question, about=about).first()
    return found or Answer(workup=workup, question=question, about=about)


@transaction.atomic
def save(workup: Workup, question: str, about: str, value: Any, *, seen: int, writer: str) -> Saved:
    """Store an answer that was written upon version `seen`. One that another page changed since is left as it is.

    The same page's own earlier save is no conflict, even when its answer never reached that page.
    """
    row = locked(workup, question, about)
    present = load(row.value or "")
    if present == value:
        return Saved(row.version)
    if row.version != seen and not (writer and row.writer == writer):
        return Saved(row.version, is_saved=False, other=present)
    return Saved(write(row, value, writer))


def locked(workup: Workup, question: str, about: str) -> Answer:
    """The answer's row, made if there is none, and nobody else's until the transaction ends."""
    empty = Answer(workup=workup, question=question, about=about)
    Answer.objects.bulk_create([empty], ignore_conflicts=True)
    row = workup.answers.select_for_update().get(question=question, about=about)
    row.workup = workup
    return row


def write(row: Answer, value: Any, writer: str) -> int:
    row.value = None if value is None else dump(value)
    row.version += 1
    row.writer = writer
    row.save()
    return row.version


@transaction.atomic
def let_go(workup: Workup, question: str, about: str) -> None:
    """Take a person off the list, with all that was written about them."""
    row = locked(workup, question, "")
    rest = [one for one in load(row.value or "") or () if one["id"] != about]
    write(row, rest or None, "")
    workup.answers.filter(about=about).delete()


@transaction.atomic
def judge(workup: Workup, theirs: str, partner: str, *, same: bool) -> None:
    """Say of a caretakers' trait and a partner's whether they are the same."""
    row = locked(workup, SAME.name, "")
    write(row, with_judgement(load(row.value or ""), theirs, partner, same), "")


def finish(workup: Workup) -> None:
    """Call the workup finished, with whatever is empty. It stays open to changes."""
    Workup.objects.filter(pk=workup.pk, finished_at=None).update(finished_at=timezone.now())


def may_begin_again(workup: Workup) -> bool:
    return workup.finished_at is not None and workup.finished_at < timezone.now() - SOME_MONTHS


@transaction.atomic
def begin_again(user: User) -> Workup:
    """A new workup that knows the same people and nothing else. The old one stays as it was."""
    User.objects.select_for_update().get(pk=user.pk)
    old = Workup.objects.current(user)
    if not may_begin_again(old):
        return old
    new = Workup.objects.create(user=user)
    for question, people in people_of(old).items():
        write(locked(new, question, ""), people, "")
    return new
