"""Caring days, if one doesn't know what to say: small things, from now and from the beginning, and a wish."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("I feel cared for when you ask me about ...")),
    Prompt(_("I feel cared for when you put your hand on my ...")),
    Prompt(_("When I get home, I love it when you ...")),
    Prompt(_("In the morning, I feel cared for when you ...")),
    Prompt(_("When I'm tired, it helps so much when you ...")),
    Prompt(_("I feel looked after when you make me ...")),
    Prompt(_("I love it when you bring me ...")),
    Prompt(_("Before we fall asleep, I like it when you ...")),
    Prompt(_("When we first met, you used to ...")),
    Prompt(_("Do you remember how you'd always ... on Sundays?")),
    Prompt(_("I loved your notes about ...")),
    Prompt(_("I've never said it, but I'd love it if you ...")),
    Prompt(_("It would mean a lot to me if you ... with me.")),
)
