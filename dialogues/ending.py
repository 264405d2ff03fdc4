"""What the two may do once a dialogue has ended: plan the same again, and mark a line."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.timezones import describe_moment, localize
from couples.models import Partner
from couples.session_credentials import Credentials
from dialogues import hooks, invitations, list_items, transcript_lines
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from dialogues.play import MoveSubmission, play
from dialogues.protocol import Purpose
from dialogues.protocol.arrangements import MEETING_STEPS, PROPOSE
from dialogues.scenes import scene_for
from dialogues.transcript_types import TranscriptLine, find_purpose

OFFERED_FOR = timedelta(days=1)  # after the end
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
HALF_AN_HOUR = 30  # minutes
MAX_LINES = 12
MARKED_PURPOSES = (
    Purpose.SEND,
    Purpose.SUMMARY,
    Purpose.VALIDATION,
    Purpose.EMPATHY,
    Purpose.THANKS,
)


@dataclass(frozen=True)
class Ending:
    """What is offered below the last stage.

    `next_at` is when the same may be planned again, None if it may not; `planned` is the next dialogue that has a time.
    """

    slot: int  # of the reader
    next_at: datetime | None
    planned: Dialogue | None
    planned_text: str
    lines: list[TranscriptLine]
    marker: hooks.LineMarker | None
    is_marked: bool
    suggestion: hooks.Suggestion | None

    @property
    def time(self) -> str:
        """When the same may be planned again, in words."""
        return describe_moment(self.next_at) if self.next_at else ""


def build_ending(dialogue: Dialogue, me: Partner) -> Ending | None:
    """Return what is offered at the end of this dialogue, None if there is nothing."""
    if not is_recent(dialogue):
        return None
    marker = hooks.line_marker()
    lines = lines_to_mark(dialogue, me) if marker and dialogue.kept else []
    next_at, planned = next_time(dialogue, me), planned_dialogue(me)
    suggestion = None if open_dialogue(me) else hooks.next_suggestion(dialogue, me)
    if not (next_at or planned or lines or suggestion):
        return None
    planned_text = list_items.describe_rest(planned, me, me.other()) if planned else ""
    is_marked = bool(marker and lines and marker.has_marked(me.user, dialogue))
    return Ending(me.slot, next_at, planned, planned_text, lines, marker, is_marked, suggestion)


def is_recent(dialogue: Dialogue) -> bool:
    """Whether a dialogue ended a short while ago."""
    return dialogue.closed_at is not None and dialogue.closed_at > timezone.now() - OFFERED_FOR


def next_time(dialogue: Dialogue, me: Partner) -> datetime | None:
    """Return when the same may be planned again: the couple's next weekly time, or a week later. None if it may not."""
    state = dialogue.state
    if not is_recent(dialogue) or not state.finished or not dialogue.rules.may_repeat or open_dialogue(me):
        return None
    ended_at = dialogue.closed_at or timezone.now()
    return hooks.next_common_time(me.couple, ended_at + A_DAY) or a_week_later(ended_at, me)


def a_week_later(moment: datetime, me: Partner) -> datetime:
    """Return the last half or full hour before a moment, a week later on this person's clock."""
    zone = me.user.profile.time_zone
    local = timezone.localtime(moment, ZoneInfo(zone))
    wall_time = local.time().replace(
        minute=local.minute - local.minute % HALF_AN_HOUR, second=0, microsecond=0
    )
    return localize(local.date() + A_WEEK, wall_time, zone)


def open_dialogue(me: Partner) -> Dialogue | None:
    """Return what the couple has open or planned already, the newest first."""
    row: Dialogue | None = Dialogue.objects.for_partner(me).filter(closed_at=None).first()
    return row


def planned_dialogue(me: Partner) -> Dialogue | None:
    """Return the dialogue for which the couple has a time, or is agreeing on one."""
    row = open_dialogue(me)
    return row if row and row.state.step in [step.name for step in MEETING_STEPS] else None


def lines_to_mark(dialogue: Dialogue, me: Partner) -> list[TranscriptLine]:
    """Return the latest lines of a dialogue that someone might want to find again."""
    lines = transcript_lines.read_lines(scene_for(dialogue, me, me.other()))
    said = (line for line in lines if line.words)
    return [line for line in said if find_purpose(dialogue.kind, line.step, line.move) in MARKED_PURPOSES][
        -MAX_LINES:
    ]


@transaction.atomic
def plan_again(dialogue: Dialogue, me: Partner, credentials: Credentials) -> Dialogue | None:
    """Ask the other for the same again, and return it; or what is open already, None if neither.

    Raises CannotBegin.
    """
    invitations.lock_invitations(me)  # the button may be tapped twice, or by both at once
    at = next_time(dialogue, me)
    if at is None:
        return open_dialogue(me)
    row = begin_dialogue(me, kind=dialogue.kind, mode=dialogue.mode, topic="", keep=dialogue.keep_asked)
    result = play(row.pk, credentials, MoveSubmission(PROPOSE.name, "", 0, secrets.token_urlsafe(16), at=at))
    if result.refusal:
        raise hooks.CannotBegin(gettext(result.refusal.message))
    return row
