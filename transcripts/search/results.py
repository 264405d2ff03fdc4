"""Results of a search as the page shows them: the newest dialogues first, with excerpts."""

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
from transcripts.search.highlighting import HighlightMark, excerpt, highlight
from transcripts.search.index import TOPIC, TurnWords
from transcripts.search.query_parser import SearchTerm, find_spans, parse_query

MAX_DIALOGUES = 20  # shown at a time
MAX_HITS = 3  # of each dialogue, unless it is shown alone


class Location(NamedTuple):
    """Where something was found: a turn, the note beside it, or the topic."""

    dialogue: uuid.UUID
    seq: int
    is_note: bool = False


Locations = Mapping[uuid.UUID, Sequence[Location]]


@dataclass(frozen=True)
class Hit:
    """An excerpt around a location. `label` says who did what with the words, `slot` whose they are."""

    label: str
    slot: int
    excerpt: SafeString
    url: str


@dataclass(frozen=True)
class DialogueResult:
    """A dialogue in which something was found, perhaps in its topic; `more` is the number of hits not shown."""

    dialogue: Dialogue
    title: str
    topic: SafeString
    url: str
    hits: list[Hit]
    more: int


@dataclass(frozen=True)
class SearchResults:
    """A page of results.

    `has_query` says whether there was anything to search for, `is_empty` whether there are no words to search in yet.
    `count` counts all locations, `dialogues` are those of this page, and `last` is the last one if more follow.
    """

    has_query: bool
    is_empty: bool
    count: int
    dialogues: list[DialogueResult]
    last: uuid.UUID | None


def search(
    me: Partner, query: str, after: uuid.UUID | None = None, only: uuid.UUID | None = None
) -> SearchResults:
    """Search all that this couple said and the partner's own notes.

    Return the dialogues that follow `after`, or all that was found in the dialogue `only`.
    """
    terms = parse_query(query)
    partners = {partner.pk: partner for partner in (me, me.other())}
    documents, notes = index.couple_documents(me, partners), index.note_documents(me)
    locations = find_locations(terms, documents, notes) if terms else {}
    page, last = ([only], None) if only else slice_page(locations, list(documents), after)
    shown = {pk: locations[pk] for pk in page if pk in locations}
    builder = ResultBuilder(me, partners, terms)
    return SearchResults(
        has_query=bool(terms),
        is_empty=not any(document.text for document in [*documents.values(), *notes.values()]),
        count=sum(map(len, locations.values())),
        dialogues=builder.dialogues(shown, None if only else MAX_HITS) if shown else [],
        last=last,
    )


def find_locations(
    terms: Sequence[SearchTerm], documents: index.SearchDocuments, notes: index.SearchDocuments
) -> Locations:
    """All locations by dialogue, in the order of its turns."""
    found = {}
    for dialogue, document in documents.items():
        locations = [Location(dialogue, seq) for seq in document.find(terms)]
        if dialogue in notes:
            locations += [Location(dialogue, seq, is_note=True) for seq in notes[dialogue].find(terms)]
            locations.sort()
        if locations:
            found[dialogue] = locations
    return found


def slice_page(
    locations: Locations, order: Sequence[uuid.UUID], after: uuid.UUID | None
) -> tuple[list[uuid.UUID], uuid.UUID | None]:
    """The dialogues of the page that follows `after` (the first page if it is unknown), and the last if more follow."""
    start = order.index(after) + 1 if after in order else 0
    rest = [pk for pk in order[start:] if pk in locations]
    return rest[:MAX_DIALOGUES], rest[MAX_DIALOGUES - 1] if len(rest) > MAX_DIALOGUES else None


