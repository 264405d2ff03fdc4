"""Search results for the page: dialogues, newest first, with excerpts."""

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
from transcripts.search.forgiving import correct_terms
from transcripts.search.highlighting import HighlightMark, excerpt, highlight
from transcripts.search.index import TOPIC, TurnWords
from transcripts.search.query_parser import SearchTerm, find_spans, parse_query

MAX_DIALOGUES = 20  # a page
MAX_HITS = 3  # shown of each dialogue, unless it is shown alone


class Location(NamedTuple):
    """Where a match is: in a turn, in the note on it, or in the topic (turn 0)."""

    dialogue: uuid.UUID
    seq: int
    is_note: bool = False


Locations = Mapping[uuid.UUID, Sequence[Location]]
Counts = Mapping[uuid.UUID, int]  # how many matches a dialogue with any has


@dataclass(frozen=True)
class Hit:
    """An excerpt around a match. `label` says who did what; `slot` is the author's."""

    label: str
    slot: int
    excerpt: SafeString
    url: str


@dataclass(frozen=True)
class DialogueResult:
    """A dialogue with matches, perhaps in its topic. `hidden_hits` counts hits that aren't shown."""

    dialogue: Dialogue
    title: str
    topic: SafeString
    url: str
    hits: list[Hit]
    hidden_hits: int


@dataclass(frozen=True)
class SearchResults:
    """A page of results.

    `has_query` is False if the query has no terms, `is_empty` is True if there are no words to search yet.
    `count` counts all matches, also those on other pages. `next_after` is the last dialogue of this page if
    more follow.
    """

    has_query: bool
    is_empty: bool
    count: int
    dialogues: list[DialogueResult]
    next_after: uuid.UUID | None
    meant: str = ""  # what was searched for, where a finger had slipped


def search(
    me: Partner, query: str, after: uuid.UUID | None = None, only: uuid.UUID | None = None
) -> SearchResults:
    """Search the couple's dialogues and the partner's own notes.

    Returns the dialogues that follow `after`, or all hits in the dialogue `only`.
    """
    terms = parse_query(query)
    partners = {partner.pk: partner for partner in (me, me.other())}
    documents, notes = index.couple_documents(me, partners), index.note_documents(me)
    counts = count_matches(terms, documents, notes) if terms else {}
    meant = [] if counts else correct_terms(terms, [*documents.values(), *notes.values()])
    if meant:
        terms, counts = meant, count_matches(meant, documents, notes)
    page, last = ([only], None) if only else slice_page(counts, list(documents), after)
    shown = {pk: find_matches(pk, terms, documents, notes) for pk in page if pk in counts}
    builder = ResultBuilder(me, partners, terms)
    return SearchResults(
        has_query=bool(terms),
        is_empty=not any(document.text for document in [*documents.values(), *notes.values()]),
        count=sum(counts.values()),
        dialogues=builder.dialogues(shown, None if only else MAX_HITS) if shown else [],
        next_after=last,
        meant=" ".join(term.text for term in meant) if counts else "",
    )


def count_matches(
    terms: Sequence[SearchTerm], documents: index.SearchDocuments, notes: index.SearchDocuments
) -> Counts:
    """Return how many matches there are, by dialogue, without saying where."""
    counts = {}
    for dialogue, document in documents.items():
        count = document.count(terms) + (notes[dialogue].count(terms) if dialogue in notes else 0)
        if count:
            counts[dialogue] = count
    return counts


def find_matches(
    dialogue: uuid.UUID,
    terms: Sequence[SearchTerm],
    documents: index.SearchDocuments,
    notes: index.SearchDocuments,
) -> list[Location]:
    """Return where all matches of a dialogue are, in the order of its turns."""
    locations = [Location(dialogue, seq) for seq in documents[dialogue].find(terms)]
    if dialogue in notes:
        locations += [Location(dialogue, seq, is_note=True) for seq in notes[dialogue].find(terms)]
    return sorted(locations)


def slice_page(
    counts: Counts, order: Sequence[uuid.UUID], after: uuid.UUID | None
) -> tuple[list[uuid.UUID], uuid.UUID | None]:
    """Return the dialogues of the page that follows `after` (the first page if unknown), and the last one if
    more follow."""
    start = order.index(after) + 1 if after in order else 0
    remaining = [pk for pk in order[start:] if pk in counts]
    return remaining[:MAX_DIALOGUES], remaining[MAX_DIALOGUES - 1] if len(remaining) > MAX_DIALOGUES else None


