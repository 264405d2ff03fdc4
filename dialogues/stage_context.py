"""What one partner's stage shows: all that it depends on, cut to one viewer, and its texts and forms."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from core.vocabularies import active_vocabulary
from dialogues import progress
from dialogues.models import SPOKEN
from dialogues.prerendered_templates import placeholder
from dialogues.protocol import (
    CLOSED,
    INVITED,
    PAUSED,
    Kind,
    Move,
    Purpose,
    State,
    Step,
    TimeChoices,
    Who,
    Words,
)
from dialogues.protocol.engine import current_step, may_act, may_withdraw
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSE, POSTPONED, STOP, WITHDRAW
from dialogues.protocol.types import gettext_noop as _
from dialogues.store import Scene

ME, PARTNER, VERSION = placeholder("me"), placeholder("partner"), placeholder("version")
DIALOGUE_ID = uuid.UUID(int=0)  # stands in the addresses, which take nothing else
TODAY = [("+20m", _("In 20 minutes")), ("+60m", _("In an hour")), ("+120m", _("In two hours"))]
TOMORROW = ("+1440m", _("Tomorrow at this time"))
LATER = [("+2880m", _("The day after tomorrow")), ("", _("We will see"))]
WEEKS = [
    ("+10080m", _("In a week")),
    ("+20160m", _("In two weeks")),
    ("+40320m", _("In four weeks")),
    ("+80640m", _("In eight weeks")),
    ("+120960m", _("In twelve weeks")),
]
TIME_CHOICES = {
    TimeChoices.SOON: [*TODAY, TOMORROW, *LATER],
    TimeChoices.DAYS: [TOMORROW, *LATER],
    TimeChoices.START: [("+0m", _("Today")), ("+1440m", _("Tomorrow")), LATER[0], WEEKS[0]],
    TimeChoices.WEEKS: WEEKS,
}
DEFAULT_TIME = "+40320m"  # four weeks
SCALE = range(11)
NOTE = _("A note for later, if you like")
KEPT_LINE = _("In one line, so that you both still know it later")


@dataclass(frozen=True, slots=True)
class StageView:
    """All that a stage depends on, cut to one viewer. `shown` and `boxed` are the moves with words beside them."""

    kind: str
    mode: str
    state: State
    slot: int
    language: str
    may_keep: bool
    meet_at: str
    shown: frozenset[str] = frozenset()
    boxed: frozenset[str] = frozenset()

    @property
    def step(self) -> str:
        """The name of the step."""
        return self.state.step

    @property
    def round(self) -> int:
        """The round, from 1 on."""
        return self.state.round

    @property
    def rules(self) -> Kind:
        """The kind."""
        return KINDS[self.kind]


def stage_view(scene: Scene, slot: int, language: str, time_zone: str) -> StageView:
    """The scene as the partner in this slot sees it, in their language and time."""
    state = scene.state
    bare = State(
        step=state.step,
        round=state.round,
        sender=state.sender,
        done=state.done,
        back=state.back,
        open_at=min(state.open_at, 1),
        finished=state.finished,
    )
    return StageView(
        scene.kind,
        scene.mode,
        bare,
        slot,
        language,
        scene.keep_asked and not scene.kept and slot != scene.state.sender,
        format_meeting_time(scene.meet_at, language, time_zone) if scene.meet_at else "",
        shown=frozenset(name for name, words in scene.beside.items() if words.shown),
        boxed=frozenset(name for name, words in scene.beside.items() if words.box),
    )


def format_meeting_time(moment: datetime, language: str, time_zone: str, *, is_day: bool = False) -> str:
    """A moment as day and time, or as the day alone, where the reader is."""
    with translation.override(language):
        local = timezone.localtime(moment, ZoneInfo(time_zone))
        return formats.date_format(local, "l j F" if is_day else "l j F, H:i")


def stage_context(view: StageView) -> dict[str, Any]:
    """Return the context of the stage's template."""
    names = {"partner": PARTNER, "version": VERSION, "dialogue": DIALOGUE_ID}
    shown = ended_context(view) if view.step == CLOSED else active_context(view)
    return {"view": view, "path": progress.progress_items(view.rules, view.state), **names, **shown}


def active_context(view: StageView) -> dict[str, Any]:
    """A dialogue under way: the step, whose it is, and what may be done."""
    step = current_step(view.rules, view.state)
    mine = may_act(step, view.state, view.slot)
    waited_for = view.state.sender if step.who is Who.SENDER else 1 - view.state.sender
    shown = {
        "mine": mine,
        "whose": turn_label(view, step, mine),
        "slot": view.slot if mine else 1 - view.slot if step.who is Who.BOTH else waited_for,
        "title": interpolate(view, step.title if mine else step.waiting),
        "stem": interpolate(view, step.stem) if mine else "",
        "example": interpolate(view, step.example) if mine else "",
        "tip": interpolate(view, step.tip if mine else step.waiting_tip),
        "next": interpolate(view, next_text(view, step, mine)),
        "forms": [move_form(view, move) for move in offered_moves(view, step, mine)],
        "look_back": mine and step.shows_transcript,
        "mirrors": mine and step.mirrors,
        "breathe": step.has(Purpose.ARRIVAL) or step.has(Purpose.RESUMPTION),
        "how": mode_description(view) if step.name == INVITED else "",
        "anywhere": [move_form(view, move) for move in global_moves(view)],
    }
    if view.meet_at and view.step in (PAUSED, POSTPONED.name):
        planned = (
            gettext("Time to come back: {time}.") if view.step == PAUSED else gettext("Planned for {time}.")
        )
        shown["meeting"] = planned.format(time=view.meet_at)
    return shown


