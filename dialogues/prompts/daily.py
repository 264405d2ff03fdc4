"""Three good things, if one doesn't know what to say: a deck for each of the three."""

from __future__ import annotations

from dialogues.prompts.types import Prompt
from dialogues.protocol.types import gettext_noop as _

PROMPTS = (
    Prompt(_("Thank you for ... this morning.")),
    Prompt(_("You didn't have to ..., and you did.")),
    Prompt(_("I saw you ..., and it made my day easier.")),
    Prompt(_("Thank you for asking me about ...")),
    Prompt(_("It helped me yesterday when you ...")),
    Prompt(_("You were patient with ..., and I noticed.")),
    Prompt(_("Thank you for letting me ...")),
    Prompt(_("What I love about you is that you never ..."), step="second"),
    Prompt(_("You stay ..., even when it's hard."), step="second"),
    Prompt(_("You're good at ..., and you hardly ever say so."), step="second"),
    Prompt(_("People feel ... around you."), step="second"),
    Prompt(_("I trust you with ..."), step="second"),
    Prompt(_("You make me want to be more ..."), step="second"),
    Prompt(_("I love your ... when you laugh."), step="third"),
    Prompt(_("You looked so good when ..."), step="third"),
    Prompt(_("I like your voice when you ..."), step="third"),
    Prompt(_("I like sitting next to you when ..."), step="third"),
    Prompt(_("When you walk in, I ..."), step="third"),
)
