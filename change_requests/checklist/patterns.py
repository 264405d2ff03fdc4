"""What can make a small wish hard to give: the words for it, and what is kindly said of them.

A new one is a row in the table of its rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.text_matching import NormalizedText
from dialogues.protocol.types import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Snag:
    """Vocabularies: its words, terms that only look like them, and words that must stand in the same sentence."""

    words: str
    says: str
    unless: str = ""
    along: str = ""

    def found(self, sentences: Iterable[NormalizedText]) -> str:
        """The term that was said, or nothing."""
        for sentence in sentences:
            if not sentence.has(self.words):
                continue
            said = sentence.without(self.unless) if self.unless else sentence
            term = said.first(self.words)
            if term and (not self.along or said.has(self.along)):
                return term
        return ""


TOO_MUCH = _("“{words}” is much for one gift. What small piece of it would fit into the next weeks?")

VAGUE = (
    Snag(
        "vague",
        _("“{words}” can mean many things. What would one see or hear, and when?"),
        "not_vague",
    ),
)

STOPS = (
    Snag(
        "stopping",
        _("“{words}” looks at what hurts. What would you love to see in its place?"),
        "not_stopping",
    ),
    Snag(
        "absolutes",
        _("“{words}” is a big word for a small gift. Which days or moments would already do you good?"),
        "not_absolutes",
    ),
)

BIG = (
    Snag(
        "other_person",
        _("Your partner can give only as the person they are. What is one thing that they could do?"),
    ),
    Snag(
        "feelings",
        _("Feelings cannot be ordered. They often follow a small deed: which one would touch you?"),
        "not_feelings",
    ),
    Snag(
        "mind_reading",
        _(
            "Your partner can give only what they know of. Which moment do you mean, and what would help in it?"
        ),
    ),
    Snag(
        "too_big",
        TOO_MUCH,
    ),
    Snag(
        "any_time",
        _("“{words}” leaves no room to breathe. Which moment of the day matters most to you?"),
        "not_any_time",
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
    Snag("giving_up", FRIENDS, "not_stopping", along="people"),
    Snag("no_contact", FRIENDS),
    Snag("giving_up", CARE, "not_stopping", along="health"),
    Snag("stop_medicine", CARE),
    Snag("giving_up", CALLING, "not_stopping", along="work"),
    Snag("resign", CALLING, "not_resign"),
    Snag("giving_up", BELIEF, "not_stopping", along="faith"),
    Snag("leave_faith", BELIEF),
    Snag("money", PURSE, "not_money"),
    Snag("privacy", OWN_ROOM),
    Snag("sex", BODY, "not_sex"),
    Snag("bargains", FREE),
    Snag("conditions", FREE, "not_conditions", along="promises"),
)
