"""What one partner sees at one version: the one renderer, for page, form and socket.

Without people's words, names and tokens a stage depends on few values, so the template runs once for each and its
result is filled in for every couple. What was said arrives as turns, one fragment each.
"""

from __future__ import annotations

from functools import lru_cache

from django.template.defaultfilters import linebreaksbr
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from dialogues.prerendered_templates import PrerenderedTemplate, placeholder
from dialogues.protocol import CLOSED
from dialogues.protocol.engine import current_step, may_act
from dialogues.protocol.kinds import KINDS
from dialogues.stage_context import DIALOGUE_ID, StageView, format_meeting_time, stage_context, stage_view
from dialogues.store import Scene
from dialogues.transcript_types import BLANKED_LABELS, TranscriptLine


def is_my_turn(scene: Scene, slot: int) -> bool:
    """Whether this partner may act."""
    state = scene.state
    return state.step != CLOSED and may_act(current_step(KINDS[scene.kind], state), state, slot)


def render_stage(scene: Scene, slot: int, language: str, time_zone: str) -> SafeString:
    """Return the stage of one partner as HTML."""
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
    """Return the stage's template, run once for all that look at this view."""
    with translation.override(view.language):
        return PrerenderedTemplate.of("dialogues/stage.html", stage_context(view), dialogue=str(DIALOGUE_ID))


def render_turn(line: TranscriptLine, language: str, time_zone: str) -> SafeString:
    """Return one turn as HTML."""
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
    log_text: str,
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
    """Return the template of a turn, run once for all turns of this shape."""
    with translation.override(language):
        context = {
            "step": step,
            "move": move,
            "slot": slot,
            "said": gettext(log_text).format(name=placeholder("name")),
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
