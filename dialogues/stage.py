"""What one partner sees at one version: the one renderer, for page, form and socket.

The stage holds no words of theirs, no name and no token until it is handed out, so it depends on few values and
its mould is kept for the next couple at the same step. What was said arrives as turns, one fragment each.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.template.defaultfilters import linebreaksbr
from django.utils import formats, timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from dialogues import path
from dialogues.lines import Line
from dialogues.models import SPOKEN, Turn
from dialogues.moulds import Mould, hole
from dialogues.protocol import CLOSED, INVITED, PAUSED, Kind, Move, State, Step, Who, Words
from dialogues.protocol.common import PAUSE, STOP, WITHDRAW
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.machine import acts, may_withdraw, step_of
from dialogues.protocol.rules import gettext_noop as _
from dialogues.store import Scene

ME, PARTNER, VERSION = hole("me"), hole("partner"), hole("version")
DIALOGUE = uuid.UUID(int=0)  # stands in the addresses, which take nothing else
TODAY = [("+20m", _("In 20 minutes")), ("+60m", _("In an hour")), ("+120m", _("In two hours"))]
ANOTHER_DAY = [
    ("+1440m", _("Tomorrow at this time")),
    ("+2880m", _("The day after tomorrow")),
    ("", _("We will see")),
]
GENTLE = [_("you always"), _("you never"), _("every time you")]


@dataclass(frozen=True, slots=True)
class View:
    """All that a stage depends on, cut to one viewer."""

    kind: str
    mode: str
    state: State
    slot: int
    language: str
    may_keep: bool
    meet_at: str

    @property
    def step(self) -> str:
        return self.state.step

    @property
    def round(self) -> int:
        return self.state.round

    @property
    def rules(self) -> Kind:
        return KINDS[self.kind]


def view_of(scene: Scene, slot: int, language: str, time_zone: str) -> View:
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
    return View(
        scene.kind,
        scene.mode,
        bare,
        slot,
        language,
        scene.keep_asked and not scene.kept and slot != scene.state.sender,
        when(scene.meet_at, language, time_zone) if scene.meet_at else "",
    )


def when(moment: datetime, language: str, time_zone: str) -> str:
    """A moment as day and time, where the reader is."""
    with translation.override(language):
        local = timezone.localtime(moment, ZoneInfo(time_zone))
        return formats.date_format(local, "l j F, H:i")


def is_mine(scene: Scene, slot: int) -> bool:
    """Whether this partner may act."""
    state = scene.state
    return state.step != CLOSED and acts(step_of(KINDS[scene.kind], state), state, slot)


def render(scene: Scene, slot: int, language: str, time_zone: str) -> SafeString:
    """The stage of one partner as HTML."""
    return stage_mould(view_of(scene, slot, language, time_zone)).fill(
        me=scene.person(slot).name,
        partner=scene.person(1 - slot).name,
        dialogue=str(scene.dialogue),
        version=str(scene.state.version),
    )


@lru_cache(maxsize=4096)
def stage_mould(view: View) -> Mould:
    with translation.override(view.language):
        shown = ended(view) if view.step == CLOSED else acting(view)
        names = {"partner": PARTNER, "version": VERSION, "dialogue": DIALOGUE}
        context = {"view": view, "path": path.shown(view.rules, view.state), **names, **shown}
        return Mould.of("dialogues/stage.html", context, dialogue=str(DIALOGUE))


def told(view: View, words: str) -> str:
    """Words of the tables, translated, with the names put in."""
    sender, receiver = ME, PARTNER
    if view.slot != view.state.sender:
        sender, receiver = receiver, sender
    return gettext(words).format(partner=PARTNER, sender=sender, receiver=receiver) if words else ""


def acting(view: View) -> dict[str, Any]:
    """A dialogue under way: the step, whose it is, and what may be done."""
    step = step_of(view.rules, view.state)
    mine = acts(step, view.state, view.slot)
    waited_for = view.state.sender if step.who is Who.SENDER else 1 - view.state.sender
    shown = {
        "mine": mine,
        "whose": whose(view, step, mine),
        "slot": view.slot if mine else 1 - view.slot if step.who is Who.BOTH else waited_for,
        "title": told(view, step.title if mine else step.waiting),
        "stem": told(view, step.stem) if mine else "",
        "example": told(view, step.example) if mine else "",
        "tip": told(view, step.tip if mine else step.waiting_tip),
        "next": told(view, upcoming(view, step, mine)),
        "forms": [form(view, move, step) for move in offered(view, step, mine)],
        "look_back": mine and step.looks_back,
        "how": how(view) if step.name == INVITED else "",
        "anywhere": [form(view, move, step) for move in anywhere(view)],
    }
    if view.meet_at and view.step in (PAUSED, "postponed"):
        planned = (
            gettext("Time to come back: {time}.") if view.step == PAUSED else gettext("Planned for {time}.")
        )
        shown["meeting"] = planned.format(time=view.meet_at)
    return shown


def upcoming(view: View, step: Step, mine: bool) -> str:
    """What happens after this step."""
    last = step.last_next if view.round == view.rules.rounds else ""
    return last or (step.next if mine else step.waiting_next) or step.next


def whose(view: View, step: Step, mine: bool) -> str:
    if mine:
        return gettext("For you both") if step.who is Who.BOTH else gettext("It is your turn")
    if step.who is Who.BOTH or step.name == INVITED:
        return gettext("Waiting for {partner}").format(partner=PARTNER)
    return gettext("{partner} has the floor").format(partner=PARTNER)


def how(view: View) -> str:
    """What an invitation means, before one says yes."""
    if view.mode == SPOKEN:
        return gettext("Aloud: you sit together and speak, and the phones lead you.")
    return gettext("In writing: each types on their own phone.")


def offered(view: View, step: Step, mine: bool) -> list[Move]:
    """The moves in sight: those of the step, and taking the latest words back."""
    back = [WITHDRAW] if may_withdraw(view.state, view.slot) else []
    return [*(step.moves if mine else ()), *back]


def anywhere(view: View) -> list[Move]:
    """The moves that belong to no step, behind one fold: pause and stop."""
    return [STOP] if view.step == PAUSED else [PAUSE, STOP]


def form(view: View, move: Move, step: Step) -> dict[str, Any]:
    """One move as the form that makes it."""
    words = move.words is not Words.NONE
    aloud = view.mode == SPOKEN
    inside = gettext("Say this") if move.folded and words else move.label
    return {
        "name": move.name,
        "label": told(view, move.label),
        "button": told(view, (aloud and move.aloud) or inside),
        "words": words,
        "note": aloud and words,
        "say": told(view, move.stem) if aloud and move.folded else "",
        "hint": told(view, move.hint),
        "stem": gettext("A note for later, if you like") if aloud else told(view, move.stem),
        "quiet": move.quiet,
        "fold": move.folded,
        "when": gettext(move.with_time) if move.with_time else "",
        "times": [(value, gettext(label)) for value, label in times(move)],
        "with_keep": move.with_keep and view.may_keep,
        "gentle": json.dumps([gettext(words) for words in GENTLE]) if move.may_withdraw else "",
    }


def times(move: Move) -> list[tuple[str, str]]:
    """The times that a move offers."""
    if not move.with_time:
        return []
    return ANOTHER_DAY if move.another_day else [*TODAY, *ANOTHER_DAY]


def ended(view: View) -> dict[str, Any]:
    """A dialogue that is over."""
    begun = view.state.back not in (INVITED, "postponed")
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
    }


def turn(line: Line, language: str, time_zone: str) -> SafeString:
    """One turn as HTML."""
    shape = (line.said, line.step, line.move, line.slot, bool(line.words), line.blanked)
    return turn_mould(*shape, bool(line.took_back), bool(line.meet_at), language).fill(
        name=line.name,
        seq=str(line.seq),
        words=linebreaksbr(line.words or ""),
        took_back=str(line.took_back),
        when=when(line.meet_at, language, time_zone) if line.meet_at else "",
    )


@lru_cache(maxsize=4096)
def turn_mould(
    said: str,
    step: str,
    move: str,
    slot: int,
    worded: bool,
    blanked: str,
    takes_back: bool,
    has_time: bool,
    language: str,
) -> Mould:
    with translation.override(language):
        blank = {
            Turn.WITHDRAWN: gettext("taken back"),
            Turn.LET_GO: gettext("let go"),
            Turn.UNREADABLE: gettext("cannot be opened just now"),
        }
        context = {
            "step": step,
            "move": move,
            "slot": slot,
            "said": gettext(said).format(name=hole("name")),
            "seq": hole("seq"),
            "words": hole("words") if worded else "",
            "took_back": hole("took_back") if takes_back else "",
            "when": hole("when") if has_time else "",
            "blank": blank.get(blanked, ""),
        }
        return Mould.of("dialogues/turn.html", context)
