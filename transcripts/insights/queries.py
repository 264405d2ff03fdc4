"""Load the data of the insights, in three queries however many dialogues there are.

Turns are read without their words. Only topics and what was said in empathy are decrypted, and only of
dialogues that both partners keep.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone, translation

from core.text_matching import Vocabulary
from couples.models import Partner
from dialogues.models import Dialogue, Turn
from dialogues.protocol import INVITED, Purpose
from dialogues.scenes import participant_of, scene_for
from dialogues.transcript_lines import unseal_words
from transcripts.dialogue_rows import DialogueRow
from transcripts.insights import calendar_chart, statistics
from transcripts.insights.emotion_matching import emotion_vocabulary, find_feelings
from transcripts.insights.statistics import DialogueCourse, MonthStatistics, Topic, TurnEvent
from vault.fields import text_or_blank

PartnerPair = tuple[Partner, Partner]


@dataclass(frozen=True, slots=True)
class InsightsData:
    """The data of all charts.

    `dialogues` counts those that took place; `feelings` counts the dialogues in which each feeling was named;
    `topics` are those that recurred. `first_day` and `today` are in the reader's time zone.
    """

    today: date
    first_day: date
    dialogues: int
    months: Sequence[MonthStatistics]
    feelings: Mapping[str, int]
    topics: Sequence[Topic]


def load_insights(me: Partner) -> InsightsData:
    """Load everything for a partner's couple. Both partners see the same, each in their own time zone."""
    partners = me, me.other()
    zone = time_zone_of(me)
    rows = started_dialogues(partners)
    days = {row.pk: timezone.localdate(row.created_at, zone) for row in rows}
    today = timezone.localdate(timezone=zone)
    kept_rows = [row for row in rows if row.kept]
    topics = [
        (days[row.pk], row.kind, row.topic)
        for row in kept_rows
        if row.rules.may_repeat and text_or_blank(row.topic)
    ]
    return InsightsData(
        today,
        min(days.values(), default=today),
        len(rows),
        statistics.statistics_by_month(load_courses(rows, days), today),
        count_feelings(kept_rows, partners),
        statistics.recurring_topics(topics),
    )


def started_dialogues(partners: PartnerPair) -> list[Dialogue]:
    """Return the couple's dialogues in which both partners arrived."""
    partners_by_id = {partner.pk: partner for partner in partners}
    rows = Dialogue.objects.for_partner(partners[0]).select_related(None).defer("prepared")
    started = [row for row in rows if statistics.has_started(row.kind, row.state)]
    for row in started:
        row.started_by = partners_by_id[row.started_by_id]
    return started


def load_courses(rows: Sequence[Dialogue], days: Mapping[uuid.UUID, date]) -> Iterator[DialogueCourse]:
    """Yield the turns of these dialogues without their words."""
    by_id = {str(row.pk): row for row in rows}
    turns = Turn.objects.filter(dialogue__in=[row.pk for row in rows]).order_by("dialogue_id", "seq")
    # As text, since making a UUID for each turn would take most of the time.
    columns = turns.values_list(Cast("dialogue_id", TextField()), "author_id", "step", "move", "created_at")
    for pk, rows_of_dialogue in groupby(columns.iterator(2000), key=itemgetter(0)):
        row = by_id[pk]
        yield DialogueCourse(row.kind, days[row.pk], [TurnEvent(*turn[1:]) for turn in rows_of_dialogue])


def count_feelings(rows: Sequence[Dialogue], partners: PartnerPair) -> Counter[str]:
    """Count the dialogues in which the receiver named each feeling."""
    scenes = {row.pk: scene_for(row, *partners) for row in rows}
    participants = {partner.pk: participant_of(partner) for partner in partners}
    vocabularies = couple_vocabularies(partners)
    named: dict[uuid.UUID, set[str]] = {}
    for turn in empathy_turns(list(scenes)):
        words, _blanked = unseal_words(scenes[turn.dialogue_id], participants[turn.author_id], turn)
        for vocabulary in vocabularies if words else ():
            named.setdefault(turn.dialogue_id, set()).update(find_feelings(words or "", vocabulary))
    return Counter(feeling for names in named.values() for feeling in names)


def empathy_turns(dialogues: Sequence[uuid.UUID]) -> Iterator[Turn]:
    """Yield the turns in which the receiver names feelings."""
    turns = Turn.objects.with_purpose(Purpose.EMPATHY).filter(dialogue__in=dialogues, words__isnull=False)
    return turns.only("dialogue_id", "author_id", "seq", "words", "blanked").iterator(2000)


def couple_vocabularies(partners: PartnerPair) -> list[Vocabulary]:
    """Return the vocabularies of both partners' languages, so that both see the same result."""
    vocabularies = []
    for language in sorted({partner.user.profile.language for partner in partners}):
        with translation.override(language):
            vocabularies.append(emotion_vocabulary())
    return vocabularies


def build_year(me: Partner, text: str, rows: Iterable[DialogueRow]) -> calendar_chart.CalendarYear:
    """Return the year to show, with the days on which the couple's dialogues began. `text` is the year as
    typed."""
    zone = time_zone_of(me)
    starts = [
        row.created_at
        for row in rows
        if statistics.is_after_arrival(row.kind, row.back or row.step or INVITED)
    ]
    today = timezone.localdate(timezone=zone)
    return calendar_chart.build_year(
        [timezone.localdate(created_at, zone) for created_at in starts], text, today
    )


def time_zone_of(me: Partner) -> ZoneInfo:
    """Return a partner's time zone."""
    return ZoneInfo(me.user.profile.time_zone)
