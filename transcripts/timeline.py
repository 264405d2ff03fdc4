"""A couple's dialogues as a timeline: filtered, by month, in pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from core.timezones import next_month
from couples.models import Partner
from dialogues import hooks, own_words
from dialogues.list_items import Summary, summary
from dialogues.models import Dialogue, DialogueQuerySet, Turn, topic_place, turn_place
from dialogues.protocol import Purpose
from dialogues.transcript_lines import is_past_retention
from transcripts.models import Star
from transcripts.notes_and_stars import stars_by_dialogue
from transcripts.search.normalization import fold_topic
from vault.sealing import CannotOpen, Destroyed, unseal

DIALOGUES_PER_PAGE = 20
PREVIEW_LENGTH = 90  # signs of the first words
FINISHED, LEFT, OPEN = "finished", "left", "open"  # how far a dialogue came
ME, PARTNER = "me", "partner"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A dialogue in the timeline.

    `begins` holds the first words that were sent, `stars` the number of starred turns, `gone` what is shown
    if words were erased. `own_until` is when the reader's own words expire.
    """

    row: Summary
    begins: str
    stars: int
    gone: str
    own_until: datetime | None = None

    @property
    def how_far(self) -> str:
        """How far it came, unless it was finished."""
        dialogue = self.row.dialogue
        return "" if dialogue.state.finished and dialogue.closed_at else self.row.how_far


@dataclass(frozen=True, slots=True)
class TimelineMonth:
    """The dialogues of a month, newest first. `is_new` is False if the page before began it."""

    first: date
    entries: list[TimelineEntry]
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """`earlier` is the last dialogue on the page, if there are earlier ones."""

    months: list[TimelineMonth]
    earlier: uuid.UUID | None


def build_timeline(me: Partner, wanted: dict[str, Any], after: uuid.UUID | None = None) -> TimelinePage:
    """A page of the dialogues that match, newest first, following `after`."""
    partner = me.other()
    last = Dialogue.objects.filter(couple=me.couple, pk=after).first() if after else None
    shown, earlier = paginate(filter_dialogues(me, wanted).select_related("let_go_by"), last)
    pks = [row.pk for row in shown]
    stars, begins, erased = stars_by_dialogue(me.user, pks), first_words(shown, me, partner), erased_in(pks)
    own = own_words.expiry_dates(me, shown)
    entries = [
        TimelineEntry(
            summary(row, me, partner),
            begins.get(row.pk, ""),
            len(stars.get(row.pk, ())),
            erasure_summary(row, erased.get(row.pk, set()), me, partner),
            own.get(row.pk),
        )
        for row in shown
    ]
    return TimelinePage(group_by_month(entries, last), earlier)


def paginate(found: DialogueQuerySet, last: Dialogue | None) -> tuple[list[Dialogue], uuid.UUID | None]:
    """The dialogues following `last`, newest first, and the id of the last one if there are more."""
    if last:
        found = found.filter(
            Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk)
        )
    rows = list(found[: DIALOGUES_PER_PAGE + 1])
    return rows[:DIALOGUES_PER_PAGE], rows[DIALOGUES_PER_PAGE - 1].pk if len(
        rows
    ) > DIALOGUES_PER_PAGE else None


def first_words(rows: Sequence[Dialogue], me: Partner, partner: Partner) -> dict[uuid.UUID, str]:
    """The first words that were sent, by dialogue, if they are still there."""
    readable = [row.pk for row in rows if not is_past_retention(row.kept, row.closed_at)]
    keys = {one.pk: one.keys for one in (me, partner)}
    sent = Turn.objects.with_purpose(Purpose.SEND).filter(dialogue__in=readable, words__isnull=False)
    firsts = sent.order_by("dialogue", "seq").distinct("dialogue")
    found = {}
    for pk, seq, author, words in firsts.values_list("dialogue", "seq", "author", "words"):
        with suppress(CannotOpen, Destroyed):
            found[pk] = Truncator(unseal(keys[author], bytes(words or b""), turn_place(pk, seq))).chars(
                PREVIEW_LENGTH
            )
    return found


