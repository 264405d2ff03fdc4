"""One topic, if one doesn't know what to say."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("When we come home in the evening and ..., I feel ..."), _("How we come home in the evening")),
    Prompt(_("When the housework piles up, I feel ..."), _("Who does what at home")),
    Prompt(_("When one of us is on the phone while we're together, I feel ..."), _("Our phones")),
    Prompt(_("When money comes up between us, I ..."), _("Money")),
    Prompt(_("When a week goes by without an evening for us, I ..."), _("Time for just the two of us")),
    Prompt(_("When we visit your parents or mine, I ..."), _("Our parents")),
    Prompt(_("When we've had an argument and ..., I feel ..."), _("What happens after an argument")),
    Prompt(_("When we haven't touched for a while, I ..."), _("Being close")),
    Prompt(_("When the weekend is full before it starts, I ..."), _("Our weekends")),
    Prompt(_("When I tell you about my day, I'd like ..."), _("How we tell each other about our days")),
    Prompt(_("When plans change at the last minute, I ..."), _("How we make plans")),
    Prompt(_("When I'm worn out, I need ..., and I find it hard to say."), _("When I'm worn out")),
    Prompt(_("Lately I've been worried about ..."), _("Something that worries me")),
    Prompt(
        _("Something I'm looking forward to is ..., and I'd like to share it with you."),
        _("Something I'm looking forward to"),
    ),
    Prompt(_("When I think of us in five years, I ..."), _("Where we'll be in five years")),
    Prompt(_("I miss the time when we ..."), _("Something I miss")),
)
