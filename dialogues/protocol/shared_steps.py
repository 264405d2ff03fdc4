"""The steps and moves that every kind shares: the invitation, arriving, pausing, changing roles."""

from __future__ import annotations

from dialogues.protocol.types import CLOSED, PAUSED, Move, Purpose, Step, TimeChoices, Who, Words
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
)
STOP = Move(
    "stop",
    CLOSED,
    _("End it here"),
    Purpose.STOP,
    secondary=True,
    collapsed=True,
    finishes=False,
    hint=_("It ends at once, for you both. You owe nobody a reason."),
    log_text=_("{name} ended the dialogue here"),
)
WITHDRAW = Move(
    "withdraw",
    "",
    _("Take it back"),
    Purpose.WITHDRAWAL,
    secondary=True,
    log_text=_("{name} took the last words back"),
)
GLOBAL_MOVES = (PAUSE, STOP, WITHDRAW)
LATER = Move(
    "later",
    "postponed",
    _("Later"),
    Purpose.DEFERRAL,
    time_question=_("When would be good?"),
    secondary=True,
    collapsed=True,
    log_text=_("{name} asked for another time"),
)
DECLINE = Move(
    "decline",
    CLOSED,
    _("Not this one"),
    Purpose.REFUSAL,
    secondary=True,
    finishes=False,
    log_text=_("{name} would rather not have this dialogue"),
)
UNLIMITED_MOVES = frozenset(move.name for move in (PAUSE, STOP, WITHDRAW, DECLINE))

PAUSED_STEP = Step(
    PAUSED,
    Who.BOTH,
    (
        Move(
            "ready",
            "",
            _("I am ready to go on"),
            Purpose.RESUMPTION,
            needs_both=True,
            log_text=_("{name} is ready to go on"),
        ),
    ),
    phase="",
    title=_("A pause"),
    tip=_("Do something that soothes you: walk, drink some water, breathe. Leave the topic alone for now."),
    waiting=_("You are ready. {partner} may need a little longer."),
    waiting_tip=_("Taking time is a way of taking care. Nothing is lost; all your words are here."),
    next=_("When you are both ready, you go on exactly where you were."),
)


def invited(about: str) -> Step:
    """The first step: is now a good time?"""
    return Step(
        "invited",
        Who.RECEIVER,
        (
            Move(
                "accept",
                "centering",
                _("Yes, now is good"),
                Purpose.ACCEPTANCE,
                asks_to_keep=True,
                log_text=_("{name} said yes"),
            ),
            LATER,
            DECLINE,
        ),
        phase=_("Invitation"),
        title=_("Is now a good time?"),
        stem=about,
        tip=_(
            "A yes is only good when no is fine too. If now is not the time, offer one: today or tomorrow."
        ),
        waiting=_("Waiting for {partner} to answer"),
        waiting_tip=_("{partner} is free to say yes, to offer another time, or to say no."),
        next=_("First you both arrive, with three slow breaths."),
    )


POSTPONED = Step(
    "postponed",
    Who.BOTH,
    (
        Move(
            "start",
            "centering",
            _("We are both here"),
            Purpose.ACCEPTANCE,
            log_text=_("{name}: we are both here"),
        ),
    ),
    phase=_("Invitation"),
    title=_("Put off to a better time"),
    tip=_("Start when you are both here and calm enough."),
    waiting=_("Put off to a better time"),
    next=_("First you both arrive, with three slow breaths."),
)


def centering(to: str = "sending") -> Step:
    """Both arrive before anything is said."""
    return Step(
        "centering",
        Who.BOTH,
        (
            Move(
                "ready",
                to,
                _("I have arrived"),
                Purpose.ARRIVAL,
                words=Words.OPTIONAL,
                needs_both=True,
                asks_to_keep=True,
                stem=_("What I intend, if I want to say it: I want to ..."),
                log_text=_("{name} arrived"),
            ),
        ),
        phase=_("Arriving"),
        title=_("Arrive together"),
        stem=_("Breathe slowly, three times. In one room, sit facing each other."),
        example=_("I want to stay close while we talk about this."),
        tip=_("Let your shoulders sink. There is nothing to win here."),
        waiting=_("{partner} is still arriving"),
        waiting_tip=_("Breathe. Look at {partner} kindly, or just close your eyes."),
        next=_("Then {sender} begins, in small pieces, and {receiver} gives them back."),
    )


def mirror(to: str, stem: str) -> Move:
    """The receiver's mirror: what was said, as they heard it."""
    return Move(
        "mirror",
        to,
        _("Give it back"),
        Purpose.MIRROR,
        words=Words.NEEDED,
        stem=stem,
        log_text=_("{name} mirrored"),
        spoken_label=_("I have given it back"),
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
        log_text=_("{name} gave thanks"),
        spoken_label=_("I have said it"),
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
        stem=_("Almost. What I would also like you to hear is ..."),
        log_text=_("{name} added something"),
        spoken_label=_("I have said it"),
    )


def switching(to: str, otherwise: str) -> Step:
    """The roles change places, or not today."""
    return Step(
        "switching",
        Who.BOTH,
        (
            Move(
                "switch",
                to,
                _("Change places"),
                Purpose.SWITCH,
                needs_both=True,
                swaps=True,
                log_text=_("{name} wants to change places"),
            ),
            Move(
                "not_today",
                otherwise,
                _("Not today"),
                Purpose.DEFERRAL,
                time_question=_("When would be good?"),
                time_choices=TimeChoices.DAYS,
                secondary=True,
                collapsed=True,
                log_text=_("{name} would like the other turn another day"),
            ),
        ),
        phase=_("Changing places"),
        title=_("Change places?"),
        tip=_(
            "Take the other turn to share something of your own, not to answer what you heard. It can also wait."
        ),
        waiting=_("Waiting for {partner}"),
        waiting_tip=_("Let what was said settle for a moment."),
        next=_("If you both want to, you go on with your places changed."),
    )


def appreciating() -> Step:
    """Both end with a thank you."""
    return Step(
        "appreciating",
        Who.BOTH,
        (
            Move(
                "appreciate",
                CLOSED,
                _("Give it"),
                Purpose.THANKS,
                words=Words.NEEDED,
                needs_both=True,
                stem=_("Thank you. What I appreciated about you just now is ..."),
                log_text=_("{name} appreciated"),
                spoken_label=_("I have said it"),
            ),
        ),
        phase=_("Thanks"),
        title=_("One thing you appreciate"),
        stem=_("Thank you. What I appreciated about you just now is ..."),
        example=_("Thank you for staying with me when I was slow to find the words."),
        tip=_(
            "Small and true is best. Then let {partner}'s thanks sink in, without giving it straight back."
        ),
        waiting=_("{partner} is finding words of thanks"),
        waiting_tip=_("Stay a moment with what went well."),
        next=_("With that, the dialogue is complete."),
    )
