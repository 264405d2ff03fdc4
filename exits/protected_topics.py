"""Topics that can't be named as an exit: help, health, friends, family, work, faith, time alone, and leaving.

Clauses on when and why don't count, except for the company they name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.text_matching import APOSTROPHES, NormalizedText, Translate, join, normalize
from core.vocabularies import active_vocabulary
from dialogues.protocol.types import gettext_noop as _


@dataclass(frozen=True, slots=True)
class ProtectedTopic:
    """A topic that cannot be closed as an exit: the name of its list in the vocabulary, and why."""

    name: str
    why: str
    is_heavy: bool = False  # shown with a link to help lines


PROTECTED_TOPICS = (
    ProtectedTopic(
        "self_harm",
        _(
            "This is too heavy for a promise between the two of you, and too heavy to carry alone. Please"
            " talk to someone today."
        ),
        is_heavy=True,
    ),
    ProtectedTopic(
        "violence",
        _(
            "This hurts someone, and a promise between the two of you isn't enough to end it. There are"
            " people who help with exactly this. Please talk to one of them today."
        ),
        is_heavy=True,
    ),
    ProtectedTopic(
        "help",
        _(
            "Help isn't an exit. It's always open to you, and nobody may ask you to give it up. If it's about"
            " a habit around it, name just that habit."
        ),
    ),
    ProtectedTopic(
        "health",
        _(
            "Your health isn't an exit. Doctors, medicine and rest stay yours. If it's about a habit around"
            " it, name just that habit."
        ),
    ),
    ProtectedTopic(
        "leaving",
        _(
            "The way out stays open: you can always leave, and no promise changes that. If it's about saying"
            " so when you're hurt, name just that: threatening to leave."
        ),
    ),
    ProtectedTopic(
        "friends",
        _(
            "Friends and what you love to do with them are good for you both; they aren't an exit. If you"
            " go there to avoid talking about something, name just that: the talk you keep putting off."
        ),
    ),
    ProtectedTopic(
        "family",
        _(
            "Family isn't an exit; nobody may ask you to give up the people you belong to. If it's about a"
            " habit around it, name just that habit."
        ),
    ),
    ProtectedTopic(
        "work",
        _(
            "Work and learning aren't exits; they're yours. If you stay longer than you need to so you don't"
            " have to come home, name just that: staying at my desk after seven."
        ),
    ),
    ProtectedTopic(
        "faith",
        _("Faith isn't an exit. What you believe, and with whom, stays yours."),
    ),
    ProtectedTopic(
        "privacy",
        _(
            "Time alone, a break and a room of your own aren't exits; everyone needs them. If you go there to"
            " avoid talking about something, name just that: the talk you keep putting off."
        ),
    ),
)
SENTENCE_MARKS = re.compile(r"[.;:!?…]")
WITHOUT_APOSTROPHES = dict.fromkeys([ord("'"), *APOSTROPHES], " ")


def find_protected_topic(name: str) -> ProtectedTopic | None:
    """Return the first protected topic that is named, if any."""
    activity, clauses = split_clauses(name.translate(WITHOUT_APOSTROPHES))  # "the doctor's" names the doctor
    text = join([activity, companions(clauses)]).without("not_protected")
    return next((topic for topic in PROTECTED_TOPICS if text.has(f"protected.{topic.name}")), None)


def why_protected(name: str, translate: Translate = str) -> str:
    """Return why this can't be named as an exit, "" if it can."""
    topic = find_protected_topic(name)
    return translate(topic.why) if topic else ""


def split_clauses(text: str) -> tuple[NormalizedText, NormalizedText]:
    """Return the named activity, and the clauses on when and why, which may also come first."""
    vocabulary = active_vocabulary("exits")
    parts = [
        join([normalize(piece, vocabulary) for piece in SENTENCE_MARKS.split(part)])
        for part in text.split(",")
    ]
    for number, part in enumerate(parts):
        if not part.partition("clauses")[0].is_empty:
            activity, _clause, remainder = join(parts[number:]).partition("clauses")
            return activity, join([*parts[:number], remainder])
    return join(parts), parts[0].slice(())


def companions(clauses: NormalizedText) -> NormalizedText:
    """Return the company, as in "after work with my friends"; empty if somebody else is the subject."""
    before, _with, after = clauses.partition("with")
    return after.slice(()) if before.has("somebody") else after
