"""What one partner's stage shows: its texts and forms."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from dialogues import meeting_times, progress
from dialogues.aloud import move_aloud, say, says_step, step_aloud, ways_deeper
from dialogues.ended_stage import ended_context
from dialogues.forms import DEFAULT_TIME, SCALE_VALUES, offered_times, takes_clock_time
from dialogues.prerendered_templates import placeholder
from dialogues.prompts import deck_at
from dialogues.protocol import (
    CLOSED,
    INVITED,
    PAUSED,
    SPOKEN,
    Actor,
    Move,
    Purpose,
    Step,
    Words,
)
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.engine import current_step, may_act, may_make, may_withdraw, way_out
from dialogues.protocol.shared_steps import PAUSE, STOP, WITHDRAW, stop_at
from dialogues.protocol.step_help import help_of
from dialogues.protocol.types import gettext_noop as _
from dialogues.stage_view import StageView
from dialogues.wording_hints import wording_hints

ME, PARTNER, VERSION = placeholder("me"), placeholder("partner"), placeholder("version")
DIALOGUE_ID = uuid.UUID(int=0)  # a placeholder in URLs, which take only UUIDs
NOTE = _("A note for later, if you like")
KEPT_LINE = _("In one line, so you'll both remember it later")


def format_meeting_time(moment: datetime, language: str, time_zone: str, *, is_day: bool = False) -> str:
    """A moment as day and time, or as the day alone, where the reader is."""
    with translation.override(language):
        local = timezone.localtime(moment, ZoneInfo(time_zone))
        return formats.date_format(local, "l j F" if is_day else "l j F, H:i")


def stage_context(view: StageView) -> dict[str, Any]:
    """Return the context of the stage's template."""
    names = {"partner": PARTNER, "version": VERSION, "dialogue": DIALOGUE_ID}
    context = ended_context(view) if view.step == CLOSED else active_context(view)
    return {"view": view, "phases": progress.progress_items(view.rules, view.state), **names, **context}


def active_context(view: StageView) -> dict[str, Any]:
    """A dialogue under way: the step, whose it is, and what may be done."""
    step = current_step(view.rules, view.state)
    may_move = may_act(step, view.state, view.slot)
    return {
        "my_turn": may_move,
        "turn_label": turn_label(view, step, may_move),
        "slot": view.slot if may_move else 1 - view.slot,
        **step_texts(view, step, may_move),
        "aloud": step_aloud(view),
        "is_spoken": view.mode == SPOKEN and step.name not in ARRANGING,
        "forms": [move_form(view, move) for move in offered_moves(view, step, may_move)],
        "prompts": prompts_at(view, step) if may_move else [],
        "prompts_target": f"words-{step.moves[0].name}" if view.mode != SPOKEN else "",
        "show_transcript": may_move and step.shows_transcript,
        "mirrors": may_move and step.mirrors,
        "answers": may_move and step.answers,
        "breathe": step.has(Purpose.ARRIVAL) or step.has(Purpose.RESUMPTION),
        "global_moves": [move_form(view, move) for move in global_moves(view)],
        "global_title": gettext("Call it off") if step.name in ARRANGING else gettext("Pause or stop"),
        "quote": placeholder("quote") if view.has_quote else "",
        "minutes_left": 0 if view.step in ARRANGING else progress.minutes_left(view.rules, view.state),
    }


def step_texts(view: StageView, step: Step, may_move: bool) -> dict[str, Any]:
    """What a step says to the one who acts, or to the one who waits."""
    pause_ends = view.meet_at if step.name == PAUSED else ""
    return {
        "title": interpolate(view, step.title if may_move else step.waiting),
        "stem": interpolate(view, step.stem if may_move else spoken_question(view, step)),
        "example": interpolate(view, step.example) if may_move else "",
        "tip": interpolate(view, step.tip if may_move else step.waiting_tip),
        "next": interpolate(view, next_text(view, step, may_move)),
        "help": [interpolate(view, text) for text in help_of(step) or ()],
        "mode_description": mode_description(view) if step.name == INVITED else "",
        "meeting": gettext("Time to come back: {time}.").format(time=pause_ends) if pause_ends else "",
    }


def spoken_question(view: StageView, step: Step) -> str:
    """What the one who waits asks now, where it's said aloud. In writing it's shown below their words."""
    moves = (move for asking in view.rules.table.values() for move in asking.moves if move.to == step.name)
    return next((move.question for move in moves if move.question), "") if view.mode == SPOKEN else ""


def prompts_at(view: StageView, step: Step) -> list[str]:
    """What one might say at a step, unless words for it are in the box already."""
    return [] if view.boxed else [gettext(prompt.opening) for prompt in deck_at(view.rules, step)]


def next_text(view: StageView, step: Step, may_move: bool) -> str:
    """What happens after this step. Where both act, it's the sender who reads `next`."""
    last = step.last_next if view.round == view.rules.rounds else ""
    is_mine = view.slot == view.state.sender if step.actor is Actor.BOTH else may_move
    return last or (step.next if is_mine else step.waiting_next) or step.next


def turn_label(view: StageView, step: Step, may_move: bool) -> str:
    """Return whose turn it is, in words."""
    if may_move:
        if step.unhurried:
            return gettext("In your own time")
        is_asked = step.name in ARRANGING and bool(view.state.done)
        return gettext("For you both") if step.actor is Actor.BOTH and not is_asked else gettext("Your turn")
    return gettext("{partner}'s turn").format(partner=PARTNER)


