"""The stage of a dialogue that is over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from dialogues.prerendered_templates import placeholder
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.engine import is_taken_back
from dialogues.protocol.types import gettext_noop as _
from dialogues.stage_view import StageView

AGAIN = _("You can invite {partner} again whenever you like.")
AGAIN_LATER = _("That's fine. You can ask {partner} again in {rest_days} days.")
NO = _("A no is fine. You can invite each other again whenever you both like.")
NO_AND_REST = _("No is fine, and nobody has to say why. Let it rest for now.")


def ended_context(view: StageView) -> dict[str, Any]:
    """Return the context of a dialogue that is over."""
    begun = view.state.back not in ARRANGING
    title, tip = ended_texts(view, begun=begun)
    return {
        "my_turn": False,
        "turn_label": gettext("Over") if is_taken_back(view.state) else gettext("For you both"),
        "slot": view.slot,
        "title": title.format(partner=placeholder("partner")),
        "tip": tip.format(partner=placeholder("partner"), rest_days=view.rules.rest_days),
        "closed": True,
        "begun": begun,
        "keeping": keeping_text(view) if begun else "",
        "is_readable": begun and view.kept,
        "outcome_url": view.rules.outcome_url if begun else "",
        "outcome_title": gettext(view.rules.outcome_title) if view.rules.outcome_url else "",
    }


def keeping_text(view: StageView) -> str:
    """Return what becomes of the words."""
    if view.kept:
        return gettext("Your words are kept. Only you two read them; whoever runs imago for you could, too.")
    if view.topic_kept:
        return gettext("Only the topic is kept. All your words will be gone in 15 minutes.")
    if view.state.finished:
        return gettext(
            "Your words aren't kept. Once you leave this page, most are gone, and the rest in 15 minutes."
        )
    return gettext("Your words aren't kept. They've already been deleted.")


def ended_texts(view: StageView, *, begun: bool) -> tuple[str, str]:
    """Return the title, and what is good to know now."""
    if is_taken_back(view.state) and view.slot in view.state.done:
        return gettext("You took it back"), gettext(AGAIN_LATER if view.rules.rest_days else AGAIN)
    if is_taken_back(view.state):
        return gettext("{partner} took the invitation back"), gettext("There's nothing you need to do.")
    if not begun:
        return gettext("Not this time"), gettext(NO_AND_REST if view.rules.rest_days else NO)
    if not view.state.finished:
        return gettext("This dialogue ended here"), gettext(
            "You can stop any time. Start a new one whenever you both like."
        )
    if view.rules.ended_title:
        return gettext(view.rules.ended_title), gettext(view.rules.ended_tip)
    is_complete = view.round == view.rules.rounds
    title = gettext("You got to the end, together") if is_complete else gettext("That's enough for today")
    return title, gettext(
        "Thank you both. Do something gentle together now, or just sit quietly for a while."
    )
