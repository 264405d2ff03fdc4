"""The steps before a dialogue: the invitation, and agreeing on a time to meet."""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.types import CLOSED, INVITED, Actor, Move, Purpose, Step, TimeChoices
from dialogues.protocol.types import gettext_noop as _

INVITATION = _("Invitation")  # the phase of these steps
ACCEPT = Move(
    "accept",
    "centering",
    _("Yes, now is good"),
    Purpose.ACCEPTANCE,
    asks_to_keep=True,
    log_text=_("{name} said yes"),
    own_log_text=_("You said yes"),
)
LATER = Move(
    "later",
    "postponed",
    _("Later"),
    Purpose.DEFERRAL,
    asks_other=True,
    time_question=_("When would be good?"),
    secondary=True,
    collapsed=True,
    log_text=_("{name} asked for another time"),
    own_log_text=_("You asked for another time"),
)
DECLINE = Move(
    "decline",
    CLOSED,
    _("Not this one"),
    Purpose.REFUSAL,
    secondary=True,
    finishes=False,
    log_text=_("{name} said they'd rather not have this dialogue"),
    own_log_text=_("You said you'd rather not have this dialogue"),
)
TAKE_BACK = Move(
    "take_back",
    CLOSED,
    _("Take the invitation back"),
    Purpose.RETRACTION,
    by=Actor.SENDER,
    secondary=True,
    finishes=False,
    log_text=_("{name} took the invitation back"),
    own_log_text=_("You took the invitation back"),
)
AGREE = Move(
    "agree",
    "agreed",
    _("Yes, {time}"),
    Purpose.ACCEPTANCE,
    names_asked_time=True,
    log_text=_("{name} said yes"),
    own_log_text=_("You said yes"),
)
# Until it's answered, whoever asked may ask for another time instead.
PROPOSE = Move(
    "propose",
    "postponed",
    _("Another time"),
    Purpose.DEFERRAL,
    by=Actor.BOTH,
    asks_other=True,
    time_question=_("When would be good?"),
    time_choices=TimeChoices.MEETING,
    secondary=True,
    collapsed=True,
    log_text=_("{name} suggested another time"),
    own_log_text=_("You suggested another time"),
)
# Before anybody has named one.
PROPOSE_FIRST = replace(
    PROPOSE,
    by=Actor.SENDER,
    log_text=_("{name} suggested a time"),
    own_log_text=_("You suggested a time"),
)
PROPOSE_INSTEAD = replace(PROPOSE, to="rescheduling")
AGREE_INSTEAD = replace(AGREE, label=_("Yes, {new_time}"))
KEEP_TIME = Move(
    "keep_time",
    "agreed",
    _("Keep {time}"),
    Purpose.REFUSAL,
    by=Actor.BOTH,
    secondary=True,
    log_text=_("{name} kept the time you agreed on"),
    own_log_text=_("You kept the time you agreed on"),
)
# From the agreed time on. Until then it's made as `START_NOW`, which asks the other.
START = Move(
    "start",
    "centering",
    _("Start"),
    Purpose.ACCEPTANCE,
    by=Actor.BOTH,
    log_text=_("{name} said you're both here"),
    own_log_text=_("You said you're both here"),
)
START_NOW = Move(
    "start_now",
    "starting",
    _("Start now?"),
    Purpose.ACCEPTANCE,
    asks_other=True,
    secondary=True,
    hint=_("It isn't time yet, so we'll ask {partner} first."),
    log_text=_("{name} asked to start now"),
    own_log_text=_("You asked to start now"),
)
YES_START_NOW = Move(
    "start_now",
    "centering",
    _("Yes, start now"),
    Purpose.ACCEPTANCE,
    log_text=_("{name} said yes"),
    own_log_text=_("You said yes"),
)
NOT_NOW = Move(
    "not_now",
    "agreed",
    _("Not yet"),
    Purpose.REFUSAL,
    secondary=True,
    log_text=_("{name} said not yet"),
    own_log_text=_("You said not yet"),
)
CENTERING_IS_NEXT = _("You both settle in, with three slow breaths.")


def invited(about: str) -> Step:
    """The first step: is now a good time?"""
    return Step(
        INVITED,
        Actor.RECEIVER,
        (ACCEPT, LATER, DECLINE, TAKE_BACK, PROPOSE_FIRST),
        phase=INVITATION,
        minutes=0,
        title=_("Is now a good time?"),
        stem=about,
        tip=_("Only say yes if you mean it. If now isn't good, suggest another time."),
        waiting=_("Waiting for {partner} to answer"),
        waiting_tip=_("{partner} can say yes, suggest another time, or say no."),
        next=CENTERING_IS_NEXT,
    )


POSTPONED = Step(
    "postponed",
    Actor.BOTH,  # the one who asked for this time only waits
    (AGREE, PROPOSE, START),
    phase=INVITATION,
    minutes=0,
    title=_("{partner} asks for {time}"),
    tip=_("If that doesn't suit you, suggest another time."),
    waiting=_("You asked for {time}"),
    waiting_tip=_("{partner} can say yes, or suggest another time."),
    next=_("Once you agree on a time, that's when you meet."),
)
AGREED = Step(
    "agreed",
    Actor.BOTH,
    (START, START_NOW, PROPOSE_INSTEAD),
    phase=INVITATION,
    minutes=0,
    title=_("You're meeting at {time}"),
    tip=_("From then on, either of you can start."),
    waiting=_("You're meeting at {time}"),
    next=CENTERING_IS_NEXT,
)
RESCHEDULING = Step(
    "rescheduling",
    Actor.BOTH,  # the one who asked for another time only waits
    (START, AGREE_INSTEAD, KEEP_TIME, PROPOSE_INSTEAD),
    phase=INVITATION,
    minutes=0,
    title=_("{partner} asks for {new_time} instead"),
    tip=_("Only say yes if it suits you. If not, {time} still stands."),
    waiting=_("You asked for {new_time} instead"),
    waiting_tip=_("Until {partner} says yes, {time} still stands."),
    next=_("If you agree on a new time, you meet then instead."),
)
STARTING = Step(
    "starting",
    Actor.BOTH,  # the one who asked only waits
    (YES_START_NOW, NOT_NOW, START),
    phase=INVITATION,
    minutes=0,
    title=_("{partner} would like to start now"),
    tip=_("Only say yes if now is good. If not, {time} still stands."),
    waiting=_("You asked to start now"),
    waiting_tip=_("{partner} can say yes or “not yet”. {time} still stands."),
    next=CENTERING_IS_NEXT,
)
MEETING_STEPS = (POSTPONED, AGREED, RESCHEDULING, STARTING)
MEETING_STEP_NAMES = tuple(step.name for step in MEETING_STEPS)
# Before both have said yes to talking now.
ARRANGING = (INVITED, *MEETING_STEP_NAMES)
