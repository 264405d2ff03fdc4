"""What someone does instead of being with their partner, if they don't know what to say."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("When I come home I go straight to ..., because ...")),
    Prompt(_("I stay at work longer than I have to when ...")),
    Prompt(_("After an argument I start to tidy up, because ...")),
    Prompt(_("When I'm hurt I go quiet, because ...")),
    Prompt(_("I look at my phone in bed when I don't know how to ...")),
    Prompt(_("I put on a series so that we don't have to ...")),
    Prompt(_("I say “it's nothing” when really ...")),
    Prompt(_("I make a joke when it gets serious, because ...")),
    Prompt(_("I fill up the weekend so that there's no time to ...")),
    Prompt(_("I go to bed before you, or after you, so that ...")),
    Prompt(_("I keep busy with the house when what I'd like is ...")),
    Prompt(_("I say yes quickly, and then I ..., because ...")),
    Prompt(_("I buy something new when I feel ...")),
    Prompt(_("I play or scroll for hours when ...")),
)
