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


TOO_MUCH = _("“{words}” is a lot for one gift. What small piece of it would fit into the next few weeks?")

VAGUE = (
    Obstacle(
        "vague",
        _("“{words}” can mean many things. What would you see or hear, and when?"),
        "not_vague",
    ),
)

STOPPING = (
    Obstacle(
        "stopping",
        _("“{words}” looks at what hurts. What would you love to see instead?"),
        "not_stopping",
    ),
    Obstacle(
        "absolutes",
        _("“{words}” is a big word for a small gift. Which days or moments would already help?"),
        "not_absolutes",
    ),
)

TOO_BIG = (
    Obstacle(
        "other_person",
        _("Nobody can turn into someone else. What's one thing they could do?"),
    ),
    Obstacle(
        "feelings",
        _("Nobody can feel something on request. What could they do that would touch you?"),
        "not_feelings",
    ),
    Obstacle(
        "mind_reading",
        _("It's hard to give what you have to guess. Which moment do you mean, and what would help?"),
    ),
    Obstacle(
        "too_big",
        TOO_MUCH,
    ),
    Obstacle(
        "any_time",
        _("“{words}” is hard to keep up. Which moment of the day matters most to you?"),
        "not_any_time",
    ),
)

PEOPLE_ADVICE = _(
    "You both keep your friends and family. What could the two of you do that would help with this?"
)
MONEY_ADVICE = _(
    "Money of your own keeps you each free, so it can't be part of a gift. What else would help you feel safe?"
)
HEALTH_ADVICE = _("Health is each person's own decision. What else would do you good?")
WORK_ADVICE = _(
    "Work and study are each person's own decision. Which hour afterwards would you love to spend together?"
)
FAITH_ADVICE = _(
    "Faith is each person's own decision. Is there another time you'd love, or a ritual for just the two of you?"
)
PRIVACY_ADVICE = _(
    "Everyone needs some space of their own. What could they tell you or do, so you feel close?"
)
SEX_ADVICE = _(
    "This kind of closeness is only a gift when you both want it in that moment. Lying close for ten minutes,"
    " or a massage, leaves you both free."
)
BARGAIN_ADVICE = _("A gift asks for nothing back. How would your wish sound on its own?")

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