def mode_description(view: StageView) -> str:
    """What an invitation means, before one says yes."""
    text = _("In writing: you each type on your own phone. About {minutes} minutes.")
    if view.mode == SPOKEN:
        text = _("Aloud: you sit together and talk, and your phones guide you. About {minutes} minutes.")
    return gettext(text).format(minutes=view.rules.minutes)


def offered_moves(view: StageView, step: Step, may_move: bool) -> list[Move]:
    """The moves shown: those of the step, and withdrawing the latest words."""
    withdrawal = [WITHDRAW] if may_withdraw(view.state, view.slot) else []
    moves = [move for move in step.moves if may_make(step, move, view.state, view.slot)]
    if view.step == PAUSED and (out := way_out(view.rules, view.state)):
        moves.append(out)
    times = {"is_asked": may_move, "may_start": view.may_start, "has_time": view.has_time}
    return [*(move for move in moves if meeting_times.is_offered(step, move, **times)), *withdrawal]


def global_moves(view: StageView) -> list[Move]:
    """The moves that belong to no step, behind one fold: pause and stop. An invitation is answered, or taken back."""
    if view.step == INVITED or current_step(view.rules, view.state).is_farewell:
        return []
    return [stop_at(view.step)] if view.step == PAUSED or view.step in ARRANGING else [PAUSE, STOP]


def move_form(view: StageView, move: Move) -> dict[str, Any]:
    """One move as the form that makes it."""
    return {
        "name": move.name,
        "label": interpolate(view, move.label),
        "button": button_label(view, move),
        "hint": interpolate(view, move.hint),
        "answers_at_least": move.answers_at_least,
        "secondary": move.secondary,
        "collapsed": move.collapsed,
        "aloud": move_aloud(view, move),
        "shown": placeholder(f"shown_{move.name}") if move.name in view.shown else "",
        **words_fields(view, move),
        **choice_fields(view, move),
    }


def words_fields(view: StageView, move: Move) -> dict[str, Any]:
    """The box of a move's form, and what stands around it."""
    has_words, is_spoken = move.words is not Words.NONE, view.mode == SPOKEN
    return {
        "has_words": has_words,
        "is_note": is_spoken and has_words and not move.kept_with_outcome,
        "spoken_stem": interpolate(view, move.stem) if is_spoken and move.collapsed else "",
        "kept_with_outcome": move.kept_with_outcome and has_words,
        "stems": [] if is_spoken else [gettext(stem) for stem in move.stems],
        "lines": placeholder(f"lines_{move.name}") if move.name in view.offering else "",
        "lines_title": lines_title(view),
        "cues": cues(view, move) if is_spoken else [],
        "stem": form_stem(view, move),
        "is_prepared": move.name in view.boxed - view.returned and not move.shows,
        "is_returned": move.name in view.returned,
        "box": placeholder(f"box_{move.name}") if move.name in view.boxed else "",
        "wording_hints": (hints := wording_hints(move.warns_of)),
        "hints_as_json": json.dumps(hints),
    }


def lines_title(view: StageView) -> str:
    """The label of the fold with the lines for a box: they're the sender's, whoever may tap them."""
    own = view.slot == view.state.sender
    return gettext("From your list") if own else gettext("From {partner}'s list").format(partner=PARTNER)


def cues(view: StageView, move: Move) -> list[dict[str, Any]]:
    """What one might say next, one at a time. The first words need none: they're the first rung."""
    has_voice = says_step(view)
    return [
        {
            "text": gettext(stem),
            "aloud": say(view, stem) if has_voice else "",
            "is_shown": view.rung and not place,
        }
        for place, stem in enumerate(ways_deeper(view, move))
    ]


def choice_fields(view: StageView, move: Move) -> dict[str, Any]:
    """What a move's form asks for beside words: a time, a number, a yes."""
    return {
        "time_question": interpolate(view, move.time_question),
        "times": [(value, gettext(label), value == DEFAULT_TIME) for value, label in offered_times(move)],
        "takes_clock_time": takes_clock_time(move),
        "scale_question": interpolate(view, move.scale_question),
        "scale_values": SCALE_VALUES,
        "asks_to_keep": move.asks_to_keep and view.may_keep,
        "asks_to_keep_topic": move.ends_together and view.may_keep_topic,
    }


def button_label(view: StageView, move: Move) -> str:
    """The label of a move's button. Collapsed, `label` is on the fold and the button inside says it."""
    label = move.label
    if move.collapsed and move.words is not Words.NONE:
        label = _("Say this")
    elif move.collapsed and move.asks_other:
        label = _("Ask for this time")
    return interpolate(view, (view.mode == SPOKEN and move.spoken_label) or label)


def form_stem(view: StageView, move: Move) -> str:
    """The label of the text box. In spoken dialogues it takes a note, or a line that stays with the outcome."""
    if view.mode != SPOKEN:
        return interpolate(view, move.stem)
    return gettext(KEPT_LINE if move.kept_with_outcome else NOTE)


def interpolate(view: StageView, text: str) -> str:
    """Translate a text of the tables, and insert the names."""
    sender, receiver = ME, PARTNER
    if view.slot != view.state.sender:
        sender, receiver = receiver, sender
    names = {"partner": PARTNER, "sender": sender, "receiver": receiver}
    times = {name: time or gettext("another time") for name, time in view.times.items()}
    days = str(view.rules.rest_days)
    return gettext(text).format(**names, **times, rest_days=days) if text else ""
