"""Words for what people are like: suggestions, and which of them are similar."""

from __future__ import annotations

import unicodedata

from core.vocabularies import active_vocabulary
from workup.types import gettext_noop as _

GOOD_TRAITS = (
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
HURTFUL_TRAITS = (
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
    _("some"),
    _("quite a bit"),
    _("a lot"),
    _("a great deal"),
)


def trait_key(word: str) -> str:
    """Return a trait's key for comparison: case-folded, without outer punctuation or repeated spaces.

    Keys are stored.
    """
    folded = unicodedata.normalize("NFKC", word).casefold()
    trimmed = " ".join(folded.split()).strip(" .,;:!?\"'“”‘’()-–—…")
    return trimmed or folded.strip()


class SimilarTraits:
    """Tells which traits are similar, by the vocabulary of the active language."""

    def __init__(self) -> None:
        self.groups: dict[str, set[str]] = {}
        for name, words in active_vocabulary("workup").table("similar_traits").items():
            for word in words:
                self.groups.setdefault(trait_key(word), set()).add(name)

    def __call__(self, first: str, second: str) -> bool:
        """Return whether two traits, given by key, are similar."""
        return not self.groups.get(first, set()).isdisjoint(self.groups.get(second, ()))
