"""The page of one dialogue, as one partner sees it: turns, own notes and own bookmarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from couples.models import Partner
from dialogues import own_words
from dialogues.invitations import is_left_to_rest
from dialogues.list_items import describe_progress
from dialogues.models import Dialogue
from dialogues.protocol import SPOKEN
from dialogues.scenes import scene_for
from dialogues.stage_context import format_meeting_time
from dialogues.transcript_lines import read_lines_of_many
from dialogues.transcript_types import TranscriptLine
from transcripts import labels, timeline
from transcripts.models import Note
from transcripts.notes_and_bookmarks import bookmarks_by_dialogue, notes_by_dialogue
from transcripts.search.highlighting import HighlightMark, highlight, query_for_spans
from transcripts.transcript_layout import Phase, Round, TurnGroup, build_layout
from vault.fields import text_or_blank


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn for the template.

    `action` says who did what, `erasure` how the words were erased; `facts` are a time or a number that was
    entered. In spoken dialogues, `time` is the time of day and `duration` how long the turn took. `can_erase`
    is True if the words are the reader's own. `note_html` is the text of the reader's note.
    """

    line: TranscriptLine
    action: str
    words: SafeString
    erasure: str
    facts: list[str]
    time: str = ""
    duration: str = ""
    is_highlighted: bool = False
    folded: list[TurnView] = field(default_factory=list)
    is_bookmarked: bool = False
    note: Note | None = None
    note_html: SafeString = SafeString("")
    can_erase: bool = False


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase of a round with its turns."""

    title: str
    turns: list[TurnView]


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with its phases. `title` says who speaks and who listens; it is "" outside the rounds."""

    title: str
    phases: list[PhaseView]


@dataclass(frozen=True)
class DialogueReader:
    """Turns a dialogue into views for one partner, with their notes and bookmarks."""

    dialogue: Dialogue
    me: Partner
    partner: Partner
    bookmarks: set[int]
    notes: Mapping[int, Note]
    mark: HighlightMark | None = None

    @property
    def names(self) -> dict[int, str]:
        """Both names by slot, as this partner sees them."""
        return {person.slot: person.name for person in (self.me, self.partner)}

    def lines(self) -> list[TranscriptLine]:
        """Return every turn, decrypted."""
        return read_lines_of_many([scene_for(self.dialogue, self.me, self.partner)])[self.dialogue.pk]

    def round_views(self, lines: Sequence[TranscriptLine]) -> list[RoundView]:
        """Return the rounds for the template."""
        rounds = build_layout(self.dialogue.kind, self.dialogue.started_by.slot, lines)
        return [
            RoundView(self.round_title(round_), [self.phase_view(phase) for phase in round_.phases])
            for round_ in rounds
        ]

    def round_title(self, round_: Round) -> str:
        """Return who speaks and who listens in a round; "" outside the rounds."""
        return labels.roles_phrase(round_, self.names, me=self.me.slot)

    def phase_view(self, phase: Phase) -> PhaseView:
        """Return a phase for the template."""
        return PhaseView(
            gettext(phase.title) if phase.title else "", [self.turn_view(group) for group in phase.groups]
        )

    def turn_view(self, group: TurnGroup) -> TurnView:
        """Return a turn for the template, with the turns folded under it."""
        line = group.line
        is_spoken = self.dialogue.mode == SPOKEN
        erased = line.blanked_label_for(self.me.slot)
        note = self.notes.get(line.seq)
        note_text = self.highlighted(line.seq, note.words, is_note=True) if note else ""
        return TurnView(
            line,
            gettext(line.log_text_for(self.me.slot)).format(name=line.name),
            linebreaksbr(self.highlighted(line.seq, line.words or "")),
            gettext(erased).format(name=line.name) if erased else "",
            self.facts(line),
            time=timezone.localtime(line.created_at).strftime("%H:%M") if is_spoken else "",
            duration=duration_text(group.elapsed_seconds) if is_spoken else "",
            is_highlighted=group.is_highlighted,
            folded=[self.turn_view(TurnGroup(earlier)) for earlier in group.folded],
            is_bookmarked=line.seq in self.bookmarks,
            note=note,
            note_html=linebreaksbr(note_text),
            can_erase=line.slot == self.me.slot and bool(line.words) and self.dialogue.closed_at is not None,
        )

    def highlighted(self, seq: int, words: str, *, is_note: bool = False) -> str:
        """Return the text of a turn, its note or the topic (turn 0), with search matches highlighted."""
        mark = self.mark
        return highlight(words, mark.spans) if mark and (mark.seq, mark.is_note) == (seq, is_note) else words

    def mark_query(self, lines: Iterable[TranscriptLine]) -> str:
        """Return a search query for the highlighted text, for browsers without scripts; "" without a mark."""
        if self.mark is None:
            return ""
        words_by_turn = {0: self.dialogue.topic} | {line.seq: line.words for line in lines}
        note_texts = {seq: note.words for seq, note in self.notes.items()}
        return query_for_spans(
            (note_texts if self.mark.is_note else words_by_turn).get(self.mark.seq) or "", self.mark.spans
        )

    def facts(self, line: TranscriptLine) -> list[str]:
        """Return the time or the number that was entered with a turn, as phrases."""
        profile = self.me.user.profile
        time_text = line.meet_at and format_meeting_time(
            line.meet_at, profile.language, profile.time_zone, is_day=line.is_day
        )
        return labels.fact_phrases(line, time_text or "")


