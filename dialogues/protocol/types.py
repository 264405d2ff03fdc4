"""The shapes that a kind of dialogue is made of, and the words for a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

INVITED, PAUSED, CLOSED = "invited", "paused", "closed"
MIRROR = "mirror"  # the move that says back what was said, in any step


def gettext_noop(words: str) -> str:
    """Mark words for the translators; the stage translates them when it shows them."""
    return words


class Who(StrEnum):
    """Whose step it is."""

    SENDER = "sender"
    RECEIVER = "receiver"
    BOTH = "both"


class Words(StrEnum):
    """Whether a move carries words. In spoken mode nothing is needed."""

    NONE = "none"
    OPTIONAL = "optional"
    NEEDED = "needed"


class Times(StrEnum):
    """Which times a move offers that asks for one."""

    SOON = "soon"  # today, and the next days
    START = "start"  # a day to begin, from today on
    DAYS = "days"  # from tomorrow on
    WEEKS = "weeks"


class Refusal(StrEnum):
    """Why a move was refused: the closed vocabulary of the contract."""

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
    """The answer of `apply` to a move that may not be made."""

    reason: Refusal


@dataclass(frozen=True)
class Move:
    """What may be done at a step.

    `to` is the step it leads to, `to_at_the_end` the one in the last round where that differs. With `of_both`
    it leads on only when both partners have made it. `swaps` begins a round with the roles swapped;
    `may_withdraw` lets its author take it back until the partner has answered; `with_time` asks for a time by
    this question, one of `times`, which the transcript tells by `time_said`, and
    which is so many minutes of `rest` away at least; `with_scale` asks for a number from 0 to
    10; `with_keep` asks whether the words shall be kept. `piece` names what it says: who prepared that before finds it
    in the box. `shows` names a piece whose words stand above it; in a box they can be changed. The words of a `lasting`
    move stay with what comes of the dialogue, also where the others are let go. What a `lifted` move said last, once it
    was right, stands out when the dialogue is read again.
    `quiet` shows it as the lesser choice, `folded` opens it only when it is chosen; without `finishes` a dialogue
    it closes counts as left open. `hint` says what it does, `stem` opens the words, `said` tells the move in the
    transcript, `aloud` is the button's label where the words were spoken.
    """

    name: str
    to: str
    label: str
    words: Words = Words.NONE
    to_at_the_end: str = ""
    of_both: bool = False
    swaps: bool = False
    may_withdraw: bool = False
    with_time: str = ""
    times: Times = Times.SOON
    rest: int = 0
    time_said: str = "{time}"
    with_scale: str = ""
    with_keep: bool = False
    piece: str = ""
    shows: str = ""
    lifted: bool = False
    lasting: bool = False
    quiet: bool = False
    folded: bool = False
    finishes: bool = True
    hint: str = ""
    stem: str = ""
    said: str = ""
    aloud: str = ""


@dataclass(frozen=True)
class Step:
    """Where a dialogue stands: who acts, their moves, and what each of the two reads meanwhile.

    `part` names the stretch of the path this step belongs to. `waiting`, `waiting_tip` and `waiting_next` are
    read by the one who does not act now; without a `waiting_next`, both read `next`. `last_next` is what comes
    in the last round, where that differs. With `looks_back` all that was said is in sight. In the texts
    `{partner}` is the other one's first name, `{sender}` and `{receiver}` those of the roles.
    """

    name: str
    who: Who
    moves: tuple[Move, ...]
    part: str
    title: str
    waiting: str
    stem: str = ""
    example: str = ""
    tip: str = ""
    waiting_tip: str = ""
    next: str = ""
    waiting_next: str = ""
    last_next: str = ""
    looks_back: bool = False

    def move(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.name == name), None)

    @property
    def mirrors(self) -> bool:
        """Whether this step says back what was said."""
        return self.move(MIRROR) is not None


@dataclass(frozen=True)
class Kind:
    """A kind of dialogue: its steps as a table. The first step is always `invited`.

    A kind that is prepared elsewhere names that `page`; `onward` is the one where its outcome is kept, with what a link
    to it says (`onward_title`).
    """

    name: str
    title: str
    about: str
    steps: tuple[Step, ...]
    rounds: int = 2
    page: str = ""
    onward: str = ""
    onward_title: str = ""
    table: dict[str, Step] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", {step.name: step for step in self.steps})

    def step(self, name: str) -> Step:
        return self.table[name]


@dataclass(frozen=True, slots=True)
class State:
    """Where one dialogue stands after `version` accepted moves.

    `sender` is the slot (0 or 1) of this round's sender; `done` the slots that have made a move of both;
    `back` and `back_done` what a pause returns to (at the end, `back` is the last step); `open_at` the version at
    which the latest withdrawable move was made, 0 when there is none, and `open_from` the step it was made at.
    """

    version: int = 0
    step: str = INVITED
    round: int = 1
    sender: int = 0
    done: tuple[int, ...] = ()
    back: str = ""
    back_done: tuple[int, ...] = ()
    open_at: int = 0
    open_from: str = ""
    finished: bool = False

    def slot_of(self, who: Who) -> int:
        return self.sender if who is Who.SENDER else 1 - self.sender


@dataclass(frozen=True)
class Act:
    """A partner (by slot) making a move."""

    slot: int
    move: str
