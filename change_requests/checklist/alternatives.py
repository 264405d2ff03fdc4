"""Wishes that are hard to give, why, and others that may reach the same longing."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.protocol.types import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Example:
    """A wish that is hard to give, why, and one that may reach the same longing."""

    bad: str
    why: str
    good: str


EXAMPLES = (
    Example(
        _("Be more attentive."),
        _("You can't see or hear whether it happened."),
        _(
            "Three times a week, for two weeks, put your phone in the drawer at dinner and ask me two questions"
            " about my day."
        ),
    ),
    Example(
        _("Stop working so late."),
        _("It says what should stop, but not what you'd love instead."),
        _("Once a week for the next four weeks, be home by six and cook with me."),
    ),
    Example(
        _("Find a new job with shorter hours, so that you have time for us."),
        _("Someone's whole life would have to change. Half an hour could be yours this week."),
        _("Each evening for two weeks, give me the first thirty minutes after you come home, on the sofa."),
    ),
    Example(
        _("If you plan our weekend, I'll stop sulking."),
        _("It's a bargain. A gift asks for nothing back."),
        _("Twice a week for two weeks, tell me at breakfast about one thing you're looking forward to."),
    ),
    Example(
        _("Show me your messages when I ask."),
        _("It takes away someone's privacy. There are other ways to help you feel safe."),
        _("Each evening for one week, tell me one thing that moved you that day, while we do the dishes."),
    ),
)
