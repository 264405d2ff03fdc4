"""The steps and moves that kinds share: arriving, mirroring, pausing, changing roles."""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import ARRANGING, DECLINE, TAKE_BACK
from dialogues.protocol.types import CLOSED, PAUSED, Actor, Move, Purpose, Step, TimeChoices, Words
from dialogues.protocol.types import gettext_noop as _

PAUSE = Move(
    "pause",
    PAUSED,
    _("Pause"),
    Purpose.PAUSE,
    time_question=_("Until when?"),
    min_pause_minutes=20,  # until a flooded body can listen again
    secondary=True,
    hint=_(
        "When your heart is racing, take twenty minutes or more. Naming a time makes it easier to come back."
    ),
    log_text=_("{name} asked for a pause"),
    own_log_text=_("You asked for a pause"),
)
STOP = Move(
    "stop",
    CLOSED,
    _("End it here"),
    Purpose.STOP,
    secondary=True,
    collapsed=True,
    finishes=False,
    hint=_("It ends right away, for both of you. You don't have to say why."),
    log_text=_("{name} ended the dialogue here"),
    own_log_text=_("You ended the dialogue here"),
)
CALL_OFF = replace(
    STOP,
    label=_("Call it off"),
    collapsed=False,
    hint=_("You don't have to say why."),
    log_text=_("{name} called it off"),
    own_log_text=_("You called it off"),
)
WITHDRAW = Move(
    "withdraw",
    "",
    _("Undo"),
    Purpose.WITHDRAWAL,
    secondary=True,
    log_text=_("{name} took the last words back"),
    own_log_text=_("You took the last words back"),
)
# Of a kind in which one plays a part: either partner, at each step, whatever else is going on.
STEP_OUT = Move(
    "step_out",
    "here",
    _("Step out"),
    Purpose.STEP_OUT,
    by=Actor.BOTH,
    secondary=True,
    hint=_("Too much? You don't have to say why."),
    log_text=_("Both stepped out"),
    own_log_text=_("You both stepped out"),
)
GLOBAL_MOVES = (PAUSE, STOP, WITHDRAW)
UNLIMITED_MOVES = frozenset(move.name for move in (PAUSE, STOP, WITHDRAW, DECLINE, TAKE_BACK, STEP_OUT))

PAUSED_STEP = Step(
    PAUSED,
    Actor.BOTH,
    (
        Move(
            "ready",
            "",
            _("I'm ready to continue"),
            Purpose.RESUMPTION,
            needs_both=True,
            log_text=_("{name} said they're ready to continue"),
            own_log_text=_("You said you're ready to continue"),
        ),
    ),
    phase="",
    title=_("A pause"),
    tip=_("Do something that soothes you: walk, drink some water, breathe. Leave the topic alone for now."),
    waiting=_("You're ready. {partner} may need a little longer."),
    waiting_tip=_("Nothing is lost. All your words are here."),
    next=_("When you're both ready, you pick up right where you were."),
)


def stop_at(step: str) -> Move:
    """The stop as it reads at this step: where nothing has begun, nothing is ended."""
    return CALL_OFF if step in ARRANGING else STOP


def arrive(to: str) -> Move:
    """One partner has arrived."""
    return Move(
        "ready",
        to,
        _("I'm here"),
        Purpose.ARRIVAL,
        words=Words.OPTIONAL,
        needs_both=True,
        asks_to_keep=True,
        stem=_("If you like: “I want to ...”"),
        log_text=_("{name} arrived"),
        own_log_text=_("You arrived"),
    )


def centering(to: str = "sending") -> Step:
    """Both arrive before anything is said."""
    return Step(
        "centering",
        Actor.BOTH,
        (arrive(to),),
        phase=_("Settling in"),
        title=_("Settle in together"),
        stem=_("Take three slow breaths. If you're in the same room, sit facing each other."),
        example=_("I want to stay close while we talk about this."),
        tip=_("Drop your shoulders. There's nothing to win here."),
        waiting=_("{partner} is still settling in"),
        waiting_tip=_("Breathe. Look at {partner} kindly, or just close your eyes."),
        next=_("You start, in small pieces, and {partner} says them back."),
        waiting_next=_("{partner} starts, in small pieces, and you say them back."),
    )


