"""What a kind of dialogue is made of: steps, and the moves that lead from one to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from dialogues.protocol.editions import index_editions, unite_editions

INVITED, PAUSED, CLOSED = "invited", "paused", "closed"
WRITTEN, SPOKEN = MODES = ("written", "spoken")
CHOSEN = "chosen"  # stands for the piece that was chosen last


def gettext_noop(text: str) -> str:
    """Mark a text for translation; whoever shows it translates it."""
    return text


class Actor(StrEnum):
    """Who acts at a step."""

    SENDER = "sender"
    RECEIVER = "receiver"
    BOTH = "both"


class Words(StrEnum):
    """Whether a move carries words. In spoken mode none are needed."""

    NONE = "none"
    OPTIONAL = "optional"
    NEEDED = "needed"


class Purpose(StrEnum):
    """What a move is for. Code that reads dialogues uses this, not the names of steps and moves."""

    ACCEPTANCE = "acceptance"  # of an invitation
    REFUSAL = "refusal"  # of what was offered or asked
    DEFERRAL = "deferral"  # to another day
    ARRIVAL = "arrival"  # ready to talk
    SEND = "send"  # something of one's own
    MIRROR = "mirror"  # what the other sent, said back
    SMALLER_PIECES = "smaller_pieces"  # asks to hear it in smaller pieces
    CORRECTION = "correction"  # what a mirror, a summary ... missed
    CONFIRMATION = "confirmation"  # it arrived
    SUMMARY = "summary"
    VALIDATION = "validation"
    EMPATHY = "empathy"
    CHOICE = "choice"  # of one of the pieces that were sent
    OFFER = "offer"  # of something that would help
    CHANGE = "change"  # of a piece that was sent
    JOINING = "joining"  # what the other sent is theirs, too
    GIFT = "gift"
    PROMISE = "promise"
    RECONSIDERATION = "reconsideration"  # of a choice or a promise
    THANKS = "thanks"
    SWITCH = "switch"  # of roles
    STEP_OUT = "step_out"  # of the part one plays
    PAUSE = "pause"
    RESUMPTION = "resumption"
    STOP = "stop"
    RETRACTION = "retraction"  # of an invitation
    WITHDRAWAL = "withdrawal"  # of what was sent last


ANSWERS = (
    Purpose.MIRROR,
    Purpose.CORRECTION,
    Purpose.SUMMARY,
    Purpose.VALIDATION,
    Purpose.EMPATHY,
    Purpose.CHANGE,
    Purpose.THANKS,
)


class Wording(StrEnum):
    """What is hard to hear. Each is the name of a list in the vocabulary."""

    BLAMING = "blaming"
    ASKING_FORGIVENESS = "asking_forgiveness"


class TimeChoices(StrEnum):
    """Which times are offered with a move that asks for one."""

    SOON = "soon"  # today, and the next days
    MEETING = "meeting"  # the same, and now
    START = "start"  # a day to begin, from today on
    DAYS = "days"  # from tomorrow on
    WEEKS = "weeks"


@dataclass(frozen=True)
class Move:
    """What may be done at a step. In texts, `{name}` is its author's first name."""

    name: str
    to: str  # the step it leads to
    label: str  # on its button
    purpose: Purpose
    words: Words = Words.NONE
    to_at_the_end: str = ""  # the step it leads to in the last round, where that differs
    by: Actor | None = None  # who may make it, whoever's turn it is; BOTH is either of the two
    needs_both: bool = False  # leads on only when both partners have made it
    asks_other: bool = False  # the step it leads to waits for the other one
    swaps: bool = False  # begins a round with the roles swapped
    may_withdraw: bool = False  # its author may take it back until the partner has answered
    time_question: str = ""  # asks for a time by this question
    time_choices: TimeChoices = TimeChoices.SOON  # the times that are offered
    min_pause_minutes: int = 0  # a time that is sooner is moved to so many minutes from now
    time_text: str = "{time}"  # describes the chosen time in the transcript
    names_asked_time: bool = (
        False  # agrees to the time that was asked for, and stands in the transcript with it
    )
    scale_question: str = ""  # asks for a number from 0 to 10 by this question
    asks_to_keep: bool = False  # asks whether the words shall be kept
    piece: str = ""  # what it says: words prepared for this piece stand in its box
    answers_at_least: int = 0  # offered if what it answers has so many words
    offers_lines: bool = False  # lines that the kind's app offers whoever acts can be tapped into its box
    warns_of: tuple[Wording, ...] = ()  # a hint appears while its words sound like this
    shows: str = ""  # a piece: its words stand above the button, or in the box, to be changed
    highlighted: bool = False  # its last words, once they were right, stand out in the transcript
    kept_with_outcome: bool = (
        False  # its words stay with what comes of the dialogue, also if the others are erased
    )
    secondary: bool = False  # shown as the lesser choice
    collapsed: bool = False  # opens only when it is chosen
    finishes: bool = True  # if it closes the dialogue, that counts as its end, and not as left open
    hint: str = ""  # what it does, above the button
    stem: str = ""  # opens the words
    stems: tuple[str, ...] = ()  # ways to continue, each deeper than the last; none has to be used
    question: str = ""  # asked with its words, for the other to answer
    log_text: str = ""  # describes the move in the transcript: "{name} said it back"
    own_log_text: str = ""  # the same for its author: "You said it back"
    spoken_label: str = ""  # on its button where the words are spoken

    @property
    def ends_together(self) -> bool:
        """Whether the dialogue may end by it, with both: what needs a yes of both can be asked here."""
        return self.needs_both and CLOSED in (self.to, self.to_at_the_end)


