"""What a small wish already says, and what would make it easier to give. It only advises, while somebody types.

A rule is a row of RULES and a function in `rules`; the words that it looks out for are rows in `snags`. Plain Python.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from change_requests.checklist import rules
from change_requests.checklist.examples import EXAMPLES, Example
from change_requests.checklist.text import LONGEST, Heard, hear_out
from change_requests.schedules import Frame, parse
from core.text_matching import NormalizedText, Translate, normalize
from dialogues.protocol.types import gettext_noop as _

__all__ = ["EXAMPLES", "RULES", "Example", "Finding", "Rule", "alike", "danger", "how_many", "read"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a wish. `missing` would complete it; `note` may be said beside what is complete."""

    name: str
    met: bool
    title: str
    missing: str
    example: str
    note: str = ""


def nothing(_wish: Heard) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    title: str
    example: str
    missing: Callable[[Heard], str]
    note: Callable[[Heard], str] = nothing

    def finding(self, wish: Heard) -> Finding:
        missing = self.missing(wish) if wish.begun else ""
        met = wish.begun and not missing
        title, example = wish.translate(self.title), wish.translate(self.example)
        return Finding(self.name, met, title, missing, example, self.note(wish) if met else "")


RULES = (
    Rule(
        "specific",
        _("One can picture it"),
        _("On three evenings a week, for two weeks, come to the door when I get home and hug me."),
        rules.specific,
    ),
    Rule(
        "positive",
        _("It says what you would love"),
        _(
            "Each evening for one week, ask me how my day was and look at me while I tell you, for five minutes."
        ),
        rules.positive,
    ),
    Rule(
        "measurable",
        _("One can count it"),
        _("Twice a week for three weeks, read to me in bed for fifteen minutes."),
        rules.measurable,
        rules.how_long,
    ),
    Rule(
        "time_limited",
        _("It has an end"),
        _("Once a week for the next four weeks, make us pancakes for breakfast."),
        rules.time_limited,
    ),
    Rule(
        "doable",
        _("It is small enough to give"),
        _("On Tuesdays and Thursdays, for two weeks, put the children to bed while I read for half an hour."),
        rules.doable,
    ),
    Rule(
        "gift",
        _("It is a gift, and leaves you both free"),
        _("Each morning for one week, bring a cup of tea to my side of the bed."),
        rules.gift,
    ),
)

MISSING = (
    "",
    _("A third wish would leave your partner a real choice."),
    _("Two other wishes would leave your partner a real choice."),
    _("Three small wishes leave your partner a choice."),
)
TOO_MANY = _("Three are enough: keep those that you would love most.")
PAIRS = {
    (0, 1): _("The first and the second say almost the same."),
    (0, 2): _("The first and the third say almost the same."),
    (1, 2): _("The second and the third say almost the same."),
}
ALL_ALIKE = _("All three say almost the same.")
SAFE = _(
    "Being safe is no wish that somebody may grant or not. It is your right. If you are afraid of your partner, please"
    " talk to somebody today."
)
OTHERWISE = _("Your partner chooses more freely among three that differ.")
SHARED = 0.8  # of the words of two wishes together
FEWEST = 3  # words that, found in another wish, make it the same


def read(words: str, frame: Frame | None = None, translate: Translate = str) -> tuple[Finding, ...]:
    """What each rule says of a wish and of the frame chosen beside it; before there are words, all of it is open."""
    wish = hear_out(words, frame, translate)
    return tuple(rule.finding(wish) for rule in RULES)


def danger(words: str, translate: Translate = str) -> str:
    """What is said above the checklist where a wish asks to be safe: no wish, but a right."""
    return translate(SAFE) if asks_to_be_safe(parse(words[:LONGEST])) else ""


def asks_to_be_safe(said: NormalizedText) -> bool:
    if said.has_sequence("safety.stop", ("safety.coercion", 2), ("safety.coerced_sex", 3)):
        return True
    said = said.without("safety.harmless")
    asked = said.has_sequence("safety.stop", ("safety.violence", 2), ("safety.victims", 4))
    return asked or said.has("safety.unsafe", "safety.hits")


def how_many(options: Sequence[str], translate: Translate = str) -> str:
    """What is said where there are not three wishes yet, or more than three."""
    written = sum(bool(normalize(option[:LONGEST]).words) for option in options)
    says = MISSING[3 - written] if written <= 3 else TOO_MANY
    return translate(says) if says else ""


def alike(options: Sequence[str], translate: Translate = str) -> str:
    """What is said where two of the three wishes are nearly the same."""
    texts = [normalize(option[:LONGEST]) for option in options]
    pairs = [pair for pair in PAIRS if pair[1] < len(texts) and same(texts[pair[0]], texts[pair[1]])]
    if not pairs:
        return ""
    found = PAIRS[pairs[0]] if len(pairs) == 1 else ALL_ALIKE
    return f"{translate(found)} {translate(OTHERWISE)}"


def same(one: NormalizedText, other: NormalizedText) -> bool:
    """Whether two texts hold almost the same words, or one the whole other."""
    first, second = set(one.words), set(other.words)
    if not first or not second:
        return False
    shorter, longer = sorted((one, other), key=lambda text: len(text.words))
    within = len(shorter.words) >= FEWEST and longer.contains(shorter)
    return within or len(first & second) >= SHARED * len(first | second)
