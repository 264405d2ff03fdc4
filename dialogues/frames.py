"""What the server sends over a socket, and to a script whose socket will not open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from dialogues import stage
from dialogues.play import MoveResult
from dialogues.protocol import Refusal
from dialogues.protocol.engine import is_turn_of
from dialogues.protocol.kinds import KINDS
from dialogues.store import Scene
from dialogues.transcript_lines import read_lines
from dialogues.transcript_types import TranscriptLine

Frame = dict[str, Any]


def stage_frame(
    scene: Scene, lines: Sequence[TranscriptLine], slot: int, language: str, time_zone: str
) -> Frame:
    """The stage of one partner at one version, with these turns."""
    return {
        "is": "stage",
        "version": scene.state.version,
        "step": scene.state.step,
        "mine": is_turn_of(KINDS[scene.kind], scene.state, slot),
        "html": stage.render_stage(scene, slot, language, time_zone),
        "turns": [
            {"seq": line.seq, "html": stage.render_turn(line, slot, language, time_zone)} for line in lines
        ],
    }


def present_frame(scene: Scene, seen: int) -> Frame:
    """The present stage of the one who loaded the scene, with the turns after `seen`."""
    return stage_frame(scene, read_lines(scene, seen), scene.me.slot, scene.language, scene.time_zone)


def answer_frame(key: str, result: MoveResult, language: str) -> Frame:
    """What became of a move."""
    if result.refusal is None:
        return {"is": "ack", "key": key, "version": result.version}
    return refusal_frame(key, result.refusal, result.version, language)


def refusal_frame(key: str, reason: Refusal, version: int, language: str) -> Frame:
    """A move or a frame that was refused, with the sentence that says why."""
    with translation.override(language):
        message = gettext(reason.message)
    return {"is": "refused", "key": key, "reason": reason, "message": message, "version": version}


def partner_frame(state: str) -> Frame:
    """`state` is `here`, `away` or `typing`."""
    return {"is": "partner", "state": state}


def pong_frame(version: int) -> Frame:
    """The answer to a ping."""
    return {"is": "pong", "version": version}


def layer_frame(*, is_slow: bool) -> Frame:
    """Whether what partners on other processes do arrives late."""
    return {"is": "layer", "slow": is_slow}
