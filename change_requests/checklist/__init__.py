"""Advice on a small wish once its box is left: what it already says, and what would make it easier to give.

A rule is a row of RULES and a function in `rules`; what it warns of are rows in `patterns`, the words to look up are in
the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from change_requests.checklist import rules
from change_requests.checklist.alternatives import EXAMPLES, Example
from change_requests.checklist.text import MAX_WISH_LENGTH, ParsedWish, parse_wish
from change_requests.schedules import GiftSchedule
from change_requests.stated_schedules import normalize_wish
from core.text_matching import NormalizedText, Translate, normalize
from dialogues.protocol.types import gettext_noop as _

__all__ = [
    "EXAMPLES",
    "RULES",
    "Example",
    "Finding",
    "Rule",
    "apply_rules",
    "safety_notice",
    "similarity_notice",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a rule. `missing` says what would complete the wish, `note` what may be added to a complete one."""

    name: str
    met: bool
    title: str
    missing: str
    example: str
    note: str = ""


def no_note(_wish: ParsedWish) -> str:
    """Most rules have nothing to add."""
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with what it is called and an example that meets it."""

    name: str
    title: str
    example: str
    missing: Callable[[ParsedWish], str]
    note: Callable[[ParsedWish], str] = no_note

    def finding(self, wish: ParsedWish) -> Finding:
        """The result for a wish; open as long as nothing is typed."""
        missing = self.missing(wish) if wish.has_words else ""
        met = wish.has_words and not missing
        title, example = wish.translate(self.title), wish.translate(self.example)
        return Finding(self.name, met, title, missing, example, self.note(wish) if met else "")


RULES = (
    Rule(
        "specific",
        _("You can picture it"),
        _("On three evenings a week, for two weeks, come to the door when I get home and hug me."),
        rules.specific,
    ),
    Rule(
        "positive",
        _("It says what you'd love"),
        _(
            "Each evening for one week, ask me how my day was and look at me while I tell you, for five minutes."
        ),
        rules.positive,
    ),
    Rule(
        "measurable",
        _("You can count it"),
        _("Twice a week for three weeks, read to me in bed for fifteen minutes."),
        rules.measurable,
        rules.duration_note,
    ),
    Rule(
        "time_limited",
        _("It has an end"),
        _("Once a week for the next four weeks, make us pancakes for breakfast."),
        rules.time_limited,
    ),
    Rule(
        "doable",
        _("It's small enough to give"),
        _("On Tuesdays and Thursdays, for two weeks, put the children to bed while I read for half an hour."),
        rules.doable,
    ),
    Rule(
        "gift",
        _("It's a gift, and leaves you both free"),
        _("Each morning for one week, bring a cup of tea to my side of the bed."),
        rules.gift,
    ),
)

PAIR_NOTICES = {
    (0, 1): _("The first and second say almost the same thing."),
    (0, 2): _("The first and third say almost the same thing."),
    (1, 2): _("The second and third say almost the same thing."),
}
ALL_SIMILAR_NOTICE = _("All three say almost the same thing.")
SAFETY_NOTICE = _(
    "Being safe isn't a wish for someone to grant or refuse. It's your right. If you're afraid of your"
    " partner, please talk to someone today."
)
WHY_THREE_DIFFER = _("It's more of a choice if the three are different.")
SIMILAR_SHARE = 0.8  # of the words of two wishes together
MIN_CONTAINED_WORDS = 3  # words that, found in another wish, make it the same


def apply_rules(
    words: str, schedule: GiftSchedule | None = None, translate: Translate = str
) -> tuple[Finding, ...]:
    """The result of each rule for a wish and the schedule chosen beside it. While there are no words, all are open."""
    wish = parse_wish(words, schedule, translate)
    return tuple(rule.finding(wish) for rule in RULES)


def safety_notice(words: str, translate: Translate = str) -> str:
    """The notice above the checklist if a wish asks to be safe, which is no wish but a right; else ""."""
    return translate(SAFETY_NOTICE) if asks_to_be_safe(normalize_wish(words[:MAX_WISH_LENGTH])) else ""


def asks_to_be_safe(text: NormalizedText) -> bool:
    """Whether a wish asks that violence ends, or names it."""
    if text.has_sequence("safety.stop", ("safety.coercion", 2), ("safety.coerced_sex", 3)):
        return True
    text = text.without("safety.harmless")
    asks_to_stop = text.has_sequence("safety.stop", ("safety.violence", 2), ("safety.victims", 4))
    return asks_to_stop or text.has("safety.unsafe", "safety.hits")


def similarity_notice(options: Sequence[str], translate: Translate = str) -> str:
    """The notice if two of the three wishes are nearly the same; else ""."""
    texts = [normalize(option[:MAX_WISH_LENGTH]) for option in options]
    pairs = [
        pair for pair in PAIR_NOTICES if pair[1] < len(texts) and is_similar(texts[pair[0]], texts[pair[1]])
    ]
    if not pairs:
        return ""
    notice = PAIR_NOTICES[pairs[0]] if len(pairs) == 1 else ALL_SIMILAR_NOTICE
    return f"{translate(notice)} {translate(WHY_THREE_DIFFER)}"


def is_similar(one: NormalizedText, other: NormalizedText) -> bool:
    """Whether two texts have almost the same words, or one contains the other."""
    first, second = set(one.words), set(other.words)
    if not first or not second:
        return False
    shorter, longer = sorted((one, other), key=lambda text: len(text.words))
    is_contained = len(shorter.words) >= MIN_CONTAINED_WORDS and longer.contains(shorter)
    return is_contained or len(first & second) >= SIMILAR_SHARE * len(first | second)
