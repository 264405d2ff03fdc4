"""What a search finds, as the page shows it: the newest dialogues first, some words around each place."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from transcripts.search.highlighting import Mark, excerpt, marked
from transcripts.search.index import TOPIC, Said
from transcripts.search.query_parser import Needle, parse, spans

MOST_TALKS = 20  # dialogues that are shown at a time
MOST_HITS = 3  # places of each, unless it is asked for alone


class Place(NamedTuple):
    """Where something was found: a turn, the note beside it, or the topic."""

    dialogue: uuid.UUID
    seq: int
    noted: bool = False


Places = Mapping[uuid.UUID, Sequence[Place]]


@dataclass(frozen=True)
class Hit:
    """Some words around a place. `said` tells who did what with them, `slot` whose they are."""

    said: str
    slot: int
    words: SafeString
    url: str


@dataclass(frozen=True)
class Talk:
    """A dialogue in which something was found. Its topic is marked where that was found, too; `more` is how many hits
    there are beside those that it shows."""

    dialogue: Dialogue
    title: str
    topic: SafeString
    url: str
    hits: list[Hit]
    more: int


@dataclass(frozen=True)
class Found:
    """All places are counted; `talks` are some of the dialogues that hold them, and `earlier` the last of these where
    there are earlier ones. `asks` is whether there was something to look for, `is_empty` whether there is nothing yet
    to search in."""

    asks: bool
    is_empty: bool
    count: int
    talks: list[Talk]
    earlier: uuid.UUID | None


def search(me: Partner, query: str, after: uuid.UUID | None = None, only: uuid.UUID | None = None) -> Found:
    """Look for words in all that this couple said and in the partner's own notes. What is shown begins with the
    dialogue that follows `after`, or is all that was found in `only`."""
    needles = parse(query)
    people = {one.pk: one for one in (me, me.other())}
    said, noted = index.said(me, people), index.noted(me)
    places = find(needles, said, noted) if needles else {}
    shown, earlier = ([only], None) if only else cut(places, list(said), after)
    some = {pk: places[pk] for pk in shown if pk in places}
    return Found(
        asks=bool(needles),
        is_empty=not any(sheet.text for sheet in [*said.values(), *noted.values()]),
        count=sum(map(len, places.values())),
        talks=Showing(me, people, needles).talks(some, None if only else MOST_HITS) if some else [],
        earlier=earlier,
    )


def find(needles: Sequence[Needle], said: index.Sheets, noted: index.Sheets) -> Places:
    """All places by dialogue, in the order in which things were said there."""
    found = {}
    for dialogue, sheet in said.items():
        places = [Place(dialogue, seq) for seq in sheet.find(needles)]
        if dialogue in noted:
            places += [Place(dialogue, seq, noted=True) for seq in noted[dialogue].find(needles)]
            places.sort()
        if places:
            found[dialogue] = places
    return found


def cut(
    found: Places, order: Sequence[uuid.UUID], after: uuid.UUID | None
) -> tuple[list[uuid.UUID], uuid.UUID | None]:
    """The first dialogues with places that follow `after` in this order, from the beginning where it is not among
    them; and the last of these where there are more."""
    start = order.index(after) + 1 if after in order else 0
    rest = [pk for pk in order[start:] if pk in found]
    return rest[:MOST_TALKS], rest[MOST_TALKS - 1] if len(rest) > MOST_TALKS else None


@dataclass(frozen=True)
class Showing:
    """The words of places, read anew, so that nothing is shown that is not there any more."""

    me: Partner
    people: index.People
    needles: Sequence[Needle]

    def talks(self, places: Places, most: int | None) -> list[Talk]:
        """The dialogues with these places, and so many hits of each."""
        dialogues = {row.pk: row for row in Dialogue.objects.for_partner(self.me).filter(pk__in=places)}
        shown = {pk: [place for place in places[pk] if place.seq != TOPIC][:most] for pk in dialogues}
        hits = self.hits(dialogues, [place for some in shown.values() for place in some])
        talks = [
            self.talk(row, places[pk], [hits[place] for place in shown[pk] if place in hits])
            for pk, row in dialogues.items()
        ]
        return [talk for talk in talks if talk.hits or "<mark>" in talk.topic]

    def talk(self, dialogue: Dialogue, places: Sequence[Place], hits: list[Hit]) -> Talk:
        found = any(place.seq == TOPIC for place in places)
        topic = index.opened(dialogue, "topic")
        there = spans(topic, self.needles) if found else []
        return Talk(
            dialogue,
            title=gettext(dialogue.rules.title),
            topic=marked(topic, there),
            url=address(dialogue.pk, Mark(TOPIC, tuple(there)) if there else None),
            hits=hits,
            more=len(places) - found - len(hits),
        )

    def hits(self, dialogues: Mapping[uuid.UUID, Dialogue], places: Sequence[Place]) -> dict[Place, Hit]:
        turns, notes = self.turns(dialogues, places), self.notes(places)
        found = {
            place: self.note(place, notes) if place.noted else self.turn(place, turns) for place in places
        }
        return {place: hit for place, hit in found.items() if hit}

    def turns(self, dialogues: Mapping[uuid.UUID, Dialogue], places: Sequence[Place]) -> dict[Place, Said]:
        rows = Turn.objects.filter(exactly(place for place in places if not place.noted))
        kinds = {pk: dialogue.kind for pk, dialogue in dialogues.items()}
        return {Place(one.dialogue, one.seq): one for one in index.turns(rows, kinds, self.people)}

    def notes(self, places: Sequence[Place]) -> dict[Place, str]:
        noted = [place for place in places if place.noted]
        texts = index.noted_in(index.notes(self.me).filter(exactly(noted))) if noted else {}
        return {Place(pk, seq, noted=True): words for pk, some in texts.items() for seq, words in some}

    def turn(self, place: Place, turns: Mapping[Place, Said]) -> Hit | None:
        one = turns.get(place)
        author = self.people[one.author] if one else self.me
        said = gettext(one.move.log_text if one and one.move else "{name}").format(name=author.name)
        return self.hit(place, said, author, one.words if one else "")

    def note(self, place: Place, notes: Mapping[Place, str]) -> Hit | None:
        return self.hit(place, gettext("Your note"), self.me, notes.get(place, ""))

    def hit(self, place: Place, said: str, author: Partner, words: str) -> Hit | None:
        """What stands at a place, if what was looked for is still there."""
        there = spans(words, self.needles)
        url = address(place.dialogue, Mark(place.seq, tuple(there), place.noted))
        return Hit(said, author.slot, excerpt(words, there), url) if there else None


def address(dialogue: uuid.UUID, mark: Mark | None) -> str:
    """Where a dialogue is read, with these places marked, at the turn where they are."""
    page = reverse("transcripts:read", args=[dialogue])
    if mark is None:
        return page
    return f"{page}?mark={mark}" + (f"#turn-{mark.seq}" if mark.seq != TOPIC else "")


def exactly(places: Iterable[Place]) -> Q:
    """These turns of these dialogues."""
    seqs: dict[uuid.UUID, list[int]] = {}
    for place in places:
        seqs.setdefault(place.dialogue, []).append(place.seq)
    either = (Q(dialogue=pk, seq__in=some) for pk, some in seqs.items())
    return reduce(or_, either, Q(pk__in=[]))
