"""A frustration, if one doesn't know what to say."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("When I tell you something and you look at your phone, I feel ...")),
    Prompt(_("When you're later than you said, I ...")),
    Prompt(_("When I've cooked and nobody says anything, I feel ...")),
    Prompt(_("When the dishes are still there in the morning, I ...")),
    Prompt(_("When something is planned for me and I hear about it last, I feel ...")),
    Prompt(_("When I'm sad and I get advice, I ...")),
    Prompt(_("When you leave the room while we argue, I feel ...")),
    Prompt(_("When we go to bed at different times, I ...")),
    Prompt(_("When there's a joke about me in front of others, I feel ...")),
    Prompt(_("When I have to ask for help a second time, I ...")),
    Prompt(_("When you come home and we hardly say hello, I feel ...")),
    Prompt(_("When I don't hear from you all day, I ...")),
    Prompt(_("When we're at your parents' and I'm on my own, I feel ...")),
    Prompt(_("When I'm interrupted, I ...")),
)
