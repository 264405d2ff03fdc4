"""Writes a workup: save an answer, remove a person, judge a likeness, finish, start again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from couples.models import User
from vault.fields import is_readable
from workup.answers import add_judgement, dump_answer, load_answer
from workup.models import Answer, Workup
from workup.queries import people_of
from workup.sections import LIKENESS_QUESTION
from workup.sharing import revoke_stale_parts

REPEAT_AFTER = timedelta(days=90)  # after which a workup may be taken again


@dataclass(frozen=True, slots=True)
class BaseVersion:
    """What a save is based on.

    The version its page found, the page's id and the number of its save (0: not counted), and the version its
    author chose to overwrite after seeing it.
    """

    seen: int = 0
    writer: str = ""
    count: int = 0
    overwrites: int = -1


@dataclass(frozen=True, slots=True)
class SaveResult:
    """The result of a save. `version` is the current one; `other` is what another device wrote meanwhile,
    which is kept."""

    version: int
    is_saved: bool = True
    other_value: Any = None


@transaction.atomic
def save_answer(workup: Workup, question: str, about: str, value: Any, base: BaseVersion) -> SaveResult:
    """Store an answer, unless another page has changed it since; then theirs stays and is returned.

    A page's own earlier save is no conflict, even when its response was lost; of two saves of one page the
    later one counts, in whichever order they arrive.
    """
    row = lock_answer(workup, question, about)
    stored = load_answer(row.value or "")
    is_own_page = bool(base.count and base.writer) and row.writer == base.writer
    if stored == value or (is_own_page and base.count <= row.count):
        return SaveResult(row.version)
    if not is_own_page and row.version not in (base.seen, base.overwrites):
        return SaveResult(row.version, is_saved=False, other_value=stored)
    write_answer(row, value, base)
    return SaveResult(row.version)


def lock_answer(workup: Workup, question: str, about: str) -> Answer:
    """Return the answer's row, created if needed and locked until the transaction ends."""
    empty = Answer(workup=workup, question=question, about=about)
    Answer.objects.bulk_create([empty], ignore_conflicts=True)
    row = workup.answers.select_for_update().get(question=question, about=about)
    row.workup = workup
    return row


def write_answer(row: Answer, value: Any, base: BaseVersion) -> None:
    """Store the value with its next version and its page."""
    row.value = None if value is None else dump_answer(value)
    row.version += 1
    row.writer, row.count = base.writer, base.count
    row.save()


@transaction.atomic
def delete_person(workup: Workup, question: str, about: str) -> None:
    """Remove a person from the list, with all answers about them and what was derived from these."""
    row = lock_answer(workup, question, "")
    remaining = [person for person in load_answer(row.value or "") or () if person["id"] != about]
    write_answer(row, remaining or None, BaseVersion())
    workup.answers.filter(about=about).delete()
    revoke_stale_parts(workup)


@transaction.atomic
def store_judgement(workup: Workup, caretaker_word: str, partner_word: str, *, is_same: bool) -> None:
    """Store whether a caretaker's trait and a partner's are the same."""
    row = lock_answer(workup, LIKENESS_QUESTION.name, "")
    if not is_readable(row.value):
        return  # would lose what was said before
    write_answer(
        row, add_judgement(load_answer(row.value or ""), caretaker_word, partner_word, is_same), BaseVersion()
    )
    revoke_stale_parts(workup)


def finish_workup(workup: Workup) -> None:
    """Mark the workup finished, complete or not. It can still be changed."""
    Workup.objects.filter(pk=workup.pk, finished_at=None).update(finished_at=timezone.now())


def may_restart(workup: Workup) -> bool:
    """Return whether the workup is old enough to start another one."""
    return workup.finished_at is not None and workup.finished_at < timezone.now() - REPEAT_AFTER


@transaction.atomic
def restart_workup(user: User) -> Workup:
    """Start a new workup with the same people and no answers. The old one stays as it is."""
    User.objects.select_for_update().get(pk=user.pk)
    old = Workup.objects.current(user)
    if not may_restart(old):
        return old
    new = Workup.objects.create(user=user)
    for question, people in people_of(old).items():
        write_answer(lock_answer(new, question, ""), people, BaseVersion())
    return new