def duration_text(seconds: float | None) -> str:
    """Return a duration in whole minutes; "" below one minute and from three hours on, since someone was away
    then."""
    minutes = int((seconds or 0) // 60)
    if not 0 < minutes < timedelta(hours=3) / timedelta(minutes=1):
        return ""
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def build_reader(dialogue: Dialogue, me: Partner) -> DialogueReader:
    """Load this partner's notes and bookmarks for a dialogue."""
    bookmarks = bookmarks_by_dialogue(me.user, [dialogue.pk]).get(dialogue.pk, set())
    notes = notes_by_dialogue(me.user, [dialogue.pk]).get(dialogue.pk, {})
    return DialogueReader(dialogue, me, me.other(), bookmarks, notes)


def detail_context(dialogue: Dialogue, me: Partner, mark: HighlightMark | None = None) -> dict[str, Any]:
    """Return the template context of a dialogue's page, with a search result's matches highlighted."""
    reader = replace(build_reader(dialogue, me), mark=mark)
    erased_by = timeline.erased_by_name(dialogue, me, reader.partner)
    lines = reader.lines()
    return {
        "dialogue": dialogue,
        "partner": reader.partner,
        "rounds": reader.round_views(lines),
        "topic": reader.highlighted(0, dialogue.topic or ""),
        "mark": mark,
        "mark_query": reader.mark_query(lines),
        "progress": describe_progress(dialogue) if dialogue.closed_at else "",
        "erased_by": erased_by,
        "missing": missing_words_text(dialogue, erased_by, me) if dialogue.closed_at else "",
        "can_erase": has_words_to_erase(dialogue, me) and not erased_by,
        "offers_similar": not is_left_to_rest(dialogue, me),
        "similar_topic": text_or_blank(dialogue.topic),
        "similar_kind": dialogue.kind if dialogue.rules.may_repeat else "intentional",
        **own_words_context(reader),
        **neighbours(dialogue, me),
    }


def has_words_to_erase(dialogue: Dialogue, me: Partner) -> bool:
    """Whether an ended dialogue is kept, or only its topic, which this partner gave."""
    has_own_topic = dialogue.topic_kept and dialogue.topic is not None and dialogue.started_by_id == me.pk
    return dialogue.closed_at is not None and (dialogue.kept or has_own_topic)


def own_words_context(reader: DialogueReader) -> dict[str, Any]:
    """Return the reader's own words in a dialogue that was erased for both, and when they expire."""
    dialogue, me = reader.dialogue, reader.me
    turns = [reader.turn_view(TurnGroup(line)) for line in own_words.lines_for(me, dialogue, reader.partner)]
    return {
        "own_words_until": own_words.expiry_dates(me, [dialogue]).get(dialogue.pk),
        "own_topic": own_words.topic_for(me, dialogue),
        "own_turns": [turn for turn in turns if turn.words],
    }


def neighbours(dialogue: Dialogue, me: Partner) -> dict[str, Dialogue | None]:
    """Return the dialogues before and after this one in the timeline."""
    rows = Dialogue.objects.for_partner(me)  # newest first
    created_at, at_same_time = dialogue.created_at, Q(created_at=dialogue.created_at)
    earlier = rows.filter(Q(created_at__lt=created_at) | (at_same_time & Q(pk__gt=dialogue.pk)))
    later = rows.filter(Q(created_at__gt=created_at) | (at_same_time & Q(pk__lt=dialogue.pk)))
    return {"previous": earlier.first(), "next": later.last()}


def missing_words_text(dialogue: Dialogue, erased_by: str, me: Partner) -> str:
    """Say why the words of an ended dialogue are missing; "" if they aren't."""
    day = date_format(timezone.localtime(dialogue.created_at), "j F")
    return labels.missing_phrase(dialogue.kept, erased_by, day, by_me=dialogue.let_go_by_id == me.pk)
