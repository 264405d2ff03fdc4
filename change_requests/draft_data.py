"""A prepared request as data: the ladder from the frustration to the desire, and three wishes. Plain Python."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from change_requests.known_schedules import with_known_schedule
from change_requests.schedules import NOTHING_CHOSEN, GiftFrequency, GiftSchedule, ScheduleChoice
from change_requests.stated_schedules import resolve_schedule
from core.text import is_visible
from core.text_matching import Translate, normalize
from dialogues.protocol.types import gettext_noop as _

MAX_LENGTH = 1000  # characters of one answer
WISH_PIECES = ("first", "second", "third")  # the three wishes, as the dialogue calls them


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder.

    `stem` begins the answer; `memories` names the workup's answers that are offered for it.
    """

    name: str
    question: str
    stem: str
    example: str
    memories: str = ""


LADDER = (
    Rung(
        "frustration",
        _("What frustrates you? Describe what a camera would see."),
        _("When you ..."),
        _("look at your phone while I tell you about my day"),
        "frustrations",
    ),
    Rung("feel", _("What do you feel then?"), _("I feel ..."), _("small and unimportant")),
    Rung(
        "story",
        _("What do you tell yourself about it?"),
        _("The story I tell myself is ..."),
        _("that I bore you, and that it'll always be like this"),
    ),
    Rung(
        "do",
        _("What do you do then?"),
        _("What I do then is ..."),
        _("go silent and clear the table, loudly"),
        "reactions",
    ),
    Rung(
        "reminds",
        _("What does it remind you of, from long ago?"),
        _("It reminds me of ..."),
        _("my father behind his newspaper, while I waited"),
        "childhood",
    ),
    Rung(
        "fear",
        _("What are you afraid of, underneath?"),
        _("What I fear is ..."),
        _("that one day we'll have nothing to say to each other"),
        "fears",
    ),
    Rung(
        "desire",
        _("What would you love instead?"),
        _("I'd love to feel ..."),
        _("that what I say is worth your full attention"),
        "needs",
    ),
)
SPOKEN_RUNGS = LADDER[:-1]  # sent piece by piece; the desire has a step of its own


@dataclass(frozen=True, slots=True)
class Wish:
    """One of the three wishes: its words, and the schedule if one was chosen."""

    words: str = ""
    often: GiftFrequency | None = None
    weeks: int | None = None
    on: tuple[int, ...] = ()

    @property
    def choice(self) -> ScheduleChoice:
        return ScheduleChoice(self.often, self.weeks, self.on)

    @property
    def schedule(self) -> GiftSchedule:
        """The schedule it means."""
        return resolve_schedule(self.words, self.choice)


@dataclass(frozen=True, slots=True)
class SpokenWish:
    """A wish as it was said, with the schedule that both were shown."""

    words: str
    schedule: GiftSchedule

    def as_dict(self) -> dict[str, Any]:
        """Return the wish as it is stored and exported."""
        return {"words": self.words, "frame": asdict(self.schedule)}


EMPTY_WISHES = (Wish(), Wish(), Wish())


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """All that an asker prepares. Anything may still be empty."""

    frustration: str = ""
    feel: str = ""
    story: str = ""
    do: str = ""
    reminds: str = ""
    fear: str = ""
    desire: str = ""
    wishes: tuple[Wish, ...] = EMPTY_WISHES

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> RequestDraft:
        """Parse what `dump` wrote. Any other text is taken as the frustration."""
        try:
            content = json.loads(text)
            return cls(**{**content, "wishes": load_wishes(content["wishes"])})
        except (ValueError, TypeError, KeyError):
            return cls(frustration=text)

    @property
    def missing(self) -> list[str]:
        """What is missing before it can be asked: names of rungs, and "wishes"."""
        required = {"frustration": self.frustration, "desire": self.desire}
        empty = [name for name, words in required.items() if not is_visible(words)]
        words = {normalize(wish.words).words or wish.words for wish in self.wishes if is_visible(wish.words)}
        return empty if len(words) == len(WISH_PIECES) else [*empty, "wishes"]


def load_wishes(rows: Sequence[Mapping[str, Any]]) -> tuple[Wish, ...]:
    """Return wishes from JSON that `asdict` wrote."""
    return tuple(load_wish(row) for row in rows)


def load_wish(row: Mapping[str, Any]) -> Wish:
    """Return a wish. The first versions stored a schedule that counted only if the words stated none."""
    words, often, weeks = row["words"], row.get("often"), row.get("weeks")
    if "frame" in row:
        schedule = resolve_schedule(words, NOTHING_CHOSEN, load_schedule(row["frame"]))
        often, weeks = schedule.often, schedule.weeks
    return Wish(words, often and GiftFrequency(often), weeks, tuple(row.get("on", ())))


def load_schedule(row: Mapping[str, Any]) -> GiftSchedule:
    """Return a schedule. The first versions stored no weekdays."""
    return GiftSchedule(GiftFrequency(row["often"]), row["weeks"], tuple(row.get("on", ())))


def prepared_pieces(details: RequestDraft, translate: Translate = str) -> dict[str, list[str]]:
    """Return the prepared words shown beside the text box, by piece of the dialogue.

    Frustration and feeling are joined; each other rung stands alone; each wish has the schedule that was
    chosen, unless its words state it.
    """
    rungs = [(rung, getattr(details, rung.name)) for rung in SPOKEN_RUNGS]
    answers = [with_stem(rung, words, translate) for rung, words in rungs if is_visible(words)]
    if is_visible(details.frustration) and is_visible(details.feel):
        answers[:2] = [f"{answers[0].rstrip('. ')}, {answers[1]}"]
    pairs = zip(WISH_PIECES, details.wishes, strict=True)
    wishes = {piece: [with_known_schedule(wish.words, wish.choice, translate)] for piece, wish in pairs}
    return {"say": answers, "desire": [with_stem(LADDER[-1], details.desire, translate)], **wishes}


def with_stem(rung: Rung, words: str, translate: Translate) -> str:
    """Return an answer after its stem. What it repeats of the stem is left out."""
    stem, words = translate(rung.stem).rstrip(". …"), words.strip()
    text, opening = normalize(words).words, normalize(stem).words
    if text[: len(opening)] == opening:
        return words
    first, _space, remainder = words.partition(" ")
    return (
        f"{stem} {remainder}" if remainder and normalize(first).words == opening[-1:] else f"{stem} {words}"
    )
