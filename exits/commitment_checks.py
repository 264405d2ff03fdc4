"""Advice on promises that give up a protected topic: such a part binds nobody.

A promise may well speak of family and work, so words of giving up must be close by.
"""

from __future__ import annotations

from core.text_matching import GAP, NormalizedText, Translate
from exits.protected_topics import PROTECTED_TOPICS, split_clauses

ACTIVITY_WITHIN, TOPIC_WITHIN = 2, 2  # words


def why_not_binding(promise: str, translate: Translate = str) -> str:
    """Why a part of a promise can't bind: it gives up a protected topic. "" if it doesn't."""
    promised, _clauses = split_clauses(promise)
    text = promised.slice(word for word in promised.words if word != GAP).without("commitment.harmless")
    return next((translate(topic.why) for topic in PROTECTED_TOPICS if is_given_up(text, topic.name)), "")


def is_given_up(text: NormalizedText, topic: str) -> bool:
    """Whether a promise gives up this topic: an activity with it is negated, or it is ended."""
    last = (f"protected.{topic}", TOPIC_WITHIN)
    activity = ("commitment.activities", ACTIVITY_WITHIN)
    return text.has_sequence("commitment.negation", activity, last) or text.has_sequence(
        "commitment.ending", last
    )