def next_text(view: StageView, step: Step, mine: bool) -> str:
    """What happens after this step."""
    last = step.last_next if view.round == view.rules.rounds else ""
    return last or (step.next if mine else step.waiting_next) or step.next


def turn_label(view: StageView, step: Step, mine: bool) -> str:
    """Return whose turn it is, in words."""
    if mine:
        return gettext("For you both") if step.who is Who.BOTH else gettext("It is your turn")
    if step.who is Who.BOTH or step.name == INVITED:
        return gettext("Waiting for {partner}").format(partner=PARTNER)
    return gettext("{partner} has the floor").format(partner=PARTNER)


def mode_description(view: StageView) -> str:
    """What an invitation means, before one says yes."""
    if view.mode == SPOKEN:
        return gettext("Aloud: you sit together and speak, and the phones lead you.")
    return gettext("In writing: each types on their own phone.")


def ended_context(view: StageView) -> dict[str, Any]:
    """A dialogue that is over."""
    begun = view.state.back not in (INVITED, POSTPONED.name)
    if not begun:
        title = gettext("Not this time")
        tip = gettext("A no is fine. You can invite each other again whenever you both like.")
    elif view.state.finished:
        whole = view.round == view.rules.rounds
        title = gettext("You have come the whole way") if whole else gettext("A good end for today")
        tip = gettext("Thank you both. Do something gentle together now, or simply stay quiet for a while.")
    else:
        title = gettext("This dialogue ended here")
        tip = gettext("Stopping is allowed at any time. You can begin a new one whenever you both like.")
    return {
        "mine": False,
        "whose": gettext("For you both"),
        "slot": view.slot,
        "title": title,
        "tip": tip,
        "closed": True,
        "begun": begun,
        "onward": view.rules.outcome_url if begun else "",
        "onward_title": gettext(view.rules.outcome_title) if view.rules.outcome_url else "",
    }


def offered_moves(view: StageView, step: Step, mine: bool) -> list[Move]:
    """The moves in sight: those of the step, and taking the latest words back."""
    back = [WITHDRAW] if may_withdraw(view.state, view.slot) else []
    return [*(step.moves if mine else ()), *back]


def global_moves(view: StageView) -> list[Move]:
    """The moves that belong to no step, behind one fold: pause and stop."""
    return [STOP] if view.step == PAUSED else [PAUSE, STOP]


def move_form(view: StageView, move: Move) -> dict[str, Any]:
    """One move as the form that makes it."""
    words = move.words is not Words.NONE
    aloud = view.mode == SPOKEN
    inside = _("Say this") if move.collapsed and words else move.label
    return {
        "name": move.name,
        "label": interpolate(view, move.label),
        "button": interpolate(view, (aloud and move.spoken_label) or inside),
        "words": words,
        "note": aloud and words and not move.kept_with_outcome,
        "say": interpolate(view, move.stem) if aloud and move.collapsed else "",
        "lasting": move.kept_with_outcome and words,
        "hint": interpolate(view, move.hint),
        "stem": form_stem(view, move),
        "from_notes": move.name in view.boxed and not move.shows,
        "quiet": move.secondary,
        "fold": move.collapsed,
        "when": gettext(move.time_question) if move.time_question else "",
        "times": [(value, gettext(label), value == DEFAULT_TIME) for value, label in offered_times(move)],
        "scale": gettext(move.scale_question) if move.scale_question else "",
        "numbers": SCALE,
        "shown": placeholder(f"shown_{move.name}") if move.name in view.shown else "",
        "box": placeholder(f"box_{move.name}") if move.name in view.boxed else "",
        "with_keep": move.asks_to_keep and view.may_keep,
        "gentle": json.dumps(active_vocabulary("dialogues").lists["blaming"]) if move.may_withdraw else "",
    }


def form_stem(view: StageView, move: Move) -> str:
    """What opens the words. Aloud they are optional; where they last, a line helps both to remember."""
    if view.mode != SPOKEN:
        return interpolate(view, move.stem)
    return gettext(KEPT_LINE if move.kept_with_outcome else NOTE)


def offered_times(move: Move) -> list[tuple[str, str]]:
    """The times that a move offers."""
    return TIME_CHOICES[move.time_choices] if move.time_question else []


def interpolate(view: StageView, words: str) -> str:
    """Words of the tables, translated, with the names put in."""
    sender, receiver = ME, PARTNER
    if view.slot != view.state.sender:
        sender, receiver = receiver, sender
    return gettext(words).format(partner=PARTNER, sender=sender, receiver=receiver) if words else ""
