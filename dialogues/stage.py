"""What one partner sees at one version: the one renderer, for page, form and socket.

Without people's words, names and tokens a stage depends on few values, so the template runs once for each and its
result is filled in for every couple. What was said arrives as turns, one fragment each.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from dialogues.prerendered_templates import PrerenderedTemplate, placeholder
from dialogues.stage_context import DIALOGUE_ID, format_meeting_time, stage_context
from dialogues.stage_view import StageView, stage_view
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine

LINE_BREAK = re.compile(r"\r\n|\r|\n")


class TurnShape(NamedTuple):
    """All that the template of a turn depends on, without words and names."""

    log_text: str
    blanked_label: str
    step: str
    move: str
    slot: int
    has_words: bool
    withdraws: bool
    time_text: str
    has_scale: bool
    question: str


def render_stage(scene: Scene, slot: int, language: str, time_zone: str) -> SafeString:
    """Return the stage of one partner as HTML."""
    view = stage_view(scene, slot, language, time_zone)
    return stage_template(view).fill(
        me=scene.person(slot).name,
        partner=scene.person(1 - slot).name,
        dialogue=str(scene.dialogue),
        version=str(scene.state.version),
        quote=scene.quote.strip(),
        **{f"shown_{move}": text.shown for move, text in scene.move_texts.items()},
        **{f"box_{move}": text.box.strip() for move, text in scene.move_texts.items()},
        **{f"lines_{move}": render_lines(scene.move_texts[move].lines) for move in view.offering},
    )


def render_lines(lines: Sequence[str]) -> SafeString:
    """Return the lines that can be tapped into a box."""
    return render_to_string("dialogues/offered_lines.html", {"lines": lines})


@lru_cache(maxsize=4096)
def stage_template(view: StageView) -> PrerenderedTemplate:
    """Return the stage's template, run once for all that look at this view."""
    with translation.override(view.language):
        return PrerenderedTemplate.render(
            "dialogues/stage.html", stage_context(view), dialogue=str(DIALOGUE_ID)
        )


def render_turn(line: TranscriptLine, slot: int, language: str, time_zone: str) -> SafeString:
    """Return one turn as HTML, for the partner in this slot."""
    return turn_template(turn_shape(line, slot), language).fill(
        name=line.name,
        seq=str(line.seq),
        words=words_as_html(line.words or ""),
        withdrawn_seq=str(line.withdrawn_seq),
        time=meeting_time(line, language, time_zone),
        scale=str(line.scale),
    )


def words_as_html(words: str) -> SafeString:
    """Return words as HTML: escaped, with line breaks."""
    return SafeString(LINE_BREAK.sub("<br>", html.escape(words)))


def meeting_time(line: TranscriptLine, language: str, time_zone: str) -> str:
    """Return the time that a turn proposed, "" if none."""
    if line.meet_at is None:
        return ""
    return format_meeting_time(line.meet_at, language, time_zone, is_day=line.is_day)


def turn_shape(line: TranscriptLine, slot: int) -> TurnShape:
    """Return what the template of a turn depends on, for the partner in this slot."""
    return TurnShape(
        line.log_text_for(slot),
        line.blanked_label_for(slot),
        line.step,
        line.move,
        line.slot,
        has_words=bool(line.words),
        withdraws=bool(line.withdrawn_seq),
        time_text=line.time_text if line.meet_at else "",
        has_scale=line.scale is not None,
        question=line.question if line.words else "",
    )


@lru_cache(maxsize=4096)
def turn_template(shape: TurnShape, language: str) -> PrerenderedTemplate:
    """Return the template of a turn, run once for all turns of this shape."""
    with translation.override(language):
        context = {
            "turn": shape,
            "log_text": gettext(shape.log_text).format(name=placeholder("name")),
            "seq": placeholder("seq"),
            "words": placeholder("words") if shape.has_words else "",
            "withdrawn_seq": placeholder("withdrawn_seq") if shape.withdraws else "",
            "time": gettext(shape.time_text).format(time=placeholder("time")) if shape.time_text else "",
            "scale": placeholder("scale") if shape.has_scale else "",
            "question": gettext(shape.question) if shape.question else "",
            "blanked_label": gettext(shape.blanked_label).format(name=placeholder("name"))
            if shape.blanked_label
            else "",
        }
        return PrerenderedTemplate.render("dialogues/turn.html", context)