@dataclass(frozen=True)
class ResultBuilder:
    """Builds results from words that are read again from the database, in case some were erased meanwhile."""

    me: Partner
    partners: index.Partners
    terms: Sequence[SearchTerm]

    def dialogues(self, locations: Locations, max_hits: int | None) -> list[DialogueResult]:
        """Return the dialogues with these matches, each with up to `max_hits` hits."""
        rows = {row.pk: row for row in Dialogue.objects.for_partner(self.me).filter(pk__in=locations)}
        shown = {
            pk: [location for location in locations[pk] if location.seq != TOPIC][:max_hits] for pk in rows
        }
        hits = self.hits(
            rows, [location for dialogue_locations in shown.values() for location in dialogue_locations]
        )
        results = [
            self.dialogue(row, locations[pk], [hits[location] for location in shown[pk] if location in hits])
            for pk, row in rows.items()
        ]
        return [result for result in results if result.hits or "<mark>" in result.topic]

    def dialogue(self, dialogue: Dialogue, locations: Sequence[Location], hits: list[Hit]) -> DialogueResult:
        """Return a dialogue with its hits; matches in its topic are highlighted."""
        in_topic = any(location.seq == TOPIC for location in locations)
        topic = index.decrypt_column(dialogue, "topic")
        spans = find_spans(topic, self.terms) if in_topic else []
        return DialogueResult(
            dialogue,
            title=gettext(dialogue.rules.title),
            topic=highlight(topic, spans),
            url=detail_url(dialogue.pk, HighlightMark(TOPIC, tuple(spans)) if spans else None),
            hits=hits,
            hidden_hits=len(locations) - in_topic - len(hits),
        )

    def hits(
        self, dialogues: Mapping[uuid.UUID, Dialogue], locations: Sequence[Location]
    ) -> dict[Location, Hit]:
        """Return the hits whose words still match."""
        turns, notes = self.turns(dialogues, locations), self.notes(locations)
        hits = {
            location: self.note_hit(location, notes) if location.is_note else self.turn_hit(location, turns)
            for location in locations
        }
        return {location: hit for location, hit in hits.items() if hit}

    def turns(
        self, dialogues: Mapping[uuid.UUID, Dialogue], locations: Sequence[Location]
    ) -> dict[Location, TurnWords]:
        """Decrypt the turns among these locations."""
        rows = Turn.objects.filter(turns_filter(location for location in locations if not location.is_note))
        kinds = {pk: dialogue.kind for pk, dialogue in dialogues.items()}
        turns = index.decrypt_turns(rows, kinds, self.partners)
        return {Location(turn.dialogue, turn.seq): turn for turn in turns}

    def notes(self, locations: Sequence[Location]) -> dict[Location, str]:
        """Decrypt the notes among these locations."""
        note_locations = [location for location in locations if location.is_note]
        rows = index.own_notes(self.me).filter(turns_filter(note_locations))
        texts = index.note_texts(rows) if note_locations else {}
        return {Location(pk, seq, is_note=True): words for pk, notes in texts.items() for seq, words in notes}

    def turn_hit(self, location: Location, turns: Mapping[Location, TurnWords]) -> Hit | None:
        """Return the hit in a turn; its label says who said it."""
        turn = turns.get(location)
        author = self.partners[turn.author] if turn else self.me
        move = turn.move if turn else None
        own_text = move.own_log_text if move and author == self.me else ""
        label = gettext(own_text or (move.log_text if move else "{name}")).format(name=author.name)
        return self.hit(location, label, author, turn.words if turn else "")

    def note_hit(self, location: Location, notes: Mapping[Location, str]) -> Hit | None:
        """Return the hit in a note."""
        return self.hit(location, gettext("Your note"), self.me, notes.get(location, ""))

    def hit(self, location: Location, label: str, author: Partner, words: str) -> Hit | None:
        """Return the hit in these words, None if they no longer match."""
        spans = find_spans(words, self.terms)
        url = detail_url(location.dialogue, HighlightMark(location.seq, tuple(spans), location.is_note))
        return Hit(label, author.slot, excerpt(words, spans), url) if spans else None


def detail_url(dialogue: uuid.UUID, mark: HighlightMark | None) -> str:
    """Return the address of a dialogue with this mark, scrolled to its turn."""
    page = reverse("transcripts:detail", args=[dialogue])
    if mark is None:
        return page
    return f"{page}?mark={mark}" + (f"#turn-{mark.seq}" if mark.seq != TOPIC else "")


def turns_filter(locations: Iterable[Location]) -> Q:
    """Return a filter for the turns, or the notes on them, at these locations."""
    seqs: dict[uuid.UUID, list[int]] = {}
    for location in locations:
        seqs.setdefault(location.dialogue, []).append(location.seq)
    either = (Q(dialogue=pk, seq__in=numbers) for pk, numbers in seqs.items())
    return reduce(or_, either, Q(pk__in=[]))
