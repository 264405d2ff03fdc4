"""What a partner may do on a stage: its moves, each as the form that makes it."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext

from core.vocabularies import active_vocabulary
from dialogues.models import SPOKEN
from dialogues.prerendered_templates import placeholder
from dialogues.protocol import PAUSED, Move, Step, TimeChoices, Words
from dialogues.protocol.engine import may_withdraw
from dialogues.protocol.shared_steps import PAUSE, STOP, WITHDRAW
from dialogues.protocol.types import gettext_noop as _
from dialogues.stage_context import StageView, interpolate

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
