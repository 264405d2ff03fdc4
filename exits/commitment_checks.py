"""What a promise may give up only for as long as somebody likes: what is no exit binds nobody.

A promise may well speak of family and work, so words of giving up must stand close by. It only advises.
"""

from __future__ import annotations

from core.text_matching import GAP, NormalizedText, Translate
from exits.protected_topics import PROTECTED, split_clauses

ACTIVITY_WITHIN, TOPIC_WITHIN = 2, 2  # words


def gives_up(promise: str, translate: Translate = str) -> str:
    """Why a part of a promise cannot bind: it gives up what is no exit. "" where it does not."""
    promised, _clauses = split_clauses(promise)
    text = promised.slice(word for word in promised.words if word != GAP).without("commitment.harmless")
    return next((translate(topic.why) for topic in PROTECTED if is_given_up(text, topic.name)), "")


def is_given_up(text: NormalizedText, topic: str) -> bool:
    last = (f"protected.{topic}", TOPIC_WITHIN)
    activity = ("commitment.activities", ACTIVITY_WITHIN)
    return text.has_sequence("commitment.negation", activity, last) or text.has_sequence(
        "commitment.ending", last
    )
