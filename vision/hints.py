"""What would make a line easier to picture: the first hint that fits, never more. Plain Python."""

from __future__ import annotations

from core.text_matching import NormalizedText, Translate, normalize
from core.vocabularies import active_vocabulary
from dialogues.protocol.types import gettext_noop as _

READ_CHARACTERS = 1000
POSITIVE = _("Say what you'd do instead. For example, “We talk things over” instead of “We don't fight”.")
PRESENT = _("Say it as if it's already true: “We laugh every day.”")
FOR_BOTH = _("Say it about you both: “We ...”")


def hint_for(words: str, translate: Translate = str) -> str:
    """Return a hint on a line; "" if there's nothing to say about it."""
    text = normalize(words[:READ_CHARACTERS], active_vocabulary("vision"))
    return translate(find_hint(text))


def find_hint(text: NormalizedText) -> str:
    """Return the first hint that fits."""
    if text.without("not_negative").has("negative"):
        return POSITIVE
    if text.without("not_future").has("future"):
        return PRESENT
    return FOR_BOTH if text.has("partner") and not text.has("both") else ""
