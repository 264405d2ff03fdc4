"""The timeline of a couple's dialogues: filtered, grouped by month, in pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from core.timezones import next_month
from couples.home_rows import fetch
from couples.models import Partner
from dialogues import hooks, own_words
from dialogues.invitations import TAKEN_BACK
from dialogues.list_items import Summary, summary
from dialogues.models import Dialogue, DialogueQuerySet, Turn, turn_place
from dialogues.protocol import Purpose
from dialogues.store import select_first_turns
from dialogues.transcript_lines import is_past_retention
from transcripts.models import Bookmark
from vault.sealing import CannotOpen, Destroyed, unseal

DIALOGUES_PER_PAGE = 20
PREVIEW_LENGTH = 90  # characters
FINISHED, ENDED_EARLIER, OPEN = "finished", "left", "open"  # how far a dialogue came
ME, PARTNER = "me", "partner"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A dialogue in the timeline.

    `preview` holds the first words that were sent, `bookmarks` the number of bookmarked turns, `erasure` what is shown
    if words were erased. `own_words_until` is when the reader's own words expire.
    """

    summary: Summary
    preview: str
    bookmarks: int
    erasure: str
    own_words_until: datetime | None = None

    @property
    def url(self) -> str:
        """Where the dialogue is read, or held."""
        page = "dialogues:room" if self.summary.is_open else "transcripts:detail"
        return reverse(page, args=[self.summary.dialogue.pk])

    @property
    def day(self) -> date:
        """When it began, in the active time zone."""
        return timezone.localdate(self.summary.dialogue.created_at)

    @property
    def progress(self) -> str:
        """How far it came; "" if it was finished."""
        dialogue = self.summary.dialogue
        return "" if dialogue.state.finished and dialogue.closed_at else self.summary.status


@dataclass(frozen=True, slots=True)
class TimelineMonth:
    """The dialogues of a month, newest first. `is_new` is False if it continues from the page before."""

    first: date
    entries: list[TimelineEntry]
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """`next_after` is the last dialogue on the page, None if no more follow."""

    months: list[TimelineMonth]
    next_after: uuid.UUID | None


def build_timeline(me: Partner, filters: dict[str, Any], after: uuid.UUID | None = None) -> TimelinePage:
    """Return a page of the dialogues that match, newest first. It follows the dialogue `after`."""
    partner = me.other()
    last = Dialogue.objects.filter(couple=me.couple, pk=after).first() if after else None
    rows, earlier = paginate(matching_rows(me, filters, last) if filters or last else fetch(newest_rows, me))
    for row in rows:
        row.started_by = me if row.started_by_id == me.pk else partner
    begins, own = first_words(rows, me, partner), own_words.expiry_dates(me, rows)
    entries = [
        TimelineEntry(
            summary(row, me, partner),
            begins.get(row.pk, ""),
            row.bookmarks,
            erasure_summary(row, set(row.erased_by), me, partner),
            own.get(row.pk),
        )
        for row in rows
    ]
    return TimelinePage(group_by_month(entries, last), earlier)


def with_marks(dialogues: DialogueQuerySet, me: Partner) -> DialogueQuerySet:
    """Annotate dialogues with `bookmarks`, how many of their turns this partner bookmarked, and `erased_by`, the ids
    of the partners who erased own words. Doesn't join `started_by`."""
    bookmarks = Bookmark.objects.filter(user=me.user_id, dialogue=OuterRef("pk")).values("dialogue")
    erased = Turn.objects.filter(dialogue=OuterRef("pk"), blanked=Turn.ERASED).order_by().values("author")
    rows: DialogueQuerySet = dialogues.select_related(None).defer("prepared", "own_topic")
    return rows.annotate(
        bookmarks=Coalesce(Subquery(bookmarks.annotate(number=Count("pk")).values("number")), 0),
        erased_by=ArraySubquery(erased.distinct()),
    )


def matching_rows(me: Partner, filters: dict[str, Any], last: Dialogue | None = None) -> DialogueQuerySet:
    """Return the dialogues of a page, with their marks, and one more if more follow."""
    return rows_after(with_marks(filter_dialogues(me, filters), me), last)


def newest_rows(me: Partner) -> DialogueQuerySet:
    """Return the dialogues of the first page without filters, which is what most people see."""
    return matching_rows(me, {})


def rows_after(dialogues: DialogueQuerySet, last: Dialogue | None) -> DialogueQuerySet:
    """Return the dialogues of the page after `last`, newest first, and one more if more follow."""
    if last:
        dialogues = dialogues.filter(
            Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk)
        )
    return dialogues[: DIALOGUES_PER_PAGE + 1]


