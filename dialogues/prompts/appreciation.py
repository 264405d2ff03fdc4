"""Something good, if one doesn't know what to say."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("This morning I noticed how you ...")),
    Prompt(_("You took care of ... this week, so I didn't have to.")),
    Prompt(_("You made me laugh when you ...")),
    Prompt(_("When I was tired, you ...")),
    Prompt(_("It felt good that you asked me about ...")),
    Prompt(_("I saw how patient you were when ...")),
    Prompt(_("I like the way you talk to ...")),
    Prompt(_("You remembered that I ...")),
    Prompt(_("You do this almost every day and I hardly ever say thank you: ...")),
    Prompt(_("I was proud of you when you ...")),
    Prompt(_("I still think of the evening when you ...")),
    Prompt(_("You kept going with ..., even though it was hard.")),
    Prompt(_("I could lean on you when ...")),
    Prompt(_("It's nicer to come home because you ...")),
    Prompt(_("One reason I fell for you is ..., and it's still there.")),
    Prompt(_("You let me ... in peace, and I noticed.")),
)
