"""What can make a small wish hard to give, and the advice on it. A new obstacle is a row in the table of its rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.text_matching import NormalizedText
from dialogues.protocol.types import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Names of lists: its terms, terms in which these mean something else, and terms needed in the same sentence."""

    terms: str
    advice: str
    unless: str = ""
    alongside: str = ""

    def first_term(self, sentences: Iterable[NormalizedText]) -> str:
        """The first of its terms that occurs; "" if none does."""
        for sentence in sentences:
            if not sentence.has(self.terms):
                continue
            text = sentence.without(self.unless) if self.unless else sentence
            term = text.first(self.terms)
            if term and (not self.alongside or text.has(self.alongside)):
                return term
        return ""


TOO_MUCH = _("“{words}” is much for one gift. What small piece of it would fit into the next weeks?")

VAGUE = (
    Obstacle(
        "vague",
        _("“{words}” can mean many things. What would one see or hear, and when?"),
        "not_vague",
    ),
)

STOPPING = (
    Obstacle(
        "stopping",
        _("“{words}” looks at what hurts. What would you love to see in its place?"),
        "not_stopping",
    ),
    Obstacle(
        "absolutes",
        _("“{words}” is a big word for a small gift. Which days or moments would already do you good?"),
        "not_absolutes",
    ),
)

TOO_BIG = (
    Obstacle(
        "other_person",
        _("Your partner can give only as the person they are. What is one thing that they could do?"),
    ),
    Obstacle(
        "feelings",
        _("Feelings cannot be ordered. They often follow a small deed: which one would touch you?"),
        "not_feelings",
    ),
    Obstacle(
        "mind_reading",
        _(
            "Your partner can give only what they know of. Which moment do you mean, and what would help in it?"
        ),
    ),
    Obstacle(
        "too_big",
        TOO_MUCH,
    ),
    Obstacle(
        "any_time",
        _("“{words}” leaves no room to breathe. Which moment of the day matters most to you?"),
        "not_any_time",
    ),
)

PEOPLE_ADVICE = _(
    "Friends and family may stay, for both of you. What between just the two of you would ease this?"
)
MONEY_ADVICE = _(
    "Money of one's own keeps each of you free, so it stays out of a gift. What else would let you feel safe?"
)
HEALTH_ADVICE = _("Whatever helps your partner to be well stays theirs. What would do you good beside it?")
WORK_ADVICE = _(
    "Work and learning stay your partner's own to decide. Which hour after it would you love to have together?"
)
FAITH_ADVICE = _(
    "What your partner believes stays theirs. Is there another time, or a custom of your own, that you long for?"
)
PRIVACY_ADVICE = _(
    "Everyone needs a place that is theirs alone. What could your partner tell you or do, so that you feel close?"
)
SEX_ADVICE = _(
    "This kind of closeness is a gift only when both want it in that very moment. Lying close for ten minutes,"
    " or a massage, leaves you both free."
)
BARGAIN_ADVICE = _(
    "A gift comes freely, and nothing is asked or paid for it. How would your wish sound on its own?"
)

UNFREE = (
    Obstacle("giving_up", PEOPLE_ADVICE, "not_stopping", alongside="people"),
    Obstacle("no_contact", PEOPLE_ADVICE),
    Obstacle("giving_up", HEALTH_ADVICE, "not_stopping", alongside="health"),
    Obstacle("stop_medicine", HEALTH_ADVICE),
    Obstacle("giving_up", WORK_ADVICE, "not_stopping", alongside="work"),
    Obstacle("resign", WORK_ADVICE, "not_resign"),
    Obstacle("giving_up", FAITH_ADVICE, "not_stopping", alongside="faith"),
    Obstacle("leave_faith", FAITH_ADVICE),
    Obstacle("money", MONEY_ADVICE, "not_money"),
    Obstacle("privacy", PRIVACY_ADVICE),
    Obstacle("sex", SEX_ADVICE, "not_sex"),
    Obstacle("bargains", BARGAIN_ADVICE),
    Obstacle("conditions", BARGAIN_ADVICE, "not_conditions", alongside="promises"),
)