def erased_in(dialogues: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """The ids of partners who erased words of their own, by dialogue."""
    rows = Turn.objects.filter(dialogue__in=dialogues, blanked=Turn.ERASED).order_by()
    found: dict[uuid.UUID, set[int]] = {}
    for dialogue, author in rows.values_list("dialogue", "author").distinct():
        found.setdefault(dialogue, set()).add(author)
    return found


def erasure_summary(row: Dialogue, erased: set[int], me: Partner, partner: Partner) -> str:
    """What is shown of a dialogue whose words were erased."""
    if row.let_go_by_id == me.pk:
        return gettext("you let the words go")
    if row.let_go_by_id == partner.pk:
        return gettext("{name} let the words go").format(name=partner.name)
    names = {me.pk: gettext("you let words of yours go"), partner.pk: gettext("{name} let words go")}
    said = [words for pk, words in names.items() if pk in erased]
    return " · ".join(said).format(name=partner.name)


def erased_by_name(row: Dialogue, me: Partner, partner: Partner) -> str:
    """The name of whoever erased a dialogue for both; "" if nobody did."""
    return {me.pk: me.name, partner.pk: partner.name}.get(row.let_go_by_id or 0, "")


def group_by_month(entries: Sequence[TimelineEntry], last: Dialogue | None) -> list[TimelineMonth]:
    """The entries by month."""
    before = month_of(last.created_at) if last else None
    groups = groupby(entries, key=lambda entry: month_of(entry.row.dialogue.created_at))
    return [TimelineMonth(first, list(some), is_new=first != before) for first, some in groups]


def month_of(moment: datetime) -> date:
    """The first day of the month, in the active time zone."""
    return timezone.localtime(moment).date().replace(day=1)


def filter_dialogues(me: Partner, wanted: dict[str, Any]) -> DialogueQuerySet:
    """The couple's dialogues that match all filters; those that are empty don't count.

    `kind` by name, `began` by `me` or `partner`, `far` how far it came, `like` the ids of dialogues with one
    topic, `onward` those that led to a request or an exit, `starred` those with a star of this
    partner's, `month` its first day.
    """
    found: DialogueQuerySet = Dialogue.objects.for_partner(me)
    if kind := wanted.get("kind"):
        found = found.filter(kind=kind)
    if began := wanted.get("began"):
        found = found.filter(started_by=me) if began == ME else found.exclude(started_by=me)
    if far := wanted.get("far"):
        found = found.filter(PROGRESS_FILTERS[far])
    if wanted.get("onward"):
        found = found.filter(pk__in=hooks.dialogues_with_outcome(me.couple))
    if wanted.get("starred"):
        found = found.filter(pk__in=Star.objects.filter(user=me.user).values("dialogue"))
    if month := wanted.get("month"):
        found = found.filter(
            created_at__gte=start_of_day(month), created_at__lt=start_of_day(next_month(month))
        )
    if like := wanted.get("like"):
        found = found.filter(pk__in=like)
    return found


PROGRESS_FILTERS = {
    FINISHED: Q(closed_at__isnull=False, snapshot__finished=True),
    LEFT: Q(closed_at__isnull=False) & ~Q(snapshot__finished=True),
    OPEN: Q(closed_at=None),
}


def start_of_day(day: date) -> datetime:
    """Midnight in the active time zone."""
    return timezone.make_aware(datetime.combine(day, time()))


def dialogues_by_topic(me: Partner) -> dict[str, list[uuid.UUID]]:
    """Each topic as it was worded last, with the dialogues about it, both newest first."""
    worded: dict[str, str] = {}
    found: dict[str, list[uuid.UUID]] = {}
    for pk, topic in iter_topics(me):
        found.setdefault(worded.setdefault(fold_topic(topic), topic), []).append(pk)
    return found


def iter_topics(me: Partner) -> Iterator[tuple[uuid.UUID, str]]:
    """The topic of every dialogue that has one, newest first. It is opened without its row, since there may be many."""
    keys = {partner.pk: partner.keys for partner in (me, me.other())}
    rows = Dialogue.objects.filter(couple=me.couple, topic__isnull=False).order_by("-created_at", "pk")
    for pk, author, sealed in rows.values_list("pk", "started_by", "topic"):
        with suppress(CannotOpen, Destroyed):
            if topic := unseal(keys[author], sealed or b"", topic_place(pk)):
                yield pk, topic