def say_something_good(to: str, stem: str, log_text: str, own_log_text: str) -> Move:
    """One thing that someone likes about the other."""
    return Move(
        "send",
        to,
        _("Say this"),
        Purpose.SEND,
        words=Words.NEEDED,
        highlighted=True,
        may_withdraw=True,
        stem=stem,
        log_text=log_text,
        own_log_text=own_log_text,
        spoken_label=_("I've said it"),
    )


def mirror(to: str, stem: str) -> Move:
    """The receiver's mirror: what was said, as they heard it."""
    return Move(
        "mirror",
        to,
        _("Say it back"),
        Purpose.MIRROR,
        words=Words.NEEDED,
        stem=stem,
        log_text=_("{name} said it back"),
        own_log_text=_("You said it back"),
        spoken_label=_("I've said it back"),
    )


def thank(to: str, label: str, stem: str, to_at_the_end: str = "") -> Move:
    """A word of thanks, or just the thanks."""
    return Move(
        "thank",
        to,
        label,
        Purpose.THANKS,
        words=Words.OPTIONAL,
        to_at_the_end=to_at_the_end,
        stem=stem,
        log_text=_("{name} said thank you"),
        own_log_text=_("You said thank you"),
        spoken_label=_("I've said it"),
    )


def not_quite(to: str) -> Move:
    """The sender's correction: only what was missed."""
    return Move(
        "not_quite",
        to,
        _("Almost"),
        Purpose.CORRECTION,
        words=Words.NEEDED,
        secondary=True,
        collapsed=True,
        stem=_("Almost. What I'd also like you to hear is ..."),
        log_text=_("{name} added something"),
        own_log_text=_("You added something"),
        spoken_label=_("I've said it"),
    )


def switch(to: str) -> Move:
    """The next round begins, with the roles swapped."""
    return Move(
        "switch",
        to,
        _("Swap roles"),
        Purpose.SWITCH,
        needs_both=True,
        swaps=True,
        log_text=_("{name} wanted to swap roles"),
        own_log_text=_("You wanted to swap roles"),
    )


def not_today(to: str) -> Move:
    """The dialogue ends without the other round, which may come another day."""
    return Move(
        "not_today",
        to,
        _("Not today"),
        Purpose.DEFERRAL,
        time_question=_("When would be good?"),
        time_choices=TimeChoices.DAYS,
        secondary=True,
        collapsed=True,
        log_text=_("{name} said not today"),
        own_log_text=_("You said not today"),
    )


def switching(to: str, otherwise: str) -> Step:
    """The roles change places, or not today."""
    return Step(
        "switching",
        Actor.BOTH,
        (switch(to), not_today(otherwise)),
        phase=_("Swapping roles"),
        title=_("Swap roles?"),
        tip=_("The second turn is for something new, not for a reply. It can also wait."),
        waiting=_("Waiting for {partner}"),
        waiting_tip=_("Give it a moment to settle."),
        next=_("If you both want to, you swap roles and continue."),
    )


APPRECIATING = Step(  # both end with a thank you
    "appreciating",
    Actor.BOTH,
    (
        Move(
            "appreciate",
            CLOSED,
            _("Say it"),
            Purpose.THANKS,
            words=Words.NEEDED,
            needs_both=True,
            stem=_("Thank you. What I appreciated about you just now is ..."),
            log_text=_("{name} said thank you"),
            own_log_text=_("You said thank you"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=_("Thanks"),
    minutes=2,
    title=_("One thing you appreciate"),
    stem=_("Thank you. What I appreciated about you just now is ..."),
    example=_("Thank you for staying with me when I was slow to find the words."),
    tip=_("Small and true is best. Then let {partner}'s thanks sink in; you don't have to return them."),
    waiting=_("{partner} is finding words for a thank-you"),
    waiting_tip=_("Think for a moment of what went well."),
    next=_("And that's the end of the dialogue."),
)
