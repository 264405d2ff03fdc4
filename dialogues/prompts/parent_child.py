"""Speaking as the child one was, if one doesn't know what to say."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("I'd like to speak to my ..., when I was six.")),
    Prompt(_("I'd like to speak to ..., who looked after me.")),
    Prompt(_("I'd like to speak to ..., the year we moved.")),
    Prompt(_("When I come home from school, you ..."), step="living"),
    Prompt(_("At dinner I watch your face to see if ..."), step="living"),
    Prompt(_("I like it best when you ..."), step="living"),
    Prompt(_("I learn to be quiet when ..."), step="living"),
    Prompt(_("I was so proud of ..., and you ..."), step="hurting"),
    Prompt(_("When I was scared of ..., you ..."), step="hurting"),
    Prompt(_("I waited for you at ..."), step="hurting"),
    Prompt(_("You said ..., and I believed it."), step="hurting"),
    Prompt(_("I need you to ask me about ..."), step="needing"),
    Prompt(_("I need to hear that ..."), step="needing"),
    Prompt(_("I need you to stay when I ..."), step="needing"),
)
