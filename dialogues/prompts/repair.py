"""Something one wishes one hadn't said or done, and how it landed, if one doesn't know what to say."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("I raised my voice when ..., and I wish I hadn't.")),
    Prompt(_("I made a joke about ... in front of other people.")),
    Prompt(_("I walked out while you were still ...")),
    Prompt(_("I said I'd ..., and I didn't.")),
    Prompt(_("I didn't listen when you told me about ...")),
    Prompt(_("I told ... something that was yours to tell.")),
    Prompt(_("I looked at my phone while you ...")),
    Prompt(_("I brought up ... again, even though we'd settled it.")),
    Prompt(_("I didn't say ... when I should have.")),
    Prompt(_("When that happened, I felt ..."), step="impact"),
    Prompt(_("What stayed with me is ..."), step="impact"),
    Prompt(_("Afterwards, I couldn't ..."), step="impact"),
    Prompt(_("It reminded me of the time when ..."), step="impact"),
    Prompt(_("I wish I'd just ..., and then come back to you."), step="over"),
    Prompt(_("I could have just said that I was ..."), step="over"),
)
