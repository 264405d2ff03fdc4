"""Build an export file from the database, in one of the registered formats."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from core.text import clean_name, strip_bidi_controls
from couples.models import Partner, User
from couples.personal_data_registry import providers
from dialogues.list_items import describe_progress
from dialogues.models import Dialogue, Turn
from dialogues.scenes import scene_for
from dialogues.transcript_lines import read_lines_of_many
from dialogues.transcript_types import TranscriptLine
from transcripts.exports.formats import FORMATS
from transcripts.exports.types import AppData, ExportFile, ExportInfo, Progress, Transcript
from transcripts.notes_and_bookmarks import bookmarks_by_dialogue, notes_by_dialogue

DIALOGUE_BATCH = 8  # dialogues decrypted and typeset at a time


def build_dialogues(
    me: Partner, pks: Sequence[uuid.UUID], format: str, progress: Progress, *, notes: bool
) -> ExportFile:
    """Write these dialogues to a file. Raises PdfUnavailable."""
    partner = me.other()

    def batches() -> Iterator[list[Transcript]]:
        done = 0
        for batch in load_transcripts(me, partner, pks, notes=notes):
            yield batch
            done += len(batch)
            progress(done, len(pks))

    return FORMATS[format].write_dialogues(couple_info(me, partner), batches(), single=len(pks) == 1)


def build_own_data(user: User, format: str, progress: Progress) -> ExportFile:
    """Write all of one person's data to a file. Raises PdfUnavailable."""
    return FORMATS[format].write_own_data(own_info(user), OwnData(user), progress)


@dataclass(frozen=True, slots=True)
class OwnData:
    """One person's data, loaded app by app while it is iterated."""

    user: User

    def __iter__(self) -> Iterator[AppData]:
        for provider in providers().values():
            yield AppData(provider.name, gettext(provider.title), provider.export(self.user), provider.letter)

    def __len__(self) -> int:
        return count_apps()


def count_apps() -> int:
    """Return the number of apps that store personal data."""
    return len(providers())


def exportable_dialogues(me: Partner) -> QuerySet[Dialogue]:
    """Return a couple's ended dialogues, oldest first."""
    ended: QuerySet[Dialogue] = Dialogue.objects.for_partner(me).exclude(closed_at=None)
    return ended.select_related("let_go_by").order_by("created_at", "pk")


def couple_info(me: Partner, partner: Partner) -> ExportInfo:
    """Return the head of an export of a couple's dialogues, with the names in plain text."""
    first, second = sorted((me, partner), key=lambda person: person.slot)
    profile = me.user.profile
    return ExportInfo(
        timezone.now(), (plain_name(first), plain_name(second)), me.slot, profile.language, profile.time_zone
    )


def plain_name(partner: Partner) -> str:
    """Return a name without direction marks, since programs read it too."""
    return strip_bidi_controls(partner.name)


def own_info(user: User) -> ExportInfo:
    """Return the head of an export of one person's data."""
    profile = user.profile
    return ExportInfo(
        timezone.now(), (clean_name(profile.first_name), ""), 0, profile.language, profile.time_zone
    )


class Annotations(NamedTuple):
    """One partner's notes on a dialogue, by turn, and the turns they bookmarked."""

    notes: Mapping[int, str]
    bookmarks: frozenset[int]


def load_transcripts(
    me: Partner, partner: Partner, dialogues: Sequence[uuid.UUID], *, notes: bool
) -> Iterator[list[Transcript]]:
    """Yield transcripts in batches, in the order of the couple's dialogues. `notes` adds the notes and
    bookmarks of `me`."""
    for start in range(0, len(dialogues), DIALOGUE_BATCH):
        pks = dialogues[start : start + DIALOGUE_BATCH]
        rows = list(exportable_dialogues(me).filter(pk__in=pks))
        lines = read_lines_of_many([scene_for(row, me, partner) for row in rows])
        annotations = load_annotations(me.user, pks) if notes else {}
        yield [build_transcript(row, lines[row.pk], annotations.get(row.pk)) for row in rows]


def load_annotations(user: User, dialogues: Sequence[uuid.UUID]) -> dict[uuid.UUID, Annotations]:
    """Return a person's annotations by dialogue, with an entry for each of these dialogues."""
    notes, bookmarks = notes_by_dialogue(user, dialogues), bookmarks_by_dialogue(user, dialogues)
    return {
        pk: Annotations(
            {seq: note.words for seq, note in notes.get(pk, {}).items()}, frozenset(bookmarks.get(pk, ()))
        )
        for pk in dialogues
    }


def build_transcript(
    row: Dialogue, lines: Sequence[TranscriptLine], annotations: Annotations | None
) -> Transcript:
    """Return the transcript of an ended dialogue, without words if the couple didn't agree to keep them."""
    return Transcript(
        id=str(row.pk),
        kind=row.kind,
        mode=row.mode,
        topic=(row.topic or "") if row.kept or row.topic_kept else "",
        began_at=row.created_at,
        ended_at=cast(datetime, row.closed_at),
        finished=row.state.finished,
        progress=describe_progress(row),
        kept=row.kept,
        started_by=row.started_by.slot,
        erased_by=row.let_go_by.slot if row.let_go_by else None,
        lines=tuple(lines if row.kept else map(without_words, lines)),
        notes=annotations.notes if annotations else None,
        bookmarks=annotations.bookmarks if annotations else None,
    )


def without_words(line: TranscriptLine) -> TranscriptLine:
    """Return a line with its words blanked."""
    has_answer = line.words or line.scale is not None
    return replace(line, words=None, scale=None, blanked=Turn.LET_GO) if has_answer else line
