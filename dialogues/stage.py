"""What one partner sees at one version: the one renderer, for page, form and socket.

The stage holds no words of theirs, no name and no token until it is handed out, so it depends on few values and
its mould is kept for the next couple at the same step. What was said arrives as turns, one fragment each.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from dialogues import move_forms, progress
from dialogues.models import SPOKEN
from dialogues.prerendered_templates import Mould, placeholder
from dialogues.protocol import CLOSED, INVITED, PAUSED, Step, Who
from dialogues.protocol.engine import acts, step_of
from dialogues.protocol.kinds import KINDS
from dialogues.stage_context import DIALOGUE, PARTNER, VERSION, View, interpolate, view_of, when
from dialogues.store import Scene
from dialogues.transcript_line import GONE, Line


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
        **{f"shown_{move}": words.shown for move, words in scene.beside.items()},
        **{f"box_{move}": words.box.strip() for move, words in scene.beside.items()},
    )


@lru_cache(maxsize=4096)
def stage_mould(view: View) -> Mould:
    with translation.override(view.language):
        shown = ended(view) if view.step == CLOSED else acting(view)
        names = {"partner": PARTNER, "version": VERSION, "dialogue": DIALOGUE}
        context = {"view": view, "path": progress.shown(view.rules, view.state), **names, **shown}
        return Mould.of("dialogues/stage.html", context, dialogue=str(DIALOGUE))


def acting(view: View) -> dict[str, Any]:
    """A dialogue under way: the step, whose it is, and what may be done."""
    step = step_of(view.rules, view.state)
    mine = acts(step, view.state, view.slot)
    waited_for = view.state.sender if step.who is Who.SENDER else 1 - view.state.sender
    shown = {
        "mine": mine,
        "whose": whose(view, step, mine),
        "slot": view.slot if mine else 1 - view.slot if step.who is Who.BOTH else waited_for,
        "title": interpolate(view, step.title if mine else step.waiting),
        "stem": interpolate(view, step.stem) if mine else "",
        "example": interpolate(view, step.example) if mine else "",
        "tip": interpolate(view, step.tip if mine else step.waiting_tip),
        "next": interpolate(view, upcoming(view, step, mine)),
        "forms": [move_forms.form(view, move) for move in move_forms.offered(view, step, mine)],
        "look_back": mine and step.looks_back,
        "mirrors": mine and step.mirrors,
        "how": how(view) if step.name == INVITED else "",
        "anywhere": [move_forms.form(view, move) for move in move_forms.anywhere(view)],
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
        "onward": view.rules.onward if begun else "",
        "onward_title": gettext(view.rules.onward_title) if view.rules.onward else "",
    }


def turn(line: Line, language: str, time_zone: str) -> SafeString:
    """One turn as HTML."""
    shape = (line.said, line.step, line.move, line.slot, bool(line.words), line.blanked)
    has = (bool(line.took_back), line.time_said if line.meet_at else "", line.scale is not None)
    return turn_mould(*shape, *has, language).fill(
        name=line.name,
        seq=str(line.seq),
        words=linebreaksbr(line.words or ""),
        took_back=str(line.took_back),
        when=when(line.meet_at, language, time_zone, is_day=line.is_day) if line.meet_at else "",
        scale=str(line.scale),
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
    time_said: str,
    has_scale: bool,
    language: str,
) -> Mould:
    with translation.override(language):
        context = {
            "step": step,
            "move": move,
            "slot": slot,
            "said": gettext(said).format(name=placeholder("name")),
            "seq": placeholder("seq"),
            "words": placeholder("words") if worded else "",
            "took_back": placeholder("took_back") if takes_back else "",
            "when": gettext(time_said).format(time=placeholder("when")) if time_said else "",
            "scale": placeholder("scale") if has_scale else "",
            "blank": gettext(GONE[blanked]).format(name=placeholder("name")) if blanked in GONE else "",
        }
        return Mould.of("dialogues/turn.html", context)
