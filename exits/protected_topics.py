"""What is no exit: help, health, friends, family, work, faith, time alone, and the way out.

Plain Python. Each word is looked for in what is named, not in the clauses on when and why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from dialogues.protocol.types import gettext_noop as _

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Protected:
    """What cannot be closed as an exit: the words that name it, parted by bars, and why."""

    words: str
    why: str
    is_heavy: bool = False  # a way to help stands right beside it


# For translators: all words that name it, as whole words, in any order.
PROTECTED = (
    Protected(
        _(
            "suicide|suicidal|killing myself|kill myself|ending my life|hurting myself|harming myself|self-harm"
            "|cutting myself"
        ),
        _(
            "This is too heavy for a promise between the two of you, and nothing to carry alone. Please talk to"
            " somebody today."
        ),
        is_heavy=True,
    ),
    Protected(
        _(
            "hitting you|hitting my|beating you|slapping you|hurting you|pushing you|kicking you|choking you"
            "|threatening you|throwing things at you|locking you"
        ),
        _(
            "This hurts somebody, and a promise between the two of you is not enough to end it. There are people"
            " who help with just this. Please talk to one of them today."
        ),
        is_heavy=True,
    ),
    Protected(
        _(
            "therapist|therapy|counsellor|counselor|counselling|counseling|helpline|help line|hotline|shelter|police"
            "|lawyer|social worker|support group|self-help|self-help group|aa|al-anon|sponsor|asking for help"
            "|getting help|seeking help|professional help|help from outside|social services|crisis line"
        ),
        _(
            "Help is no exit. Whoever helps you stays open to you, always, and nobody may ask you to give that up."
            " If it is about a habit beside it, name just that habit."
        ),
    ),
    Protected(
        _(
            "doctor|doctors|gp|dentist|midwife|hospital|clinic|pharmacy|medicine|medicines|medication|pill|pills"
            "|physiotherapy|psychiatrist|psychologist|check-up|nurse|health|healthcare|medical|treatment"
            "|surgery|blood test"
        ),
        _(
            "Your health is no exit. Doctors, medicine and rest stay yours. If it is about a habit beside it, name just"
            " that habit."
        ),
    ),
    Protected(
        _(
            "divorce|divorcing|separation|separating|breaking up|break up|splitting up|moving out|leaving you for good"
            "|leaving my husband|leaving my wife|leaving the relationship|leaving our marriage|ending the relationship"
            "|ending our relationship|ending our marriage"
        ),
        _(
            "The way out stays open: you can always leave, and no promise changes that. If it is about saying so when"
            " you are hurt, name just that: threatening to leave."
        ),
    ),
    Protected(
        _(
            "friend|friends|best friend|friendship|friendships|mate|mates|girlfriends|buddy|buddies|neighbour"
            "|neighbours|neighbor|neighbors|choir|sports club|hobby|hobbies"
        ),
        _(
            "Friends and what you love to do with them are good for you both; they are no exit. If you go there so as"
            " not to talk about something, name just that: the talk that you put off."
        ),
    ),
    Protected(
        _(
            "family|mother|mum|mom|father|dad|parents|sister|sisters|brother|brothers|siblings|grandmother|grandfather"
            "|grandma|grandpa|grandparents|aunt|uncle|cousin|cousins|niece|nephew|son|sons|daughter|daughters|children"
            "|child|kid|kids|baby|twins|grandchildren|in-laws|relatives|childcare|the school run"
        ),
        _(
            "Family is no exit; nobody may ask you to give up those you belong to. If it is about a habit beside it,"
            " name just that habit."
        ),
    ),
    Protected(
        _(
            "work|working|overtime|night shift|night shifts|job|career"
            "|office|business|study|studying|studies|school|university|college|training"
        ),
        _(
            "Work and learning are no exit; they are yours. If you stay longer than you need to so as not to come home,"
            " name just that: staying at my desk after seven."
        ),
    ),
    Protected(
        _(
            "faith|church|mosque|synagogue|temple|mass|prayer|prayers|praying|god|religion|bible|quran|torah|worship"
            "|congregation"
        ),
        _("Faith is no exit. What you believe, and with whom, stays yours."),
    ),
    Protected(
        _(
            "time alone|alone time|being alone|time for myself|time to myself|time-out|time-outs|a pause|my privacy"
            "|my own money|my savings|my own account"
        ),
        _(
            "Time alone, a pause and a room of your own are no exit; everybody needs them. If you go there so as not to"
            " talk about something, name just that: the talk that you put off."
        ),
    ),
)
# For translators: words that begin a clause about when or why; what follows them is not what is named.
CLAUSES = _(
    "when|whenever|while|after|before|until|because|so that|instead of|rather than|although|if|once the|as soon as"
    "|to avoid|in front of"
)
WITH = _("with")
SOMEBODY = _("i|you|we|he|she|they|it|there")
ALIKE = str.maketrans({"’": "'", "‐": "-", "–": "-"})


def found_in(name: str, translate: Translate = str) -> Protected | None:
    """What is named that cannot be an exit."""
    text = plain(name)
    head = named(text, vocabulary(CLAUSES, translate))
    said = f"{head} {company(text.replace(head, '', 1), translate)}"
    return next((one for one in PROTECTED if names(said, one, translate)), None)


def company(clause: str, translate: Translate) -> str:
    """With whom, where a clause says no more than when: "after work with my friends". In a clause that tells of what
    somebody does, it is not what is named."""
    for word in vocabulary(WITH, translate):
        found = whole(word).search(clause)
        if found and not any(has(clause[: found.start()], who) for who in vocabulary(SOMEBODY, translate)):
            return clause[found.end() :]
    return ""


def names(text: str, protected: Protected, translate: Translate) -> bool:
    return any(has(text, word) for word in vocabulary(protected.words, translate))


def why_not(name: str, translate: Translate = str) -> str:
    """Why this cannot be named as an exit; "" when it can."""
    found = found_in(name, translate)
    return translate(found.why) if found else ""


def named(text: str, clauses: list[str]) -> str:
    """What is named, without the clauses on when and why. A clause that comes first is passed over."""
    parts = text.split(",")
    for number, part in enumerate(parts):
        if before(part, clauses):
            return before(",".join(parts[number:]), clauses)
    return text


def before(text: str, clauses: list[str]) -> str:
    begins = [found.start() for word in clauses if (found := whole(word).search(text))]
    return text[: min(begins, default=len(text))].strip(" ,")


def has(text: str, word: str) -> bool:
    return whole(word).search(text) is not None


def whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def vocabulary(words: str, translate: Translate) -> list[str]:
    return [plain(word) for word in translate(words).split("|") if plain(word)]


def plain(text: str) -> str:
    """Text to compare: one form of each letter, one case, one sort of apostrophe, hyphen and blank."""
    alike = unicodedata.normalize("NFKC", text).casefold().translate(ALIKE)
    return " ".join("".join(sign for sign in alike if unicodedata.category(sign) != "Cf").split())
