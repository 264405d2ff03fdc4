"""One dialogue as a page to read, as this partner sees it, with their own notes and stars."""

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
from dialogues.list_items import describe_progress
from dialogues.models import SPOKEN, Dialogue
from dialogues.scenes import scene_for
from dialogues.stage_context import format_meeting_time
from dialogues.transcript_lines import read_lines_of_many
from dialogues.transcript_types import TranscriptLine
from transcripts import phrases, timeline
from transcripts.layout import Phase, Round, TurnGroup, build_layout
from transcripts.models import Note
from transcripts.notes_and_stars import notes_by_dialogue, stars_by_dialogue
from transcripts.search.highlighting import HighlightMark, highlight, query_for_spans
from vault.fields import text_or_blank


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn as it is read.

    `said` tells the move, `blank` how its words were erased, `facts` a time or a number it named. `clock` is
    when it was spoken and `took` how long it took, in spoken dialogues. `is_mine`: the reader may erase its
    words. `noted` is the text of their note.
    """

    line: TranscriptLine
    said: str
    words: SafeString
    blank: str
    facts: list[str]
    clock: str = ""
    took: str = ""
    stands_out: bool = False
    folded: list[TurnView] = field(default_factory=list)
    starred: bool = False
    note: Note | None = None
    noted: SafeString = SafeString("")
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase of a round with its turns."""

    title: str
    turns: list[TurnView]


@dataclass(frozen=True, slots=True)
class RoundView:
    """`title` says who speaks and who listens; "" for what belongs to no round."""

    title: str
    phases: list[PhaseView]


@dataclass(frozen=True)
class DialogueReader:
    """One partner reading a dialogue, with their notes and stars."""

    dialogue: Dialogue
    me: Partner
    partner: Partner
    stars: set[int]
    notes: Mapping[int, Note]
    mark: HighlightMark | None = None

    @property
    def names(self) -> dict[int, str]:
        """The names by slot, as this reader sees them."""
        return {one.slot: one.name for one in (self.me, self.partner)}

    def lines(self) -> list[TranscriptLine]:
        """Every turn, decrypted."""
        return read_lines_of_many([scene_for(self.dialogue, self.me, self.partner)])[self.dialogue.pk]

    def round_views(self, lines: Sequence[TranscriptLine]) -> list[RoundView]:
        """The rounds as they are shown."""
        rounds = build_layout(self.dialogue.kind, self.dialogue.started_by.slot, lines)
        return [
            RoundView(self.round_title(one), [self.phase_view(some) for some in one.phases]) for one in rounds
        ]

    def round_title(self, one: Round) -> str:
        """The heading of a round: who speaks and who listens; "" outside the rounds."""
        return phrases.roles_phrase(one, self.names)

    def phase_view(self, phase: Phase) -> PhaseView:
        """A phase as it is shown."""
        return PhaseView(
            gettext(phase.title) if phase.title else "", [self.turn_view(one) for one in phase.groups]
        )

    def turn_view(self, group: TurnGroup) -> TurnView:
        """A turn as it is shown."""
        line = group.line
        spoken = self.dialogue.mode == SPOKEN
        note = self.notes.get(line.seq)
        return TurnView(
            line,
            phrases.action_phrase(line, line.name),
            linebreaksbr(self.marked(line.seq, line.words or "")),
            phrases.erasure_phrase(line, line.name),
            self.facts(line),
            clock=timezone.localtime(line.created_at).strftime("%H:%M") if spoken else "",
            took=duration_text(group.seconds) if spoken else "",
            stands_out=group.stands_out,
            folded=[self.turn_view(TurnGroup(earlier)) for earlier in group.folded],
            starred=line.seq in self.stars,
            note=note,
            noted=linebreaksbr(self.marked(line.seq, note.words, noted=True)) if note else SafeString(""),
            is_mine=line.slot == self.me.slot and bool(line.words) and self.dialogue.closed_at is not None,
        )

    def marked(self, seq: int, words: str, *, noted: bool = False) -> str:
        """The text of a turn, its note, or the topic (turn 0), with matches marked."""
        mark = self.mark
        return highlight(words, mark.spans) if mark and (mark.seq, mark.is_note) == (seq, noted) else words

    def mark_query(self, lines: Iterable[TranscriptLine]) -> str:
        """A query that finds the marked matches again, for browsers without scripts."""
        if self.mark is None:
            return ""
        words = {0: self.dialogue.topic} | {line.seq: line.words for line in lines}
        noted = {seq: note.words for seq, note in self.notes.items()}
        return query_for_spans(
            (noted if self.mark.is_note else words).get(self.mark.seq) or "", self.mark.spans
        )

    def facts(self, line: TranscriptLine) -> list[str]:
        """The time or the number that a turn named."""
        profile = self.me.user.profile
        at = line.meet_at and format_meeting_time(
            line.meet_at, profile.language, profile.time_zone, is_day=line.is_day
        )
        return phrases.fact_phrases(line, at or "")


def duration_text(seconds: float | None) -> str:
    """A step's duration in whole minutes; "" below one, and if it was too long to be one sitting."""
    minutes = int((seconds or 0) // 60)
    if not 0 < minutes < timedelta(hours=3) / timedelta(minutes=1):
        return ""
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def build_reader(dialogue: Dialogue, me: Partner) -> DialogueReader:
    """Load what this partner keeps beside a dialogue."""
    stars = stars_by_dialogue(me.user, [dialogue.pk]).get(dialogue.pk, set())
    notes = notes_by_dialogue(me.user, [dialogue.pk]).get(dialogue.pk, {})
    return DialogueReader(dialogue, me, me.other(), stars, notes)


def detail_context(dialogue: Dialogue, me: Partner, mark: HighlightMark | None = None) -> dict[str, Any]:
    """The template context of a dialogue's page, with a search result's matches marked."""
    reader = replace(build_reader(dialogue, me), mark=mark)
    let_go_by = timeline.erased_by_name(dialogue, me, reader.partner)
    lines = reader.lines()
    own = [reader.turn_view(TurnGroup(line)) for line in own_words.lines_for(me, dialogue, reader.partner)]
    rows = Dialogue.objects.for_partner(me)
    this, same = dialogue.created_at, Q(created_at=dialogue.created_at)
    return {
        "dialogue": dialogue,
        "partner": reader.partner,
        "rounds": reader.round_views(lines),
        "topic": reader.marked(0, dialogue.topic or ""),
        "mark": mark,
        "looked_for": reader.mark_query(lines),
        "how_far": describe_progress(dialogue) if dialogue.closed_at else "",
        "let_go_by": let_go_by,
        "missing": missing_words_text(dialogue, let_go_by, me) if dialogue.closed_at else "",
        "own_until": own_words.expiry_dates(me, [dialogue]).get(dialogue.pk),
        "own_topic": own_words.topic_for(me, dialogue),
        "own": [turn for turn in own if turn.words],
        "again_topic": text_or_blank(dialogue.topic),
        "again": "intentional" if dialogue.rules.prepare_url else dialogue.kind,
        "earlier": rows.filter(Q(created_at__lt=this) | (same & Q(pk__gt=dialogue.pk))).first(),
        "later": rows.filter(Q(created_at__gt=this) | (same & Q(pk__lt=dialogue.pk))).reverse().first(),
    }


def missing_words_text(dialogue: Dialogue, let_go_by: str, me: Partner) -> str:
    """Why the words of an ended dialogue are missing; "" if they are there."""
    day = date_format(timezone.localtime(dialogue.created_at), "j F")
    return phrases.missing_phrase(dialogue.kept, let_go_by, day, by_me=dialogue.let_go_by_id == me.pk)
