"""What the insights are made of, read from the database: three questions, however many dialogues there are.

Courses are read without their words. Opened are only topics and what was said in empathy, and only of dialogues whose
words both keep.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone, translation

from core.text_matching import Vocabulary
from couples.models import Partner
from dialogues.models import Dialogue, Turn, to_state
from dialogues.protocol import Purpose
from dialogues.scenes import participant_of, scene_for
from dialogues.transcript_lines import unseal_words
from transcripts.insights import calendar_chart, statistics
from transcripts.insights.emotion_matching import emotion_vocabulary, find_feelings
from transcripts.insights.statistics import DialogueCourse, MonthStatistics, Topic, TurnEvent
from vault.fields import text_or_blank

Two = tuple[Partner, Partner]


@dataclass(frozen=True, slots=True)
class InsightsData:
    """What the charts show.

    `dialogues` that took place, their `months`, in how many of them each feeling was named, and the topics
    that came back. `began` and `today` are days in the reader's time zone.
    """

    today: date
    began: date
    dialogues: int
    months: Sequence[MonthStatistics]
    feelings: Mapping[str, int]
    topics: Sequence[Topic]


def load_insights(me: Partner) -> InsightsData:
    """All of it, of the couple. Both partners see the same, each by their own clock."""
    two = me, me.other()
    zone = time_zone_of(me)
    rows = held(two)
    days = {row.pk: timezone.localdate(row.created_at, zone) for row in rows}
    today = timezone.localdate(timezone=zone)
    kept = [row for row in rows if row.kept]
    topics = [
        (days[row.pk], row.kind, row.topic)
        for row in kept
        if not row.rules.prepare_url and text_or_blank(row.topic)
    ]
    return InsightsData(
        today,
        min(days.values(), default=today),
        len(rows),
        statistics.statistics_by_month(courses(rows, days), today),
        feelings(kept, two),
        statistics.recurring_topics(topics),
    )


def held(two: Two) -> list[Dialogue]:
    """The couple's dialogues in which they came to talk."""
    people = {one.pk: one for one in two}
    rows = Dialogue.objects.for_partner(two[0]).select_related(None).defer("prepared")
    found = [row for row in rows if statistics.has_started(row.kind, row.state)]
    for row in found:
        row.started_by = people[row.started_by_id]
    return found


def courses(rows: Sequence[Dialogue], days: Mapping[uuid.UUID, date]) -> Iterator[DialogueCourse]:
    """What was done in these dialogues, and when."""
    by_id = {str(row.pk): row for row in rows}
    turns = Turn.objects.filter(dialogue__in=[row.pk for row in rows]).order_by("dialogue_id", "seq")
    # As text, since making a UUID for each turn takes longer than all the rest.
    columns = turns.values_list(Cast("dialogue_id", TextField()), "author_id", "step", "move", "created_at")
    for pk, some in groupby(columns.iterator(2000), key=itemgetter(0)):
        row = by_id[pk]
        yield DialogueCourse(row.kind, days[row.pk], [TurnEvent(*turn[1:]) for turn in some])


def feelings(rows: Sequence[Dialogue], two: Two) -> Counter[str]:
    """In how many of these dialogues each feeling was named, by whoever was the receiver."""
    scenes = {row.pk: scene_for(row, *two) for row in rows}
    people = {one.pk: participant_of(one) for one in two}
    known = couple_vocabularies(two)
    found: dict[uuid.UUID, set[str]] = {}
    for turn in empathy_turns(list(scenes)):
        words, _blanked = unseal_words(scenes[turn.dialogue_id], people[turn.author_id], turn)
        for vocabulary in known if words else ():
            found.setdefault(turn.dialogue_id, set()).update(find_feelings(words or "", vocabulary))
    return Counter(feeling for some in found.values() for feeling in some)


def empathy_turns(dialogues: Sequence[uuid.UUID]) -> Iterator[Turn]:
    """The turns in which feelings are named."""
    turns = Turn.objects.with_purpose(Purpose.EMPATHY).filter(dialogue__in=dialogues, words__isnull=False)
    return turns.only("dialogue_id", "author_id", "seq", "words", "blanked").iterator(2000)


def couple_vocabularies(two: Two) -> list[Vocabulary]:
    """What is looked up, in the languages of both, so that both find the same."""
    found = []
    for language in sorted({one.user.profile.language for one in two}):
        with translation.override(language):
            found.append(emotion_vocabulary())
    return found


def load_year(me: Partner, asked: str) -> calendar_chart.CalendarYear:
    """The year that is asked for, as four digits, with the days on which the couple's dialogues began."""
    zone = time_zone_of(me)
    rows = Dialogue.objects.for_partner(me).values_list("created_at", "kind", "version", "snapshot")
    began: list[datetime] = [
        at for at, kind, *where in rows if statistics.has_started(kind, to_state(*where))
    ]
    today = timezone.localdate(timezone=zone)
    return calendar_chart.build_year([timezone.localdate(at, zone) for at in began], asked, today)


def time_zone_of(me: Partner) -> ZoneInfo:
    """A partner's time zone."""
    return ZoneInfo(me.user.profile.time_zone)
