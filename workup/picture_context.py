"""The context of the picture's page: its parts, charts and suggested dialogues."""

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
from workup.navigation import partner_name_in, question_text, screen_url
from workup.picture import build_picture
from workup.picture_text import MAX_TOPIC
from workup.queries import answers_of, people_in
from workup.sections import LIKENESS_QUESTION, all_screens
from workup.sentences import shorten
from workup.sharing import PartDetails, part_details
from workup.types import QuestionScreen, gettext_noop

FIRST_DIALOGUES = (  # parts and dialogue kinds, the best first
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
    summary: str
    title: str

    @property
    def topic(self) -> str:
        """The topic of its invitation. An appreciation stays a surprise."""
        return "" if self.kind == "appreciation" else self.summary


@dataclass(frozen=True)
class WordChoices:
    """Words to choose one from."""

    name: str
    label: str
    words: list[str]


@dataclass(frozen=True)
class OriginQuestion:
    """A question that a part is derived from, and the URL to answer it."""

    text: str
    url: str


@dataclass(frozen=True)
class ShownPart:
    """A part of the picture on its page."""

    details: PartDetails
    origins: list[OriginQuestion]

    @property
    def topic(self) -> str:
        """The topic of a dialogue about it: what the partner can already read."""
        return shorten(text_or_blank(self.details.shared.words), MAX_TOPIC) if self.details.shared else ""

    @property
    def anchor(self) -> str:
        return part_anchor(self.details.part.name)


class PicturePage:
    """The picture of a workup for its owner."""

    def __init__(self, workup: Workup, partner: Partner | None) -> None:
        self.workup, self.partner = workup, partner
        self.answers = answers_of(workup)

    @cached_property
    def partner_name(self) -> str:
        """The name of the partner the workup is about, if there is one."""
        return partner_name_in(self.workup, self.partner)

    @cached_property
    def picture(self) -> Picture:
        return build_picture(self.answers, _)

    @cached_property
    def parts(self) -> list[PartDetails]:
        return part_details(self.workup, self.answers, self.picture, self.partner)

    def part(self, name: str) -> PartDetails | None:
        return next((details for details in self.parts if details.part.name == name), None)

    @property
    def shown_parts(self) -> list[ShownPart]:
        screens = {screen.key: screen for screen in all_screens(people_in(self.answers))}
        return [
            ShownPart(details, origin_questions(details, screens, self.partner_name))
            for details in self.parts
        ]

    @property
    def word_choices(self) -> list[WordChoices]:
        """Traits of caretakers and of the partner, to pair two; empty if either has none."""
        partner = self.partner_name or _("My partner")
        lists = [
            WordChoices("theirs", _("The people who raised me"), trait_words(self.picture.caretaker_traits)),
            WordChoices("partner", partner, trait_words(self.picture.partner_traits)),
        ]
        return lists if all(choices.words for choices in lists) else []

    @property
    def rejected_judgements(self) -> list[dict[str, str]]:
        """Pairs the person said aren't the same, so that they can change that."""
        return [row for row in self.answers.get((LIKENESS_QUESTION.name, ""), ()) if not row["same"]]

    @property
    def overlap_chart(self) -> charts.OverlapChart | None:
        lists = [*self.picture.caretaker_traits.values(), *self.picture.partner_traits.values()]
        return charts.overlap_chart(self.picture) if any(lists) else None

    @property
    def path_chart(self) -> charts.FlowChart | None:
        """The chart from the first hardship of childhood to the first of today."""
        if not self.picture.childhood_hardships or not self.picture.current_hardships:
            return None
        labels, starts = [_(label) for label in FLOW_LABELS], [_(start) for start in FLOW_HEADINGS]
        return charts.flow_chart(
            self.picture.childhood_hardships[0], self.picture.current_hardships[0], labels, starts
        )

    @property
    def suggested_dialogues(self) -> list[SuggestedDialogue]:
        """Up to three dialogues to begin with."""
        first_parts: dict[str, PartDetails] = {}
        for details in self.parts:
            first_parts.setdefault(details.part.name.split(":")[0], details)
        dialogues = [
            suggested_dialogue(first_parts[name], kind)
            for name, kind in FIRST_DIALOGUES
            if name in first_parts
        ]
        return dialogues[:3]


def origin_questions(
    details: PartDetails, screens: dict[tuple[str, str], QuestionScreen], partner_name: str
) -> list[OriginQuestion]:
    """Return the questions that a part is derived from, each once."""
    keys = dict.fromkeys((source.question, source.about) for source in details.part.sources)
    origins = [screens[key] for key in keys if key in screens]
    return [OriginQuestion(question_text(screen, partner_name), screen_url(screen)) for screen in origins]


def trait_words(lists: Mapping[str, Sequence[Trait]]) -> list[str]:
    """Return the words of all traits."""
    return list(dict.fromkeys(trait.word for traits in lists.values() for trait in traits))


def part_anchor(part: str) -> str:
    """Return the HTML id of a part."""
    return part.replace(":", "-")


def suggested_dialogue(details: PartDetails, kind: str) -> SuggestedDialogue:
    """Return the dialogue of a kind about this part."""
    summary = shorten(details.words, MAX_TOPIC) if details.is_confirmed else details.part.topic
    return SuggestedDialogue(kind, summary, details.part.title)
