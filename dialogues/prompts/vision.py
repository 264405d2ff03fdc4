"""A line of the dream, if one doesn't know what to say."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("We laugh together about ...")),
    Prompt(_("When one of us comes home, we ...")),
    Prompt(_("When we disagree, we ...")),
    Prompt(_("We touch each other when ...")),
    Prompt(_("We tell each other ...")),
    Prompt(_("On Sunday mornings, we ...")),
    Prompt(_("When one of us is worn out, the other ...")),
    Prompt(_("We both have time for ...")),
    Prompt(_("We talk about money ...")),
    Prompt(_("With our families, we ...")),
    Prompt(_("We make decisions together about ...")),
    Prompt(_("We're proud of each other for ...")),
    Prompt(_("In bed, we ...")),
    Prompt(_("In ten years, we still ...")),
)
