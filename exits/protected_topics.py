"""Topics that can't be named as an exit: help, health, friends, family, work, faith, time alone, and leaving.

They are looked for in what is named, not in the clauses on when and why.
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
            "This is too heavy for a promise between the two of you, and nothing to carry alone. Please talk to"
            " somebody today."
        ),
        is_heavy=True,
    ),
    ProtectedTopic(
        "violence",
        _(
            "This hurts somebody, and a promise between the two of you is not enough to end it. There are people"
            " who help with just this. Please talk to one of them today."
        ),
        is_heavy=True,
    ),
    ProtectedTopic(
        "help",
        _(
            "Help is no exit. Whoever helps you stays open to you, always, and nobody may ask you to give that up."
            " If it is about a habit beside it, name just that habit."
        ),
    ),
    ProtectedTopic(
        "health",
        _(
            "Your health is no exit. Doctors, medicine and rest stay yours. If it is about a habit beside it, name just"
            " that habit."
        ),
    ),
    ProtectedTopic(
        "leaving",
        _(
            "The way out stays open: you can always leave, and no promise changes that. If it is about saying so when"
            " you are hurt, name just that: threatening to leave."
        ),
    ),
    ProtectedTopic(
        "friends",
        _(
            "Friends and what you love to do with them are good for you both; they are no exit. If you go there so as"
            " not to talk about something, name just that: the talk that you put off."
        ),
    ),
    ProtectedTopic(
        "family",
        _(
            "Family is no exit; nobody may ask you to give up those you belong to. If it is about a habit beside it,"
            " name just that habit."
        ),
    ),
    ProtectedTopic(
        "work",
        _(
            "Work and learning are no exit; they are yours. If you stay longer than you need to so as not to come home,"
            " name just that: staying at my desk after seven."
        ),
    ),
    ProtectedTopic(
        "faith",
        _("Faith is no exit. What you believe, and with whom, stays yours."),
    ),
    ProtectedTopic(
        "privacy",
        _(
            "Time alone, a pause and a room of your own are no exit; everybody needs them. If you go there so as not to"
            " talk about something, name just that: the talk that you put off."
        ),
    ),
)
SENTENCE_MARKS = re.compile(r"[.;:!?…]")
WITHOUT_APOSTROPHES = dict.fromkeys([ord("'"), *APOSTROPHES], " ")


def find_protected_topic(name: str) -> ProtectedTopic | None:
    """The first protected topic that is named, if any."""
    named, clauses = split_clauses(name.translate(WITHOUT_APOSTROPHES))  # "the doctor's" names the doctor
    text = join([named, companions(clauses)]).without("not_protected")
    return next((topic for topic in PROTECTED_TOPICS if text.has(f"protected.{topic.name}")), None)


def why_protected(name: str, translate: Translate = str) -> str:
    """Why this can't be named as an exit; "" if it can."""
    topic = find_protected_topic(name)
    return translate(topic.why) if topic else ""


def split_clauses(text: str) -> tuple[NormalizedText, NormalizedText]:
    """What is named, and the clauses on when and why. A clause that comes first is skipped."""
    vocabulary = active_vocabulary("exits")
    parts = [
        join([normalize(piece, vocabulary) for piece in SENTENCE_MARKS.split(part)])
        for part in text.split(",")
    ]
    for number, part in enumerate(parts):
        if not part.partition("clauses")[0].is_empty:
            named, _clause, rest = join(parts[number:]).partition("clauses")
            return named, join([*parts[:number], rest])
    return join(parts), parts[0].slice(())


def companions(clauses: NormalizedText) -> NormalizedText:
    """With whom, as in "after work with my friends"; empty if the clauses tell what someone does."""
    before, _with, after = clauses.partition("with")
    return after.slice(()) if before.has("somebody") else after
