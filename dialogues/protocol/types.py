"""What a kind of dialogue is made of, and why a move may be refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

INVITED, PAUSED, CLOSED = "invited", "paused", "closed"


def gettext_noop(words: str) -> str:
    """Mark a text for translation; whoever shows it translates it."""
    return words


class Who(StrEnum):
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
    """What a move is for. Whoever reads a dialogue goes by this, not by the names of steps and moves."""

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
    GIFT = "gift"
    PROMISE = "promise"
    RECONSIDERATION = "reconsideration"  # of a choice or a promise
    THANKS = "thanks"
    SWITCH = "switch"  # of roles
    PAUSE = "pause"
    RESUMPTION = "resumption"
    STOP = "stop"
    WITHDRAWAL = "withdrawal"  # of what was sent last


class TimeChoices(StrEnum):
    """Which times are offered with a move that asks for one."""

    SOON = "soon"  # today, and the next days
    START = "start"  # a day to begin, from today on
    DAYS = "days"  # from tomorrow on
    WEEKS = "weeks"


class Refusal(StrEnum):
    """Why a move was refused. Clients know these values."""

    STALE = "stale"
    NOT_YOUR_TURN = "not_your_turn"
    NOT_NOW = "not_now"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CLOSED = "closed"
    PAUSED = "paused"
    GARBLED = "garbled"
    TOO_FAST = "too_fast"

    @property
    def message(self) -> str:
        """The sentence that tells it, untranslated."""
        return REFUSALS[self]


REFUSALS = {
    Refusal.STALE: gettext_noop("Something changed a moment ago. Here is where you both are now."),
    Refusal.NOT_YOUR_TURN: gettext_noop("It is your partner's turn just now. Yours will come."),
    Refusal.NOT_NOW: gettext_noop("That belongs to another moment of the dialogue."),
    Refusal.EMPTY: gettext_noop("A few words are needed here. One sentence is enough."),
    Refusal.TOO_LONG: gettext_noop("That is a lot to take in at once. Try it in smaller pieces."),
    Refusal.CLOSED: gettext_noop("This dialogue has ended. You can begin a new one whenever you like."),
    Refusal.PAUSED: gettext_noop("You are both resting. It goes on when you are both ready."),
    Refusal.GARBLED: gettext_noop("That did not arrive in one piece. Please try again."),
    Refusal.TOO_FAST: gettext_noop("That was very quick. Take a breath and try again in a moment."),
}


@dataclass(frozen=True)
class Refused:
    """What `apply` returns for a move that may not be made."""

    reason: Refusal


@dataclass(frozen=True)
class Move:
    """What may be done at a step. In texts, `{name}` is its author's first name."""

    name: str
    to: str  # the step it leads to
    label: str  # on its button
    purpose: Purpose
    words: Words = Words.NONE
    to_at_the_end: str = ""  # the step it leads to in the last round, where that differs
    needs_both: bool = False  # leads on only when both partners have made it
    swaps: bool = False  # begins a round with the roles swapped
    may_withdraw: bool = False  # its author may take it back until the partner has answered
    time_question: str = ""  # asks for a time by this question
    time_choices: TimeChoices = TimeChoices.SOON  # the times that are offered
    min_pause_minutes: int = 0  # a time that is sooner is moved to so many minutes from now
    time_text: str = "{time}"  # tells the chosen time in the transcript
    scale_question: str = ""  # asks for a number from 0 to 10 by this question
    asks_to_keep: bool = False  # asks whether the words shall be kept
    piece: str = ""  # what it says: words prepared for this piece stand in its box
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
    log_text: str = ""  # tells the move in the transcript: "{name} mirrored"
    spoken_label: str = ""  # on its button where the words are spoken


@dataclass(frozen=True)
class Step:
    """Where a dialogue stands: who acts, with which moves, and what each of the two reads meanwhile.

    In texts, `{partner}` is the other one's first name, `{sender}` and `{receiver}` those of the roles.
    """

    name: str
    who: Who
    moves: tuple[Move, ...]
    phase: str  # the stretch of the path that it belongs to
    title: str
    waiting: str  # the title for the one who doesn't act now
    stem: str = ""
    example: str = ""
    tip: str = ""
    waiting_tip: str = ""
    next: str = ""  # what comes after this step
    waiting_next: str = ""  # the same for the one who doesn't act; without it, both read `next`
    last_next: str = ""  # what comes in the last round, where that differs
    shows_transcript: bool = False  # all that was said is in sight

    def move(self, name: str) -> Move | None:
        """Return the move of this name, if the step has it."""
        return next((move for move in self.moves if move.name == name), None)

    @property
    def mirrors(self) -> bool:
        """Whether this step says back what was said."""
        return self.has(Purpose.MIRROR)

    def has(self, purpose: Purpose) -> bool:
        """Whether one of the moves is for this."""
        return any(move.purpose is purpose for move in self.moves)


@dataclass(frozen=True)
class Kind:
    """A kind of dialogue: its steps as a table. The first step is always `invited`."""

    name: str
    title: str
    description: str
    steps: tuple[Step, ...]
    rounds: int = 2
    prepare_url: str = ""  # the name of the page where it is prepared, if that is elsewhere
    outcome_url: str = ""  # the name of the page where its outcome is kept
    outcome_title: str = ""  # the label of a link to `outcome_url`
    table: dict[str, Step] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", {step.name: step for step in self.steps})

    def step(self, name: str) -> Step:
        """Return the step of this name. Raises KeyError."""
        return self.table[name]

    @property
    def arrival(self) -> Step:
        """The step at which both arrive, before anything is said."""
        return next(step for step in self.steps if step.has(Purpose.ARRIVAL))


@dataclass(frozen=True, slots=True)
class State:
    """Where one dialogue stands after `version` accepted moves. Stored as JSON by these names."""

    version: int = 0
    step: str = INVITED
    round: int = 1
    sender: int = 0  # the slot (0 or 1) of this round's sender
    done: tuple[int, ...] = ()  # the slots that have made a move that needs both
    back: str = ""  # the step that a pause returns to; at the end, the last step
    back_done: tuple[int, ...] = ()  # `done` of that step
    open_at: int = 0  # the version of the latest move that may be withdrawn, 0 if none
    open_from: str = ""  # the step it was made at
    finished: bool = False

    def slot_of(self, who: Who) -> int:
        """Return the slot of the sender or the receiver."""
        return self.sender if who is Who.SENDER else 1 - self.sender


@dataclass(frozen=True)
class Act:
    """A partner (by slot) making a move."""

    slot: int
    move: str
