"""What a search finds, as the page shows it: the newest dialogues first, some words around each place."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from couples.models import Partner
from dialogues.models import Dialogue, Turn
from transcripts.search import index
from transcripts.search.index import TOPIC, Said
from transcripts.search.marking import Mark, excerpt, marked
from transcripts.search.querying import Needle, parse, spans

MOST_SHOWN = 50


class Place(NamedTuple):
    """Where something was found: a turn, the note beside it, or the topic."""

    dialogue: uuid.UUID
    seq: int
    noted: bool = False


@dataclass(frozen=True)
class Hit:
    """Some words around a place. `said` tells who did what with them, `slot` whose they are."""

    said: str
    slot: int
    words: SafeString
    url: str


@dataclass(frozen=True)
class Talk:
    """A dialogue in which something was found. Its topic is marked where that was found, too."""

    dialogue: Dialogue
    title: str
    topic: SafeString
    url: str
    hits: list[Hit] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """All places are counted; the dialogues show the first of them. `asks` is whether there was something to look
    for, `is_empty` whether there is nothing yet to search in."""

    asks: bool
    is_empty: bool
    count: int
    more: int
    talks: list[Talk]


def search(me: Partner, query: str) -> Found:
    """Look for words in all that this couple said and in the partner's own notes."""
    needles = parse(query)
    people = {one.pk: one for one in (me, me.other())}
    said, noted = index.said(me, people), index.noted(me)
    places = list(find(needles, said, noted)) if needles else []
    shown = places[:MOST_SHOWN]
    return Found(
        asks=bool(needles),
        is_empty=not any(sheet.text for sheet in [*said.values(), *noted.values()]),
        count=len(places),
        more=len(places) - len(shown),
        talks=Showing(me, people, needles).talks(shown) if shown else [],
    )


def find(needles: Sequence[Needle], said: index.Sheets, noted: index.Sheets) -> Iterable[Place]:
    """All places, the newest dialogue first, in the order in which things were said there."""
    for dialogue, sheet in said.items():
        places = [Place(dialogue, seq) for seq in sheet.find(needles)]
        if dialogue in noted:
            places += [Place(dialogue, seq, noted=True) for seq in noted[dialogue].find(needles)]
            places.sort()
        yield from places


@dataclass(frozen=True)
class Showing:
    """The words of places, read anew, so that nothing is shown that is not there any more."""

    me: Partner
    people: index.People
    needles: Sequence[Needle]

    def talks(self, places: Sequence[Place]) -> list[Talk]:
        rows = Dialogue.objects.for_partner(self.me).filter(pk__in={place.dialogue for place in places})
        dialogues = {row.pk: row for row in rows}
        places = [place for place in places if place.dialogue in dialogues]
        turns, notes = self.turns(dialogues, places), self.notes(places)
        topics = {place.dialogue for place in places if place.seq == TOPIC}
        talks = {pk: self.talk(row, found=pk in topics) for pk, row in dialogues.items()}
        for place in places:
            hit = self.note(place, notes) if place.noted else self.turn(place, turns)
            if hit:
                talks[place.dialogue].hits.append(hit)
        return [talk for pk, talk in talks.items() if talk.hits or pk in topics]

    def turns(self, dialogues: dict[uuid.UUID, Dialogue], places: Sequence[Place]) -> dict[Place, Said]:
        rows = Turn.objects.filter(exactly(place for place in places if not place.noted))
        kinds = {pk: dialogue.kind for pk, dialogue in dialogues.items()}
        return {Place(one.dialogue, one.seq): one for one in index.turns(rows, kinds, self.people)}

    def notes(self, places: Sequence[Place]) -> dict[Place, str]:
        noted = [place for place in places if place.noted]
        texts = index.noted_in(index.notes(self.me).filter(exactly(noted))) if noted else {}
        return {Place(pk, seq, noted=True): words for pk, some in texts.items() for seq, words in some}

    def talk(self, dialogue: Dialogue, *, found: bool) -> Talk:
        topic = index.opened(dialogue, "topic")
        places = spans(topic, self.needles) if found else []
        mark = f"?mark={Mark(TOPIC, tuple(places))}" if places else ""
        return Talk(
            dialogue,
            title=gettext(dialogue.rules.title),
            topic=marked(topic, places),
            url=reverse("transcripts:read", args=[dialogue.pk]) + mark,
        )

    def turn(self, place: Place, turns: dict[Place, Said]) -> Hit | None:
        one = turns.get(place)
        places = spans(one.words, self.needles) if one else []
        if one is None or not places:
            return None
        author = self.people[one.author]
        url = reverse("transcripts:read", args=[place.dialogue])
        return Hit(
            said=gettext(one.move.said if one.move else "{name}").format(name=author.name),
            slot=author.slot,
            words=excerpt(one.words, places),
            url=f"{url}?mark={Mark(place.seq, tuple(places))}#turn-{place.seq}",
        )

    def note(self, place: Place, notes: dict[Place, str]) -> Hit | None:
        words = notes.get(place, "")
        places = spans(words, self.needles)
        url = reverse("transcripts:read", args=[place.dialogue])
        return (
            Hit(
                said=gettext("Your note"),
                slot=self.me.slot,
                words=excerpt(words, places),
                url=f"{url}#turn-{place.seq}",
            )
            if places
            else None
        )


def exactly(places: Iterable[Place]) -> Q:
    """These turns of these dialogues."""
    seqs: dict[uuid.UUID, list[int]] = {}
    for place in places:
        seqs.setdefault(place.dialogue, []).append(place.seq)
    either = (Q(dialogue=pk, seq__in=some) for pk, some in seqs.items())
    return reduce(or_, either, Q(pk__in=[]))
