"""What a phone says aloud in a spoken dialogue: texts of the tables, and never a word or a name of the two.

Both phones may lie on one table, so at each step only one of them has anything to say.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext

from dialogues.protocol import CLOSED, PAUSED, SPOKEN, Actor, Move
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.engine import current_step, may_act
from dialogues.stage_view import StageView

GAP = re.compile(r"\s*\.\.\.(?=(?P<pause>[,;:.?!])?)")  # what only they know: a voice pauses there


def says_step(view: StageView) -> bool:
    """Whether this phone says the step: that of whoever acts, and where both act, the sender's."""
    if view.mode != SPOKEN or view.step in (*ARRANGING, PAUSED, CLOSED):
        return False
    step = current_step(view.rules, view.state)
    speaker = view.state.sender if step.actor is Actor.BOTH else view.state.slot_of(step.actor)
    return view.slot == speaker and may_act(step, view.state, speaker)


def step_aloud(view: StageView) -> str:
    """Return what the phone says at a step by itself: what to do, and how it begins."""
    if not says_step(view):
        return ""
    step = current_step(view.rules, view.state)
    return say(view, step.title, step.stem)


def move_aloud(view: StageView, move: Move) -> str:
    """Return what the phone says once a folded move is opened: how it begins, and the next way to go deeper."""
    if not (move.collapsed and says_step(view)):
        return ""
    return say(view, move.stem, *(ways_deeper(view, move)[:1] if view.rung else ()))


def ways_deeper(view: StageView, move: Move) -> tuple[str, ...]:
    """Return the stems of a move from the one on that fits how many pieces were said: each is deeper than the last."""
    first = max(0, min(view.rung, len(move.stems) - 1))
    return move.stems[first:] + move.stems[:first]


def say(view: StageView, *texts: str) -> str:
    """Return texts of the tables as sentences for a voice, without names and times."""
    names = dict.fromkeys(("partner", "sender", "receiver"), gettext("your partner"))
    times = dict.fromkeys(("time", "new_time"), gettext("another time"))
    rest_days = view.rules.rest_days
    sentences = [gettext(text).format(**names, **times, rest_days=rest_days) for text in texts if text]
    spoken = [GAP.sub(lambda gap: "" if gap["pause"] else ",", sentence) for sentence in sentences]
    return " ".join(text if text[-1] in ".,?!" else f"{text}." for text in spoken)