@dataclass(frozen=True)
class ResultBuilder:
    """Builds results from words read again from the database, so that nothing is shown that was erased meanwhile."""

    me: Partner
    partners: index.Partners
    terms: Sequence[SearchTerm]

    def dialogues(self, locations: Locations, max_hits: int | None) -> list[DialogueResult]:
        """The dialogues with these locations, and up to `max_hits` hits of each."""
        rows = {row.pk: row for row in Dialogue.objects.for_partner(self.me).filter(pk__in=locations)}
        shown = {pk: [place for place in locations[pk] if place.seq != TOPIC][:max_hits] for pk in rows}
        hits = self.hits(rows, [place for places in shown.values() for place in places])
        results = [
            self.dialogue(row, locations[pk], [hits[place] for place in shown[pk] if place in hits])
            for pk, row in rows.items()
        ]
        return [result for result in results if result.hits or "<mark>" in result.topic]

    def dialogue(self, dialogue: Dialogue, locations: Sequence[Location], hits: list[Hit]) -> DialogueResult:
        """A dialogue with its topic, highlighted if something was found in it."""
        in_topic = any(location.seq == TOPIC for location in locations)
        topic = index.decrypt_column(dialogue, "topic")
        spans = find_spans(topic, self.terms) if in_topic else []
        return DialogueResult(
            dialogue,
            title=gettext(dialogue.rules.title),
            topic=highlight(topic, spans),
            url=detail_url(dialogue.pk, HighlightMark(TOPIC, tuple(spans)) if spans else None),
            hits=hits,
            more=len(locations) - in_topic - len(hits),
        )

    def hits(
        self, dialogues: Mapping[uuid.UUID, Dialogue], locations: Sequence[Location]
    ) -> dict[Location, Hit]:
        """The hits at these locations whose words still match."""
        turns, notes = self.turns(dialogues, locations), self.notes(locations)
        hits = {
            place: self.note_hit(place, notes) if place.is_note else self.turn_hit(place, turns)
            for place in locations
        }
        return {place: hit for place, hit in hits.items() if hit}

    def turns(
        self, dialogues: Mapping[uuid.UUID, Dialogue], locations: Sequence[Location]
    ) -> dict[Location, TurnWords]:
        """The decrypted turns among these locations."""
        rows = Turn.objects.filter(turns_filter(place for place in locations if not place.is_note))
        kinds = {pk: dialogue.kind for pk, dialogue in dialogues.items()}
        turns = index.decrypt_turns(rows, kinds, self.partners)
        return {Location(turn.dialogue, turn.seq): turn for turn in turns}

    def notes(self, locations: Sequence[Location]) -> dict[Location, str]:
        """The decrypted notes among these locations."""
        places = [place for place in locations if place.is_note]
        rows = index.own_notes(self.me).filter(turns_filter(places))
        texts = index.note_texts(rows) if places else {}
        return {Location(pk, seq, is_note=True): words for pk, notes in texts.items() for seq, words in notes}

    def turn_hit(self, location: Location, turns: Mapping[Location, TurnWords]) -> Hit | None:
        """The hit in a turn, labelled with who said it."""
        turn = turns.get(location)
        author = self.partners[turn.author] if turn else self.me
        label = gettext(turn.move.log_text if turn and turn.move else "{name}").format(name=author.name)
        return self.hit(location, label, author, turn.words if turn else "")

    def note_hit(self, location: Location, notes: Mapping[Location, str]) -> Hit | None:
        """The hit in a note."""
        return self.hit(location, gettext("Your note"), self.me, notes.get(location, ""))

    def hit(self, location: Location, label: str, author: Partner, words: str) -> Hit | None:
        """The hit in these words, if they still match."""
        spans = find_spans(words, self.terms)
        url = detail_url(location.dialogue, HighlightMark(location.seq, tuple(spans), location.is_note))
        return Hit(label, author.slot, excerpt(words, spans), url) if spans else None


def detail_url(dialogue: uuid.UUID, mark: HighlightMark | None) -> str:
    """Where to read a dialogue with this mark, scrolled to its turn."""
    page = reverse("transcripts:read", args=[dialogue])
    if mark is None:
        return page
    return f"{page}?mark={mark}" + (f"#turn-{mark.seq}" if mark.seq != TOPIC else "")


def turns_filter(locations: Iterable[Location]) -> Q:
    """A filter for the turns, or the notes beside them, at these locations."""
    seqs: dict[uuid.UUID, list[int]] = {}
    for location in locations:
        seqs.setdefault(location.dialogue, []).append(location.seq)
    either = (Q(dialogue=pk, seq__in=numbers) for pk, numbers in seqs.items())
    return reduce(or_, either, Q(pk__in=[]))
