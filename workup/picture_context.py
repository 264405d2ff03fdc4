"""A person's picture with all that belongs to it on a page: read from the answers, worded by its owner, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from couples.models import Partner
from vault.fields import text_or_blank
from workup import charts
from workup.analysis import Picture, Trait
from workup.models import Workup
from workup.navigation import ask_of, url_of
from workup.picture import picture
from workup.picture_text import TOPIC, shortened
from workup.queries import answers_of, people_in
from workup.sections import SAME, steps
from workup.sharing import Told, tell
from workup.types import Step, gettext_noop

FIRST_TALKS = (  # parts that make good first dialogues, in this order, and the kind of each
    ("loved", "appreciation"),
    ("need", "intentional"),
    ("pattern", "intentional"),
    ("wish", "intentional"),
    ("edge", "intentional"),
    ("wound", "intentional"),
    ("strength", "appreciation"),
)
PATH = (
    gettext_noop("what happened"),
    gettext_noop("what I felt"),
    gettext_noop("what I did"),
    gettext_noop("what happens"),
    gettext_noop("what I fear"),
    gettext_noop("what I do"),
)
STARTS = (gettext_noop("Then: {label}"), gettext_noop("Today: {label}"))


@dataclass(frozen=True)
class Talk:
    """A dialogue that a part of the picture could lead to."""

    kind: str
    line: str
    title: str

    @property
    def topic(self) -> str:
        """What stands in its invitation. An appreciation stays a surprise."""
        return "" if self.kind == "appreciation" else self.line


@dataclass(frozen=True)
class Choice:
    """Some words to choose one from."""

    name: str
    label: str
    words: list[str]


@dataclass(frozen=True)
class Origin:
    """A question that a part comes from, and where it is answered."""

    ask: str
    url: str


@dataclass(frozen=True)
class Shown:
    """A part as it stands on a page."""

    told: Told
    origins: list[Origin]

    @property
    def topic(self) -> str:
        """The line of a dialogue about it: what the partner reads of it already."""
        return shortened(text_or_blank(self.told.shared.words), TOPIC) if self.told.shared else ""

    @property
    def anchor(self) -> str:
        return anchor(self.told.part.name)


class Portrait:
    """What a workup shows its owner."""

    def __init__(self, workup: Workup, partner: Partner | None) -> None:
        self.workup, self.partner = workup, partner
        self.answers = answers_of(workup)

    @cached_property
    def picture(self) -> Picture:
        return picture(self.answers, _)

    @cached_property
    def parts(self) -> list[Told]:
        return tell(self.workup, self.answers, self.picture, self.partner)

    def part(self, name: str) -> Told | None:
        return next((told for told in self.parts if told.part.name == name), None)

    @property
    def shown(self) -> list[Shown]:
        asked = {step.key: step for step in steps(people_in(self.answers))}
        return [Shown(told, origins(told, asked)) for told in self.parts]

    @property
    def choices(self) -> list[Choice]:
        """Traits of the caretakers and of the partner, to join two of them; nothing while there are none of one."""
        lists = [
            Choice("theirs", _("Those who raised me"), words_of(self.picture.caretakers)),
            Choice("partner", _("My partner"), words_of(self.picture.partner)),
        ]
        return lists if all(one.words for one in lists) else []

    @property
    def denied(self) -> list[dict[str, str]]:
        """What somebody said not to be the same, to be unsaid."""
        return [row for row in self.answers.get((SAME.name, ""), ()) if not row["same"]]

    @property
    def overlap(self) -> charts.Overlap | None:
        lists = [*self.picture.caretakers.values(), *self.picture.partner.values()]
        return charts.overlap(self.picture) if any(lists) else None

    @property
    def path(self) -> charts.Flow | None:
        """From the first hardship of childhood to the first of today."""
        if not self.picture.then or not self.picture.now:
            return None
        labels, starts = [_(label) for label in PATH], [_(start) for start in STARTS]
        return charts.flow(self.picture.then[0], self.picture.now[0], labels, starts)

    @property
    def first_talks(self) -> list[Talk]:
        """Up to three dialogues to begin with."""
        found = []
        for name, kind in FIRST_TALKS:
            told = next((told for told in self.parts if told.part.name.split(":")[0] == name), None)
            if told:
                found.append(talk_about(told, kind))
        return found[:3]


def origins(told: Told, asked: dict[tuple[str, str], Step]) -> list[Origin]:
    """The questions that a part comes from, each once."""
    keys = dict.fromkeys((one.question, one.about) for one in told.part.sources)
    found = [asked[key] for key in keys if key in asked]
    return [Origin(ask_of(step), url_of(step)) for step in found]


def words_of(lists: Mapping[str, Sequence[Trait]]) -> list[str]:
    return list(dict.fromkeys(one.word for traits in lists.values() for one in traits))


def anchor(part: str) -> str:
    return part.replace(":", "-")


def talk_about(told: Told, kind: str) -> Talk:
    line = shortened(told.words, TOPIC) if told.is_confirmed else told.part.topic
    return Talk(kind, line, told.part.title)
