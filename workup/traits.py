"""Words for what people are like: offers to pick from, and which of them mean much the same.

The table was put together and read through for this product. It only ever leads to a question ("is this the same?"),
never to a claim. Plain Python.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from workup.types import gettext_noop as _

GOOD = (
    _("warm"),
    _("gentle"),
    _("patient"),
    _("funny"),
    _("playful"),
    _("reliable"),
    _("strong"),
    _("brave"),
    _("generous"),
    _("honest"),
    _("hard-working"),
    _("clever"),
    _("calm"),
    _("protective"),
    _("creative"),
    _("affectionate"),
    _("attentive"),
    _("cheerful"),
    _("loyal"),
    _("there for me"),
)
HURT = (
    _("distant"),
    _("cold"),
    _("absent"),
    _("critical"),
    _("strict"),
    _("angry"),
    _("unpredictable"),
    _("controlling"),
    _("anxious"),
    _("sad"),
    _("silent"),
    _("impatient"),
    _("jealous"),
    _("smothering"),
    _("unfair"),
    _("dishonest"),
    _("always busy"),
    _("needy"),
    _("frightening"),
    _("hard to please"),
)
FEELINGS = (
    _("alone"),
    _("afraid"),
    _("ashamed"),
    _("guilty"),
    _("angry"),
    _("sad"),
    _("helpless"),
    _("unimportant"),
    _("unloved"),
    _("not good enough"),
    _("invisible"),
    _("overwhelmed"),
    _("responsible for everyone"),
    _("trapped"),
    _("confused"),
)
STRENGTHS = (
    _("a little"),
    _("somewhat"),
    _("quite a lot"),
    _("a lot"),
    _("very much"),
)

ALIKE = (
    (_("warm"), _("loving"), _("affectionate"), _("tender"), _("cuddly")),
    (_("gentle"), _("soft"), _("tender"), _("mild")),
    (_("patient"), _("calm"), _("even-tempered"), _("steady")),
    (_("funny"), _("playful"), _("cheerful"), _("makes me laugh"), _("light-hearted")),
    (_("reliable"), _("dependable"), _("steady"), _("loyal"), _("there for me"), _("always there")),
    (_("strong"), _("brave"), _("courageous"), _("confident")),
    (_("protective"), _("caring"), _("attentive"), _("looks after me"), _("there for me")),
    (_("generous"), _("giving"), _("kind"), _("big-hearted")),
    (_("honest"), _("sincere"), _("open"), _("straightforward")),
    (_("hard-working"), _("diligent"), _("busy")),
    (_("clever"), _("intelligent"), _("wise"), _("bright")),
    (_("creative"), _("imaginative"), _("artistic")),
    (_("distant"), _("cold"), _("aloof"), _("withdrawn"), _("closed"), _("unreachable"), _("far away")),
    (_("absent"), _("never there"), _("away"), _("always busy"), _("always working"), _("not available")),
    (_("silent"), _("quiet"), _("withdrawn"), _("does not talk"), _("closed")),
    (_("critical"), _("judging"), _("hard to please"), _("never satisfied"), _("perfectionist")),
    (_("strict"), _("controlling"), _("bossy"), _("dominating"), _("rigid")),
    (_("angry"), _("short-tempered"), _("loud"), _("irritable"), _("frightening"), _("explosive")),
    (_("unpredictable"), _("moody"), _("unreliable"), _("changeable")),
    (_("anxious"), _("worried"), _("fearful"), _("nervous")),
    (_("sad"), _("depressed"), _("heavy"), _("unhappy")),
    (_("impatient"), _("hasty"), _("irritable"), _("short-tempered")),
    (_("smothering"), _("intrusive"), _("clinging"), _("needy"), _("too close")),
    (_("jealous"), _("possessive"), _("distrustful")),
    (_("dishonest"), _("secretive"), _("lying")),
    (_("unfair"), _("selfish"), _("self-centred")),
)


def plain(word: str) -> str:
    """A trait as it is compared: without case, accents of width, outer signs and doubled spaces."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    trimmed = " ".join(folded.split()).strip(" .,;:!?\"'“”‘’()-–—…")
    return trimmed or folded.strip()


class Alike:
    """The table in one language. `say` translates its words."""

    def __init__(self, say: Callable[[str], str] = str) -> None:
        self.groups: dict[str, set[int]] = {}
        for number, group in enumerate(ALIKE):
            for word in group:
                self.groups.setdefault(plain(say(word)), set()).add(number)

    def __call__(self, one: str, other: str) -> bool:
        """Whether two traits, made plain, may be the same."""
        return not self.groups.get(one, set()).isdisjoint(self.groups.get(other, ()))
