"""What can make a small wish hard to give: the words for it, and what is kindly said of them.

A new one is a row in the table of its rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from change_requests.checklist import vocabulary
from core.text_matching import Said
from dialogues.protocol.types import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Snag:
    """Vocabularies: its words, terms that only look like them, and words that must stand in the same sentence."""

    words: str
    says: str
    unless: str = ""
    along: str = ""

    def found(self, sentences: Iterable[Said]) -> str:
        """The term that was said, or nothing."""
        for sentence in sentences:
            said = sentence.without(self.unless) if self.unless else sentence
            term = said.first(self.words)
            if term and (not self.along or said.has(self.along)):
                return term
        return ""


TOO_MUCH = _("“{words}” is much for one gift. What small piece of it would fit into the next weeks?")

VAGUE = (
    Snag(
        vocabulary.VAGUE,
        _("“{words}” can mean many things. What would one see or hear, and when?"),
        vocabulary.NOT_VAGUE,
    ),
)

STOPS = (
    Snag(
        vocabulary.STOPPING,
        _("“{words}” looks at what hurts. What would you love to see in its place?"),
        vocabulary.NOT_STOPPING,
    ),
    Snag(
        vocabulary.ABSOLUTES,
        _("“{words}” is a big word for a small gift. Which days or moments would already do you good?"),
        vocabulary.NOT_ABSOLUTES,
    ),
)

BIG = (
    Snag(
        vocabulary.SOMEBODY_ELSE,
        _("Your partner can give only as the person they are. What is one thing that they could do?"),
    ),
    Snag(
        vocabulary.FEELINGS,
        _("Feelings cannot be ordered. They often follow a small deed: which one would touch you?"),
        vocabulary.NOT_FEELINGS,
    ),
    Snag(
        vocabulary.MIND_READING,
        _(
            "Your partner can give only what they know of. Which moment do you mean, and what would help in it?"
        ),
    ),
    Snag(
        vocabulary.TOO_BIG,
        TOO_MUCH,
    ),
    Snag(
        vocabulary.ANY_TIME,
        _("“{words}” leaves no room to breathe. Which moment of the day matters most to you?"),
        vocabulary.NOT_ANY_TIME,
    ),
)

FRIENDS = _("Friends and family may stay, for both of you. What between just the two of you would ease this?")
PURSE = _(
    "Money of one's own keeps each of you free, so it stays out of a gift. What else would let you feel safe?"
)
CARE = _("Whatever helps your partner to be well stays theirs. What would do you good beside it?")
CALLING = _(
    "Work and learning stay your partner's own to decide. Which hour after it would you love to have together?"
)
BELIEF = _(
    "What your partner believes stays theirs. Is there another time, or a custom of your own, that you long for?"
)
OWN_ROOM = _(
    "Everyone needs a place that is theirs alone. What could your partner tell you or do, so that you feel close?"
)
BODY = _(
    "This kind of closeness is a gift only when both want it in that very moment. Lying close for ten minutes,"
    " or a massage, leaves you both free."
)
FREE = _("A gift comes freely, and nothing is asked or paid for it. How would your wish sound on its own?")

UNSAFE = (
    Snag(vocabulary.LETTING_GO, FRIENDS, vocabulary.NOT_STOPPING, along=vocabulary.PEOPLE),
    Snag(vocabulary.NO_CONTACT, FRIENDS),
    Snag(vocabulary.LETTING_GO, CARE, vocabulary.NOT_STOPPING, along=vocabulary.HEALTH),
    Snag(vocabulary.OFF_MEDICINE, CARE),
    Snag(vocabulary.LETTING_GO, CALLING, vocabulary.NOT_STOPPING, along=vocabulary.WORK),
    Snag(vocabulary.RESIGN, CALLING, vocabulary.NOT_RESIGN),
    Snag(vocabulary.LETTING_GO, BELIEF, vocabulary.NOT_STOPPING, along=vocabulary.FAITH),
    Snag(vocabulary.OFF_FAITH, BELIEF),
    Snag(vocabulary.MONEY, PURSE, vocabulary.NOT_MONEY),
    Snag(vocabulary.PRIVACY, OWN_ROOM),
    Snag(vocabulary.SEX, BODY, vocabulary.NOT_SEX),
    Snag(vocabulary.TRADE, FREE),
    Snag(vocabulary.IF, FREE, vocabulary.NOT_IF, along=vocabulary.PROMISE),
)
