"""Context of the picture's page: computed from the answers, in the owner's words, with charts."""

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
from workup.navigation import question_text, step_url
from workup.picture import build_picture
from workup.picture_text import MAX_TOPIC, shorten
from workup.queries import answers_of, people_in
from workup.sections import SAME, all_steps
from workup.sharing import PartDetails, part_details
from workup.types import QuestionScreen, gettext_noop

FIRST_TALKS = (  # parts that make good first dialogues, in this order, and the kind of each
    ("loved", "appreciation"),
    ("need", "intentional"),
    ("pattern", "intentional"),
    ("wish", "intentional"),
    ("edge", "intentional"),
    ("wound", "intentional"),
    ("strength", "appreciation"),
)
FLOW_LABELS = (
    gettext_noop("what happened"),
    gettext_noop("what I felt"),
    gettext_noop("what I did"),
    gettext_noop("what happens"),
    gettext_noop("what I fear"),
    gettext_noop("what I do"),
)
FLOW_HEADINGS = (gettext_noop("Then: {label}"), gettext_noop("Today: {label}"))


@dataclass(frozen=True)
class SuggestedDialogue:
    """A dialogue that a part of the picture could lead to."""

    kind: str
    line: str
    title: str

    @property
    def topic(self) -> str:
        """The topic of its invitation. An appreciation stays a surprise."""
        return "" if self.kind == "appreciation" else self.line


@dataclass(frozen=True)
class PhraseChoices:
    """Words to choose one from."""

    name: str
    label: str
    words: list[str]


@dataclass(frozen=True)
class OriginQuestion:
    """A question that a part is derived from, and the URL to answer it."""

    ask: str
    url: str


@dataclass(frozen=True)
class ShownPart:
    """A part of the picture on its page."""

    told: PartDetails
    origins: list[OriginQuestion]

    @property
    def topic(self) -> str:
        """The topic of a dialogue about it: what the partner can already read."""
        return shorten(text_or_blank(self.told.shared.words), MAX_TOPIC) if self.told.shared else ""

    @property
    def anchor(self) -> str:
        return part_anchor(self.told.part.name)


class PicturePage:
    """The picture of a workup for its owner."""

    def __init__(self, workup: Workup, partner: Partner | None) -> None:
        self.workup, self.partner = workup, partner
        self.answers = answers_of(workup)

    @cached_property
    def picture(self) -> Picture:
        return build_picture(self.answers, _)

    @cached_property
    def parts(self) -> list[PartDetails]:
        return part_details(self.workup, self.answers, self.picture, self.partner)

    def part(self, name: str) -> PartDetails | None:
        return next((told for told in self.parts if told.part.name == name), None)

    @property
    def shown(self) -> list[ShownPart]:
        asked = {step.key: step for step in all_steps(people_in(self.answers))}
        return [ShownPart(told, origin_questions(told, asked)) for told in self.parts]

    @property
    def choices(self) -> list[PhraseChoices]:
        """Traits of caretakers and of the partner, to pair two; empty if either has none."""
        lists = [
            PhraseChoices("theirs", _("Those who raised me"), trait_words(self.picture.caretakers)),
            PhraseChoices("partner", _("My partner"), trait_words(self.picture.partner)),
        ]
        return lists if all(one.words for one in lists) else []

    @property
    def denied(self) -> list[dict[str, str]]:
        """Pairs the person said aren't the same, to undo that."""
        return [row for row in self.answers.get((SAME.name, ""), ()) if not row["same"]]

    @property
    def overlap(self) -> charts.OverlapChart | None:
        lists = [*self.picture.caretakers.values(), *self.picture.partner.values()]
        return charts.overlap_chart(self.picture) if any(lists) else None

    @property
    def path(self) -> charts.FlowChart | None:
        """The chart from the first hardship of childhood to the first of today."""
        if not self.picture.then or not self.picture.now:
            return None
        labels, starts = [_(label) for label in FLOW_LABELS], [_(start) for start in FLOW_HEADINGS]
        return charts.flow_chart(self.picture.then[0], self.picture.now[0], labels, starts)

    @property
    def first_talks(self) -> list[SuggestedDialogue]:
        """Up to three dialogues to begin with."""
        found = []
        for name, kind in FIRST_TALKS:
            told = next((told for told in self.parts if told.part.name.split(":")[0] == name), None)
            if told:
                found.append(suggested_dialogue(told, kind))
        return found[:3]


def origin_questions(told: PartDetails, asked: dict[tuple[str, str], QuestionScreen]) -> list[OriginQuestion]:
    """Return the questions that a part is derived from, each once."""
    keys = dict.fromkeys((one.question, one.about) for one in told.part.sources)
    found = [asked[key] for key in keys if key in asked]
    return [OriginQuestion(question_text(step), step_url(step)) for step in found]


def trait_words(lists: Mapping[str, Sequence[Trait]]) -> list[str]:
    """Return the words of all traits."""
    return list(dict.fromkeys(one.word for traits in lists.values() for one in traits))


def part_anchor(part: str) -> str:
    """Return the HTML id of a part."""
    return part.replace(":", "-")


def suggested_dialogue(told: PartDetails, kind: str) -> SuggestedDialogue:
    """Return the dialogue of a kind about this part."""
    line = shorten(told.words, MAX_TOPIC) if told.is_confirmed else told.part.topic
    return SuggestedDialogue(kind, line, told.part.title)
