"""Praise, if one doesn't know what to say: a deck for each part."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("I love the way your ... looks when you're asleep.")),
    Prompt(_("I love how you smell when ...")),
    Prompt(_("Your ... still makes me look twice.")),
    Prompt(_("I could look at your ... for hours.")),
    Prompt(_("You're the most ... person I know."), step="character"),
    Prompt(_("I love that you stay ... when everyone else gives up."), step="character"),
    Prompt(_("You make people feel ..., and you don't even notice."), step="character"),
    Prompt(_("I trust you with ..."), step="character"),
    Prompt(_("I'll never forget the day you ..."), step="deeds"),
    Prompt(_("Nobody else would have ... for me."), step="deeds"),
    Prompt(_("I love that you always remember ..."), step="deeds"),
    Prompt(_("When I was down, you ..."), step="deeds"),
    Prompt(_("Being with you is like ..."), step="everything"),
    Prompt(_("Of everyone in the world, I ..."), step="everything"),
    Prompt(_("I'd choose you again, because ..."), step="everything"),
)
