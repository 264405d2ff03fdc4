"""Build an export: what is in the database, in one of the registered formats."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
from transcripts.models import Note
from transcripts.notes_and_stars import notes_by_dialogue, stars_by_dialogue

DIALOGUE_BATCH = 8  # dialogues that are opened, and set, at a time


def build_dialogues(
    me: Partner, chosen: Sequence[uuid.UUID], format: str, progress: Progress, *, notes: bool
) -> ExportFile:
    """These dialogues of a couple as a file. Raises PdfUnavailable."""
    partner = me.other()

    def batches() -> Iterator[list[Transcript]]:
        done = 0
        for batch in load_transcripts(me, partner, chosen, notes=notes):
            yield batch
            done += len(batch)
            progress(done, len(chosen))

    return FORMATS[format].write_dialogues(couple_info(me, partner), batches(), single=len(chosen) == 1)


def build_own_data(user: User, format: str, progress: Progress) -> ExportFile:
    """All that belongs to one person as a file, app by app. Raises PdfUnavailable."""
    return FORMATS[format].write_own_data(own_info(user), OwnData(user), progress)


@dataclass(frozen=True, slots=True)
class OwnData:
    """What each app stores of one person, read app by app."""

    user: User

    def __iter__(self) -> Iterator[AppData]:
        for provider in providers().values():
            yield AppData(provider.name, gettext(provider.title), provider.export(self.user))

    def __len__(self) -> int:
        return count_apps()


def count_apps() -> int:
    """The number of apps that store personal data."""
    return len(providers())


def exportable_dialogues(me: Partner) -> QuerySet[Dialogue]:
    """A couple's ended dialogues, oldest first."""
    ended: QuerySet[Dialogue] = Dialogue.objects.for_partner(me).exclude(closed_at=None)
    return ended.select_related("let_go_by").order_by("created_at", "pk")


def couple_info(me: Partner, partner: Partner) -> ExportInfo:
    """Whose dialogues these are, as the file tells it."""
    first, second = sorted((me, partner), key=lambda one: one.slot)
    profile = me.user.profile
    return ExportInfo(
        timezone.now(), (plain_name(first), plain_name(second)), me.slot, profile.language, profile.time_zone
    )


def plain_name(partner: Partner) -> str:
    """A name without direction isolates, for programs."""
    return strip_bidi_controls(partner.name)


def own_info(user: User) -> ExportInfo:
    """The same for one person's own data."""
    profile = user.profile
    return ExportInfo(
        timezone.now(), (clean_name(profile.first_name), ""), 0, profile.language, profile.time_zone
    )


def load_transcripts(
    me: Partner, partner: Partner, dialogues: Sequence[uuid.UUID], *, notes: bool
) -> Iterator[list[Transcript]]:
    """Yield the dialogues in batches, in order; with the notes and stars of `me` if wanted."""
    for start in range(0, len(dialogues), DIALOGUE_BATCH):
        some = dialogues[start : start + DIALOGUE_BATCH]
        rows = list(exportable_dialogues(me).filter(pk__in=some))
        lines = read_lines_of_many([scene_for(row, me, partner) for row in rows])
        noted, starred = (
            (notes_by_dialogue(me.user, some), stars_by_dialogue(me.user, some)) if notes else (None, None)
        )
        yield [
            Transcript(
                id=str(row.pk),
                kind=row.kind,
                mode=row.mode,
                topic=(row.topic or "") if row.kept else "",
                began_at=row.created_at,
                ended_at=row.closed_at,
                finished=row.state.finished,
                how_far=describe_progress(row),
                kept=row.kept,
                started_by=row.started_by.slot,
                let_go_by=row.let_go_by.slot if row.let_go_by else None,
                lines=tuple(lines[row.pk] if row.kept else map(without_words, lines[row.pk])),
                notes=None if noted is None else texts_by_seq(noted.get(row.pk, {})),
                stars=None if starred is None else frozenset(starred.get(row.pk, ())),
            )
            for row in rows
            if row.closed_at
        ]


def without_words(line: TranscriptLine) -> TranscriptLine:
    """A line without its words, for dialogues that not both wanted to keep."""
    said = line.words or line.scale is not None
    return replace(line, words=None, scale=None, blanked=Turn.LET_GO) if said else line


def texts_by_seq(notes: Mapping[int, Note]) -> dict[int, str]:
    """The text of each note by turn."""
    return {seq: note.words for seq, note in notes.items()}
