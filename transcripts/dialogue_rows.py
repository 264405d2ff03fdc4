"""All of a couple's dialogues, newest first, with the little that the timeline's filters and calendar need of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from couples import home_rows
from couples.models import Partner
from dialogues.models import Dialogue, topic_place
from transcripts.search.index import unsealers_by_author
from transcripts.search.normalization import fold_topic
from vault.sealing import CannotOpen


class DialogueRow(NamedTuple):
    """The few columns of a dialogue that the topic filter and the calendar need, because there may be many rows.

    No UUID and no state is made of them. `back` is the step at which the dialogue was paused or ended.
    """

    pk: str
    started_by: int
    topic: bytes | None
    created_at: datetime
    kind: str
    back: str | None
    step: str | None


def fetch_rows(me: Partner) -> list[DialogueRow]:
    """Return all of the couple's dialogues, newest first."""
    return list(map(DialogueRow._make, home_rows.fetch(all_rows, me)))


def all_rows(me: Partner) -> QuerySet[Dialogue, Any]:
    """Return the columns of all of the couple's dialogues, newest first."""
    state = KT("snapshot__back"), KT("snapshot__step")
    columns = (Cast("pk", TextField()), "started_by", "topic", "created_at", "kind", *state)
    rows: QuerySet[Dialogue, Any] = Dialogue.objects.for_partner(me).values_list(*columns)
    return rows


def dialogues_by_topic(me: Partner, rows: Iterable[DialogueRow]) -> dict[str, list[str]]:
    """Return dialogues by topic, in its latest wording; both newest first."""
    wordings: dict[str, str] = {}
    dialogues: dict[str, list[str]] = {}
    folded = cache(fold_topic)  # most topics come up again and again
    for pk, topic in iter_topics(me, rows):
        dialogues.setdefault(wordings.setdefault(folded(topic), topic), []).append(pk)
    return dialogues


def iter_topics(me: Partner, rows: Iterable[DialogueRow]) -> Iterator[tuple[str, str]]:
    """Yield the topic of each dialogue that has one."""
    unsealers = unsealers_by_author({partner.pk: partner for partner in (me, me.other())})
    for row in rows:
        if row.topic and row.started_by in unsealers:
            with suppress(CannotOpen):
                yield row.pk, unsealers[row.started_by](row.topic, topic_place(row.pk))
