"""Finds promises to give up a protected topic, such as friends or therapy. That part binds nobody.

A promise may well mention family or work, so only words of giving up that are close by count.
"""

from __future__ import annotations

from core.text_matching import GAP, NormalizedText, Translate
from exits.protected_topics import PROTECTED_TOPICS, split_clauses

ACTIVITY_WITHIN, TOPIC_WITHIN = 2, 2  # words


def why_not_binding(promise: str, translate: Translate = str) -> str:
    """Return why part of a promise can't bind, "" if all of it can."""
    activity, _clauses = split_clauses(promise)
    text = activity.slice(word for word in activity.words if word != GAP).without("commitment.harmless")
    return next((translate(topic.why) for topic in PROTECTED_TOPICS if is_given_up(text, topic.name)), "")


def is_given_up(text: NormalizedText, topic: str) -> bool:
    """Return whether a promise gives up this topic: it negates an activity with it, or ends it."""
    last = (f"protected.{topic}", TOPIC_WITHIN)
    activity = ("commitment.activities", ACTIVITY_WITHIN)
    return text.has_sequence("commitment.negation", activity, last) or text.has_sequence(
        "commitment.ending", last
    )
