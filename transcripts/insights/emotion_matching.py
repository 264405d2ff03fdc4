"""Find the feelings that a text names."""

from __future__ import annotations

from core.text_matching import Vocabulary, normalize
from core.vocabularies import active_vocabulary, load_vocabulary
from dialogues.protocol.types import gettext_noop as _

# Titles of families by their table in the vocabulary, in the order of the page.
FAMILIES = {
    "warm": _("Warm and close"),
    "glad": _("Glad"),
    "at_ease": _("At ease"),
    "sad": _("Sad"),
    "alone": _("Alone"),
    "afraid": _("Afraid"),
    "hurt": _("Hurt"),
    "ashamed": _("Ashamed"),
    "angry": _("Angry"),
    "worn_out": _("Worn out"),
}


def feelings_of(family: str = "") -> list[str]:
    """Return the feelings of a family, or all: vocabulary keys like "feelings.sad.lonely", the same in each
    language."""
    return list(load_vocabulary("transcripts").table(f"feelings.{family}" if family else "feelings"))


def emotion_vocabulary() -> Vocabulary:
    """Return the vocabulary of the active language."""
    return active_vocabulary("transcripts")


def feeling_label(feeling: str) -> str:
    """Return the name of a feeling in the active language."""
    return emotion_vocabulary().label(feeling)


def find_feelings(text: str, vocabulary: Vocabulary) -> set[str]:
    """Return the feelings that a text names. Denied ones (“not sad”, “less lonely”) don't count."""
    feelings = set()
    is_denied, end = False, 0
    for match in normalize(text, vocabulary).matches("feelings", "denials", "fillers"):
        is_denied = is_denied and match.start == end
        if match.name == "denials":
            is_denied = True
        elif match.name != "fillers":
            if not is_denied:
                feelings.add(match.name)
            is_denied = False
        end = match.end
    return feelings
