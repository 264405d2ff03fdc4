"""The time that a postponed dialogue waits for, and when it may start: from then on, earlier if the other says yes."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from core.timezones import describe_moment
from dialogues.protocol import INVITED, PAUSED, Move, State, Step
from dialogues.protocol.arrangements import (
    AGREE,
    MEETING_STEPS,
    POSTPONED,
    PROPOSE,
    RESCHEDULING,
    START,
    START_NOW,
    STARTING,
)
from dialogues.protocol.engine import is_turn_of
from dialogues.protocol.kinds import KINDS
from dialogues.store import Scene

RESTING = frozenset(
    {PAUSED, *(step.name for step in MEETING_STEPS)}
)  # `meet_at` stays as it is between these


def next_times(
    scene: Scene, state: State, move: Move, at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Return `meet_at` and `new_meet_at` after a move with this time. They stay until the two go on."""
    if state.step == RESCHEDULING.name:
        return scene.meet_at, at
    if move.time_question:
        return apply_minimum_pause(at, move), None
    if move.names_asked_time and scene.state.step == RESCHEDULING.name:
        return scene.new_meet_at, None
    stays = state.step == scene.state.step or state.step in RESTING
    return scene.meet_at if stays else None, None


def apply_minimum_pause(at: datetime | None, move: Move) -> datetime | None:
    """Move a time that is too soon to the earliest that the move allows."""
    if at is None or not move.min_pause_minutes:
        return at
    return max(at, timezone.now() + timedelta(minutes=move.min_pause_minutes))


def may_start(scene: Scene, slot: int) -> bool:
    """Whether this slot may start alone: the time has come, and is agreed on, or asked for by the other."""
    if scene.meet_at is None or scene.meet_at > timezone.now():
        return False
    return scene.state.step != POSTPONED.name or is_turn_of(KINDS[scene.kind], scene.state, slot)


def has_asked_time(scene: Scene) -> bool:
    """Whether a time is asked for that can be agreed to. One that would replace an agreed time has to be ahead."""
    if scene.state.step != RESCHEDULING.name:
        return scene.meet_at is not None
    return scene.new_meet_at is not None and scene.new_meet_at > timezone.now()


def is_too_late(scene: Scene, move: Move) -> bool:
    """Whether a move agrees to another time that has passed: the agreed one stands."""
    return scene.state.step == RESCHEDULING.name and move.name == AGREE.name and not has_asked_time(scene)


def timely_move(scene: Scene, move: str) -> str:
    """Return the move that starting means at present: to start, or to ask the other whether to."""
    if move not in (START.name, START_NOW.name) or scene.state.step not in RESTING:
        return move
    return START.name if may_start(scene, scene.me.slot) else START_NOW.name


def is_offered(step: Step, move: Move, *, is_asked: bool, may_start: bool, has_time: bool) -> bool:
    """Whether a move that may be made is shown: of those that start or agree, the ones that fit the time.

    `is_asked` is true for whoever is to answer, `may_start` for whoever may start alone, `has_time` if a time is
    asked for.
    """
    if move.name == START.name:
        return may_start and not (step.name == STARTING.name and is_asked)
    if move.name == AGREE.name:
        return has_time and (step.name == RESCHEDULING.name or not may_start)
    if move.name == PROPOSE.name:
        return step.name != INVITED  # there, it belongs to a dialogue that is planned from the start
    return move.name != START_NOW.name or step.name == STARTING.name or not may_start


def format_next_time(moment: datetime, language: str, time_zone: str) -> str:
    """Return a time to come as one person says it: "21:20 tomorrow"."""
    with translation.override(language), timezone.override(ZoneInfo(time_zone)):
        return describe_moment(moment)
