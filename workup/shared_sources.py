"""Whether the answers that shared parts were derived from still exist."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workup.analysis import Source, all_sources, valid_judgements
from workup.answers import load_answer
from workup.models import Answer, SharedPart, Workup
from workup.queries import all_readable, answers_of, given_answers
from workup.sections import LIKENESS_QUESTION


@dataclass(frozen=True, slots=True)
class StaleParts:
    """The shared parts whose answers were deleted, and the judgements that still apply."""

    parts: Sequence[uuid.UUID] = ()
    judgements: Any = None
    has_stale_judgements: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts) or self.has_stale_judgements


def find_stale(workup: Workup, rows: Sequence[Answer]) -> StaleParts:
    """Return what was derived from deleted answers, given all that a workup has. Nothing if any is unreadable."""
    if not all_readable(workup, rows):
        return StaleParts()
    answers = answers_of(workup, rows, named_only=False)
    judgements = answers.pop((LIKENESS_QUESTION.name, ""), None)
    valid = valid_judgements(judgements or (), answers)
    sources = all_sources(answers | ({(LIKENESS_QUESTION.name, ""): valid} if valid else {}))
    shared = SharedPart.objects.filter(workup=workup).with_owner().active()
    stale = [row.pk for row in shared if not set(source_answers(row)) <= sources]
    return StaleParts(stale, valid, bool(judgements) and valid != judgements)


class PresentAnswers:
    """The answers that a workup has now."""

    def __init__(self, workup: Workup) -> None:
        rows = given_answers(workup)
        self.sources = all_sources(answers_of(workup, rows, named_only=False))
        self.is_readable = all_readable(workup, rows)

    def has_sources_of(self, shared: SharedPart) -> bool:
        """Return whether all answers that a part was derived from still exist, or can't be decrypted."""
        return not self.is_readable or set(source_answers(shared)) <= self.sources


def source_answers(shared: SharedPart) -> Iterator[Source]:
    """Yield the answers that a shared part was derived from."""
    return (Source(*source) for source in load_answer(shared.sources or "") or ())
