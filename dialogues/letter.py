"""A person's exported dialogues in words for them to read: each with its day, and what they said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from couples.letters import day_text
from dialogues.protocol.kinds import KINDS
from dialogues.transcript_types import BLANKED_LABELS, OWN_BLANKED_LABELS, find_turn_move


def tell_dialogues(data: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return exported dialogues by heading, in order."""
    return [{heading(dialogue): list(tell_dialogue(dialogue))} for dialogue in data]


def heading(dialogue: Mapping[str, Any]) -> str:
    """Return the kind, the partner's name and the day."""
    return _("{kind} with {name}, {day}").format(
        kind=_(KINDS[dialogue["kind"]].title), name=dialogue["with"], day=day_text(dialogue["begun_at"])
    )


def tell_dialogue(dialogue: Mapping[str, Any]) -> Iterator[Any]:
    """Yield how it was held, its topic, and each thing its person said."""
    yield capfirst(" · ".join(held(dialogue)))
    if dialogue["topic"]:
        yield {_("What you wanted to talk about"): dialogue["topic"]}
    for turn in dialogue["turns"]:
        if text := turn["words"] or missing(turn):
            yield {said(dialogue, turn): text}
        elif turn["number"] is not None or turn["time"]:
            yield said(dialogue, turn)


def held(dialogue: Mapping[str, Any]) -> Iterator[str]:
    """Yield how a dialogue was held, and what became of its words."""
    yield _("aloud") if dialogue["mode"] == "spoken" else _("in writing")
    yield (
        _("you started it")
        if dialogue["begun_by_me"]
        else _("{name} started it").format(name=dialogue["with"])
    )
    if dialogue["here_until"]:
        yield _("deleted; your own words are here until {day}").format(day=day_text(dialogue["here_until"]))
    elif not dialogue["kept"]:
        yield _("its words are deleted")


def missing(turn: Mapping[str, Any]) -> str:
    """Return why a turn's words are missing; "" if they aren't, or if they were taken back or not kept."""
    if turn["gone"] in ("", "withdrawn", "let_go"):
        return ""
    label = OWN_BLANKED_LABELS.get(turn["gone"]) or BLANKED_LABELS.get(turn["gone"], "")
    return _(label) if label else ""


def said(dialogue: Mapping[str, Any], turn: Mapping[str, Any]) -> str:
    """Say what the person did, with the number or the time they gave."""
    move = find_turn_move(dialogue["kind"], turn["step"], turn["move"])
    done = _(move.own_log_text or move.log_text) if move else _("{name} said")
    facts = [done.format(name=_("You"))]
    if turn["number"] is not None:
        facts.append(_("how hard, from 0 to 10: {number}").format(number=turn["number"]))
    if turn["time"]:
        facts.append(day_text(turn["time"]))
    return ", ".join(facts)