def paginate(rows: Iterable[Any]) -> tuple[list[Any], uuid.UUID | None]:
    """Return the dialogues of a page, and the id of the last one if more follow."""
    page = list(rows)
    is_last = len(page) <= DIALOGUES_PER_PAGE
    return page[:DIALOGUES_PER_PAGE], None if is_last else page[DIALOGUES_PER_PAGE - 1].pk


def first_words(rows: Sequence[Dialogue], me: Partner, partner: Partner) -> dict[uuid.UUID, str]:
    """Return the beginning of the first message of each dialogue, unless it was erased."""
    readable = [row for row in rows if not is_past_retention(row.kept, row.closed_at)]
    keys = {person.pk: person.keys for person in (me, partner)}
    previews = {}
    for turn in select_first_turns(readable, Purpose.SEND):
        place = turn_place(turn.dialogue_id, turn.seq)
        with suppress(CannotOpen, Destroyed):
            words = unseal(keys[turn.author_id], bytes(turn.words or b""), place)
            previews[turn.dialogue_id] = Truncator(words).chars(PREVIEW_LENGTH)
    return previews


def erasure_summary(dialogue: Dialogue, erased: set[int], me: Partner, partner: Partner) -> str:
    """Say who erased words of a dialogue; "" if nobody did."""
    if dialogue.let_go_by_id == me.pk:
        return gettext("you deleted the words")
    if dialogue.let_go_by_id == partner.pk:
        return gettext("{name} deleted the words").format(name=partner.name)
    sentence_by_author = {
        me.pk: gettext("you deleted some of your words"),
        partner.pk: gettext("{name} deleted some words"),
    }
    sentences = [sentence for pk, sentence in sentence_by_author.items() if pk in erased]
    return " · ".join(sentences).format(name=partner.name)


def erased_by_name(dialogue: Dialogue, me: Partner, partner: Partner) -> str:
    """Return the name of whoever erased a dialogue for both; "" if nobody did."""
    return {me.pk: me.name, partner.pk: partner.name}.get(dialogue.let_go_by_id or 0, "")


def group_by_month(entries: Sequence[TimelineEntry], last: Dialogue | None) -> list[TimelineMonth]:
    """Group entries by month."""
    previous_month = month_of(last.created_at) if last else None
    groups = groupby(entries, key=lambda entry: month_of(entry.summary.dialogue.created_at))
    return [
        TimelineMonth(first, list(month_entries), is_new=first != previous_month)
        for first, month_entries in groups
    ]


def month_of(moment: datetime) -> date:
    """Return the first day of the month, in the active time zone."""
    return timezone.localtime(moment).date().replace(day=1)


def filter_dialogues(me: Partner, filters: dict[str, Any]) -> DialogueQuerySet:
    """Return the couple's dialogues that match all filters, without invitations that were taken back.

    Empty filters are ignored.

    `kind` is a name; `began` is `me` or `partner`; `far` a key of PROGRESS_FILTERS; `like` the ids of the
    dialogues with one topic; `onward` those that led to a request or an exit; `starred` those with a bookmark
    of this partner; `month` a first day.
    """
    rows: DialogueQuerySet = Dialogue.objects.for_partner(me).exclude(TAKEN_BACK)
    if kind := filters.get("kind"):
        rows = rows.filter(kind=kind)
    if began := filters.get("began"):
        rows = rows.filter(started_by=me) if began == ME else rows.exclude(started_by=me)
    if far := filters.get("far"):
        rows = rows.filter(PROGRESS_FILTERS[far])
    if filters.get("onward"):
        rows = rows.filter(pk__in=hooks.dialogues_with_outcome(me.couple))
    if filters.get("starred"):
        rows = rows.filter(pk__in=Bookmark.objects.filter(user=me.user).values("dialogue"))
    if month := filters.get("month"):
        rows = rows.filter(
            created_at__gte=start_of_day(month), created_at__lt=start_of_day(next_month(month))
        )
    if like := filters.get("like"):
        rows = rows.filter(pk__in=like)
    return rows


PROGRESS_FILTERS = {
    FINISHED: Q(closed_at__isnull=False, snapshot__finished=True),
    ENDED_EARLIER: Q(closed_at__isnull=False) & ~Q(snapshot__finished=True),
    OPEN: Q(closed_at=None),
}


def start_of_day(day: date) -> datetime:
    """Return midnight in the active time zone."""
    return timezone.make_aware(datetime.combine(day, time()))
