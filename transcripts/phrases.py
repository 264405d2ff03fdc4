"""What was done in a dialogue, in sentences, for pages and exports. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from dialogues.transcript_types import BLANKED_LABELS, TranscriptLine
from transcripts.layout import Round


def roles_phrase(round_: Round, names: Mapping[int, str] | Sequence[str]) -> str:
    """Who speaks in a round and who listens, by slot; "" outside the rounds."""
    if round_.sender is None:
        return ""
    told = {"sender": names[round_.sender], "receiver": names[1 - round_.sender]}
    return _("{sender} speaks, {receiver} listens").format(**told)


def action_phrase(line: TranscriptLine, name: str) -> str:
    """What somebody did."""
    return _(line.log_text).format(name=name)


def fact_phrases(line: TranscriptLine, at: str) -> list[str]:
    """What a turn named besides its words: a time, given as text ("" for none), and a number."""
    time = [_(line.time_text).format(time=at)] if at else []
    if line.scale is None:
        return time
    return [*time, _("how hard, from 0 to 10: {number}").format(number=line.scale)]


def erasure_phrase(line: TranscriptLine, name: str) -> str:
    """How the words of a turn were erased; "" if they weren't or never were."""
    return _(BLANKED_LABELS[line.blanked]).format(name=name) if line.blanked in BLANKED_LABELS else ""


def missing_phrase(kept: bool, let_go_by: str, day: str, *, by_me: bool = False) -> str:
    """Why a dialogue of this day has no words; "" if it has.

    `let_go_by` is the name of whoever erased them for both, "" for nobody.
    """
    if let_go_by and by_me:
        return _("You let the words of {day} go.").format(day=day)
    if let_go_by:
        return _("{name} let the words of {day} go.").format(name=let_go_by, day=day)
    if not kept:
        return _("The words were let go when the dialogue ended, since not both of you asked to keep them.")
    return ""