class StepHelp(NamedTuple):
    """What a step is for, in words for both partners, and an example."""

    why: str
    example: str


@dataclass(frozen=True)
class Step:
    """One step of a dialogue: who acts, with which moves, and what each of the two reads meanwhile.

    In texts, `{partner}`, `{sender}` and `{receiver}` are first names, and `{time}` is the time to meet.
    """

    name: str
    actor: Actor
    moves: tuple[Move, ...]
    phase: str  # of the path that shows the progress
    title: str
    waiting: str  # the title for the one who doesn't act now
    stem: str = ""
    example: str = ""
    tip: str = ""
    waiting_tip: str = ""
    next: str = ""  # what comes after this step
    waiting_next: str = ""  # the same for the one who doesn't act; without it, both read `next`
    last_next: str = ""  # what comes in the last round, where that differs
    minutes: int = 1  # what it usually takes, with all that it is repeated for
    quotes: str = ""  # a piece, or `CHOSEN`: its words stand above the moves, for both
    shows_transcript: bool = False  # all that was said is in sight
    unhurried: bool = False  # nobody is reminded that it's their turn, and no badge counts it
    help: StepHelp | None = None  # without it, the step has that of its name in `step_help`

    def move(self, name: str) -> Move | None:
        """Return the move of this name, if the step has it."""
        return next((move for move in self.moves if move.name == name), None)

    @cached_property
    def has_texts(self) -> bool:
        """Whether text may be shown beside its moves, or above them."""
        return bool(self.quotes) or any(move.piece or move.shows or move.offers_lines for move in self.moves)

    @cached_property
    def most_stems(self) -> int:
        """The largest number of stems that any of its moves has."""
        return max(len(move.stems) for move in self.moves)

    @property
    def mirrors(self) -> bool:
        """Whether this step says back what was said."""
        return self.has(Purpose.MIRROR)

    @property
    def answers(self) -> bool:
        """Whether this step answers what the other one has said."""
        return self.is_farewell or (self.actor is not Actor.BOTH and any(map(self.has, ANSWERS)))

    @property
    def is_farewell(self) -> bool:
        """Whether either of the two ends the dialogue here. Stopping it would only look like leaving it unfinished."""
        return self.actor is Actor.BOTH and all(
            move.to == CLOSED and not move.needs_both for move in self.moves
        )

    def has(self, purpose: Purpose) -> bool:
        """Whether one of the moves is for this."""
        return any(move.purpose is purpose for move in self.moves)


@dataclass(frozen=True)
class Kind:
    """A kind of dialogue: its steps as a table. The first step is always `invited`.

    A dialogue runs to its end by the edition of the table that it began with, so a table that dialogues have begun
    with isn't changed: its steps move to `earlier`. Texts that aren't stored may change in all of them.
    """

    name: str
    title: str
    description: str
    steps: tuple[Step, ...]
    modes: tuple[str, ...] = MODES  # in which it can be held
    rounds: int = 2
    minutes: int = 30  # about how long it takes, both ways round
    prepare_url: str = ""  # the name of the page where it is prepared, if that is elsewhere
    outcome_url: str = ""  # the name of the page where its outcome is kept
    outcome_title: str = ""  # the label of a link to `outcome_url`
    is_surprise: bool = False  # begun without asking for a topic; one can be added
    # About one moment: never offered again, its topic isn't counted, and its end doesn't tell how far they came.
    one_moment: bool = False
    # From the end of one until the same partner may invite to another, however it ended. Never offered again either.
    rest_days: int = 0
    help_lines: bool = False  # linked at every step
    ended_title: str = ""  # at its end, where the usual words don't fit
    ended_tip: str = ""
    topic_question: str = gettext_noop("What's it about, in one sentence?")
    earlier: tuple[tuple[Step, ...], ...] = ()  # the steps of earlier editions, the first one first
    by_edition: dict[tuple[int, str], Step] = field(init=False, repr=False, compare=False, hash=False)
    # Every step of every edition, with all its moves: for reading turns, which don't name their edition.
    table: dict[str, Step] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", unite_editions(self.editions))
        object.__setattr__(self, "by_edition", index_editions(self.editions))

    @property
    def editions(self) -> tuple[tuple[Step, ...], ...]:
        """The steps of each edition. The last one is what new dialogues begin with."""
        return (*self.earlier, self.steps)

    @property
    def edition(self) -> int:
        """The number of the newest edition, from 1 on."""
        return len(self.editions)

    def step(self, name: str, edition: int) -> Step:
        """Return the step of this name in an edition. Raises KeyError."""
        return self.by_edition[edition, name]

    @cached_property
    def smaller_pieces_requests(self) -> dict[str, set[tuple[str, str]]]:
        """The moves (step, name) that ask to hear the last words in smaller pieces, by the step they lead to."""
        requests: dict[str, set[tuple[str, str]]] = {}
        for step in self.table.values():
            for move in step.moves:
                if move.purpose is Purpose.SMALLER_PIECES:
                    requests.setdefault(move.to, set()).add((step.name, move.name))
        return requests

    @property
    def is_spoken_only(self) -> bool:
        """Whether it is held aloud, and never in writing."""
        return self.modes == (SPOKEN,)

    @property
    def may_repeat(self) -> bool:
        """Whether the same is offered again, from its end or its topic."""
        return not (self.prepare_url or self.one_moment or self.rest_days)

    @property
    def arrival(self) -> Step:
        """The step at which both arrive, before anything is said."""
        return next(step for step in self.steps if step.has(Purpose.ARRIVAL))
