"""A person's own words from a dialogue that was erased for both: readable by them for a week, then blanked for good.

`Turn.words` and `Dialogue.topic` are already empty, so transcripts find nothing. The words, still sealed, are in
`own_words` and `own_topic`, which only this module reads, and only for their author.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import BinaryField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from couples.models import Partner
from dialogues import transcript_lines
from dialogues.models import Dialogue, Turn, topic_place
from dialogues.scenes import scene_for
from dialogues.transcript_types import TranscriptLine
from vault.sealing import CannotOpen, Destroyed, unseal

RETENTION = timedelta(days=7)


def set_aside(dialogues: QuerySet[Dialogue], turns: QuerySet[Turn]) -> None:
    """Blank these turns, and the topics of these dialogues, for both. Their authors can read them for a while."""
    until = timezone.now() + RETENTION
    dialogues.update(own_topic=F("topic"), topic=None, own_words_until=until)
    turns.filter(words__isnull=False).update(own_words=F("words"), words=None, blanked=Turn.LET_GO)


def turns_for(author: Partner, turns: QuerySet[Turn]) -> Iterator[Turn]:
    """Yield these turns with this partner's own words. The other's words aren't even fetched."""
    is_author, is_readable = Q(author=author), Q(dialogue__own_words_until__gt=timezone.now())
    own = Case(
        When(is_author & Q(words__isnull=False), then="words"),
        When(is_author & is_readable, then="own_words"),
        default=Value(None),
        output_field=BinaryField(null=True),
    )
    for turn in turns.defer("words", "own_words").annotate(own=own):
        turn.words = turn.own
        if turn.own is not None:
            turn.blanked = ""
        yield turn


def topic_for(author: Partner, dialogue: Dialogue) -> str | None:
    """Return the topic of a dialogue that this partner began and that was erased recently."""
    if dialogue.own_topic is None or dialogue.started_by_id != author.pk or not is_available(dialogue):
        return None
    try:
        return unseal(dialogue.started_by.keys, bytes(dialogue.own_topic), topic_place(dialogue.pk))
    except (CannotOpen, Destroyed):
        return None


def lines_for(author: Partner, dialogue: Dialogue, partner: Partner) -> list[TranscriptLine]:
    """Return what this partner said in a dialogue that was erased recently, in order."""
    if not is_available(dialogue):
        return []
    scene = scene_for(dialogue, author, partner)
    own = Turn.objects.filter(dialogue=dialogue, author=author, own_words__isnull=False).order_by("seq")
    return [
        transcript_lines.decrypt_turn(scene, scene.me, turn, erased=False, withdrawn_seq=0)
        for turn in turns_for(author, own)
    ]


def expiry_dates(author: Partner, dialogues: Iterable[Dialogue]) -> dict[uuid.UUID, datetime]:
    """Return when this partner's words expire, by dialogue, for erased dialogues that still hold any."""
    expiries = {dialogue.pk: dialogue.own_words_until for dialogue in dialogues if is_available(dialogue)}
    turns = Turn.objects.filter(dialogue__in=expiries, author=author, own_words__isnull=False)
    topics = Dialogue.objects.filter(pk__in=expiries, started_by=author, own_topic__isnull=False)
    own = (
        {*turns.values_list("dialogue", flat=True), *topics.values_list("pk", flat=True)}
        if expiries
        else set()
    )
    return {pk: expires_at for pk, expires_at in expiries.items() if expires_at and pk in own}


def dialogues_of(author: Partner) -> QuerySet[Dialogue]:
    """Return the erased dialogues of this partner's couple that still hold their own words."""
    spoken = Turn.objects.filter(author=author, own_words__isnull=False).values("dialogue")
    rows: QuerySet[Dialogue] = Dialogue.objects.filter(couple=author.couple_id)
    rows = rows.filter(own_words_until__gt=Now())
    return rows.filter(Q(pk__in=spoken) | Q(started_by=author, own_topic__isnull=False))


def is_available(dialogue: Dialogue) -> bool:
    """Whether the words that were set aside may still be read."""
    return dialogue.own_words_until is not None and dialogue.own_words_until > timezone.now()


def blank_own_words(turns: QuerySet[Turn], dialogues: QuerySet[Dialogue]) -> int:
    """Blank for good what was set aside from these. Returns the number of turns and topics."""
    turn_count = turns.filter(own_words__isnull=False).update(own_words=None)
    return turn_count + dialogues.filter(own_topic__isnull=False).update(own_topic=None)


def blank_expired(now: datetime | None = None) -> int:
    """Blank what has expired. Returns the number of turns and topics."""
    now = now or timezone.now()
    is_expired = Q(dialogue__own_words_until=None) | Q(dialogue__own_words_until__lte=now)
    return blank_own_words(Turn.objects.filter(is_expired), Dialogue.objects.filter(own_words_until__lte=now))
