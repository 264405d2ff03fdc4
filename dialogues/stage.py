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
from dialogues.prerendered_templates import PrerenderedTemplate, placeholder
from dialogues.protocol import CLOSED, INVITED, PAUSED, Purpose, Step, Who
from dialogues.protocol.engine import current_step, may_act
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import POSTPONED
from dialogues.stage_context import (
    DIALOGUE_ID,
    PARTNER,
    VERSION,
    StageView,
    format_meeting_time,
    interpolate,
    stage_view,
)
from dialogues.store import Scene
from dialogues.transcript_types import BLANKED_LABELS, TranscriptLine


def is_my_turn(scene: Scene, slot: int) -> bool:
    """Whether this partner may act."""
    state = scene.state
    return state.step != CLOSED and may_act(current_step(KINDS[scene.kind], state), state, slot)


def render_stage(scene: Scene, slot: int, language: str, time_zone: str) -> SafeString:
    """The stage of one partner as HTML."""
    return stage_template(stage_view(scene, slot, language, time_zone)).fill(
        me=scene.person(slot).name,
        partner=scene.person(1 - slot).name,
        dialogue=str(scene.dialogue),
        version=str(scene.state.version),
        **{f"shown_{move}": words.shown for move, words in scene.beside.items()},
        **{f"box_{move}": words.box.strip() for move, words in scene.beside.items()},
    )


@lru_cache(maxsize=4096)
def stage_template(view: StageView) -> PrerenderedTemplate:
    with translation.override(view.language):
        shown = ended_context(view) if view.step == CLOSED else active_context(view)
        names = {"partner": PARTNER, "version": VERSION, "dialogue": DIALOGUE_ID}
        context = {"view": view, "path": progress.progress_items(view.rules, view.state), **names, **shown}
        return PrerenderedTemplate.of("dialogues/stage.html", context, dialogue=str(DIALOGUE_ID))


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
        "forms": [move_forms.move_form(view, move) for move in move_forms.offered_moves(view, step, mine)],
        "look_back": mine and step.shows_transcript,
        "mirrors": mine and step.mirrors,
        "breathe": step.has(Purpose.ARRIVAL) or step.has(Purpose.RESUMPTION),
        "how": mode_description(view) if step.name == INVITED else "",
        "anywhere": [move_forms.move_form(view, move) for move in move_forms.global_moves(view)],
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


def render_turn(line: TranscriptLine, language: str, time_zone: str) -> SafeString:
    """One turn as HTML."""
    shape = (line.log_text, line.step, line.move, line.slot, bool(line.words), line.blanked)
    has = (bool(line.took_back), line.time_text if line.meet_at else "", line.scale is not None)
    return turn_template(*shape, *has, language).fill(
        name=line.name,
        seq=str(line.seq),
        words=linebreaksbr(line.words or ""),
        took_back=str(line.took_back),
        when=format_meeting_time(line.meet_at, language, time_zone, is_day=line.is_day)
        if line.meet_at
        else "",
        scale=str(line.scale),
    )


@lru_cache(maxsize=4096)
def turn_template(
    said: str,
    step: str,
    move: str,
    slot: int,
    worded: bool,
    blanked: str,
    takes_back: bool,
    time_text: str,
    has_scale: bool,
    language: str,
) -> PrerenderedTemplate:
    with translation.override(language):
        context = {
            "step": step,
            "move": move,
            "slot": slot,
            "said": gettext(said).format(name=placeholder("name")),
            "seq": placeholder("seq"),
            "words": placeholder("words") if worded else "",
            "took_back": placeholder("took_back") if takes_back else "",
            "when": gettext(time_text).format(time=placeholder("when")) if time_text else "",
            "scale": placeholder("scale") if has_scale else "",
            "blank": gettext(BLANKED_LABELS[blanked]).format(name=placeholder("name"))
            if blanked in BLANKED_LABELS
            else "",
        }
        return PrerenderedTemplate.of("dialogues/turn.html", context)
