"""Which feelings a text names, looked up in the vocabulary of the active language."""

from __future__ import annotations

from core.text_matching import Vocabulary, normalize
from core.vocabularies import active_vocabulary, load_vocabulary
from dialogues.protocol.types import gettext_noop as _

# Families of feelings by their table in the vocabulary, as they are shown.
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
    """The feelings of a family, or of all: names of lists such as "feelings.sad.lonely", the same in each language."""
    return list(load_vocabulary("transcripts").table(f"feelings.{family}" if family else "feelings"))


def emotion_vocabulary() -> Vocabulary:
    """The vocabulary of the active language."""
    return active_vocabulary("transcripts")


def label(feeling: str) -> str:
    """What a feeling is called in the active language."""
    return emotion_vocabulary().label(feeling)


def find_feelings(text: str, vocabulary: Vocabulary) -> set[str]:
    """The feelings that a text names. What is denied (“not sad”, “less lonely”) is none of them."""
    found = set()
    is_denied, at = False, 0
    for match in normalize(text, vocabulary).matches("feelings", "denials", "fillers"):
        is_denied = is_denied and match.start == at
        if match.name == "denials":
            is_denied = True
        elif match.name != "fillers":
            if not is_denied:
                found.add(match.name)
            is_denied = False
        at = match.end
    return found
