"""A shower of praise, aloud: looks, character, deeds, the whole person. Imago calls it positive flooding.

Praise can't be demanded here: whoever gives it may skip each part, and whoever hears it says nothing back. All they
do is tap when it has sunk in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from dialogues.protocol.arrangements import ACCEPT, MEETING_STEPS, invited
from dialogues.protocol.shared_steps import centering, say_something_good, switching, thank
from dialogues.protocol.types import CLOSED, SPOKEN, Actor, Kind, Move, Purpose, Step, StepHelp
from dialogues.protocol.types import gettext_noop as _


class Part(NamedTuple):
    """One thing to praise, and what its sender reads."""

    name: str
    phase: str
    title: str
    stem: str
    example: str
    tip: str
    waiting: str  # the title for the one who hears it
    log_text: str
    own_log_text: str
    help: StepHelp


PARTS = (
    Part(
        "looks",
        _("Looks"),
        _("How {partner} looks"),
        _("I love your ..."),
        _("I love your eyes, and the back of your neck."),
        _("Walk around {partner} if you like. Start softly, and name a few things one by one."),
        _("{partner} is saying what they love about your looks"),
        _("{name} said what they love: looks"),
        _("You said what you love: looks"),
        StepHelp(
            _("We look at each other every day and hardly ever say what we like to see. Small things count."),
            _("I love your hands, even with paint on them."),
        ),
    ),
    Part(
        "character",
        _("Character"),
        _("Who {partner} is"),
        _("I love that you're ..."),
        _("I love that you're stubborn when it matters."),
        _("A few words for each is plenty. Let your voice get a little louder."),
        _("{partner} is saying what they love about who you are"),
        _("{name} said what they love: character"),
        _("You said what you love: character"),
        StepHelp(
            _("Who someone is shows in everything they do. You don't need a reason to say it."),
            _("You're funny, you're loyal, and you're braver than you think."),
        ),
    ),
    Part(
        "deeds",
        _("Actions"),
        _("What {partner} does"),
        _("I love it when you ..."),
        _("I love it when you sing to the dog."),
        _("Big things and tiny ones, from now or years ago. Louder, if you like."),
        _("{partner} is saying what you do that they love"),
        _("{name} said what they love: actions"),
        _("You said what you love: actions"),
        StepHelp(
            _("A daily thank-you can turn into a habit. This one can be loud, and all at once."),
            _("You drove through the snow for me. You still make me laugh at breakfast."),
        ),
    ),
    Part(
        "everything",
        _("The whole person"),
        _("All of {partner}"),
        _("I love ..."),
        _("I can't believe I get to be with you!"),
        _("As loud as you dare: the biggest, simplest words that are true."),
        _("{partner} is saying it all, out loud"),
        _("{name} said it all"),
        _("You said it all"),
        StepHelp(
            _("After all those details, say the whole of it. It can be three words, and it can be shouted."),
            _("You're wonderful! I'd choose you again!"),
        ),
    ),
)
DIALOGUE_OPENS = PARTS[0].name
SAYING_WHAT_TOUCHED = "touched"


def praise(part: Part, then: str) -> Step:
    """The sender praises, or skips it."""
    skip = Move(
        "skip",
        then,
        _("Skip this one"),
        Purpose.REFUSAL,
        secondary=True,
        log_text=_("{name} went on"),
        own_log_text=_("You went on"),
    )
    said = say_something_good(f"receiving_{part.name}", part.stem, part.log_text, part.own_log_text)
    return Step(
        part.name,
        Actor.SENDER,
        (said, skip),
        phase=part.phase,
        title=part.title,
        stem=part.stem,
        example=part.example,
        tip=part.tip,
        waiting=part.waiting,
        waiting_tip=_("You don't have to answer. Breathe, and let it sink in."),
        next=_("{partner} taps once they've taken it in."),
        waiting_next=_("You tap once you've taken it in."),
        help=part.help,
    )


def receive(part: Part, then: str) -> Step:
    """The receiver taps once it has sunk in, and says nothing."""
    taken_in = Move(
        "taken_in",
        then,
        _("I've taken it in"),
        Purpose.CONFIRMATION,
        log_text=_("{name} took it in"),
        own_log_text=_("You took it in"),
    )
    is_last = then == SAYING_WHAT_TOUCHED
    return Step(
        f"receiving_{part.name}",
        Actor.RECEIVER,
        (taken_in,),
        phase=part.phase,
        minutes=0,
        title=_("Let it sink in"),
        tip=_("No “but”, and no thank-you yet. If it's hard to believe, just breathe."),
        waiting=_("{partner} is taking it in"),
        waiting_tip=_("Just look at {partner}, and wait."),
        next=_("You say what touched you, if you like.") if is_last else _("{partner} goes on."),
        waiting_next=_("{partner} says what touched them, if they like.") if is_last else _("You go on."),
        help=StepHelp(
            _("We tend to wave praise away. When there's nothing to answer, it can sink in."),
            _("Feet on the floor, eyes on their face, one slow breath."),
        ),
    )


def parts() -> Iterator[Step]:
    """All that is praised, in its order."""
    names = [part.name for part in PARTS[1:]] + [SAYING_WHAT_TOUCHED]
    for part, then in zip(PARTS, names, strict=True):
        yield from (praise(part, then), receive(part, then))


ASKED = invited(_("{sender} would like to tell you out loud what they love about you. All you do is listen."))
INVITATION = replace(
    ASKED,
    moves=(replace(ACCEPT, label=_("Yes, I'd like that")), *ASKED.moves[1:]),
    title=_("A shower of praise?"),
    tip=_("You don't have to say anything back, now or later."),
    next=_("You both take a breath, then {partner} starts."),
    waiting_next=_("You both take a breath, then you start."),
)
ARRIVING = replace(
    centering(DIALOGUE_OPENS),
    title=_("Settle in together"),
    stem=_("One of you sits. Take three slow breaths, and look at each other."),
    example=_("I want to remember how you looked when we met."),
    tip=_("Think of a moment when you couldn't stop looking at {partner}."),
    waiting_tip=_("Breathe, and get comfortable."),
    next=_("You start, and {partner} only listens."),
    waiting_next=_("{partner} starts, and you only listen."),
    help=StepHelp(
        _(
            "Whoever listens sits; the other can stand or walk around. A few breaths first help you both slow down."
        ),
        _("Take the comfortable chair, and leave your phone in your lap."),
    ),
)
TOUCHED = Step(
    SAYING_WHAT_TOUCHED,
    Actor.RECEIVER,
    (
        thank("switching", _("Say it"), _("What touched me is ..."), to_at_the_end=CLOSED),
        Move(
            "no_more",
            "switching",
            _("Just let it sink in"),
            Purpose.REFUSAL,
            to_at_the_end=CLOSED,
            secondary=True,
            log_text=_("{name} let it sink in"),
            own_log_text=_("You let it sink in"),
        ),
    ),
    phase=_("Thanks"),
    title=_("What touched you?"),
    stem=_("What touched me is ..."),
    example=_("What touched me is that you noticed my hands."),
    tip=_("One thing, if you like, or a hug. You can also say nothing."),
    waiting=_("{partner} is letting it sink in"),
    waiting_tip=_("Whatever comes is fine, even nothing."),
    next=_("You can swap roles, if you'd both like to."),
    last_next=_("And that's it. Enjoy it for a while."),
    help=StepHelp(
        _("It's good to know which part got through. One sentence is enough."),
        _("That you called me brave. I'm going to need a minute."),
    ),
)
SWITCHING = replace(
    switching(DIALOGUE_OPENS, CLOSED),
    tip=_("Nobody owes praise. Swap only if you both feel like it, today or another day."),
)

KIND = Kind(
    "flooding",
    title=_("A shower of praise"),
    description=_(
        "Say out loud what you love: looks, character, actions, everything. Imago calls it positive flooding."
    ),
    minutes=12,
    modes=(SPOKEN,),
    is_surprise=True,
    topic_question=_("What's it about? Or is it a surprise?"),
    steps=(INVITATION, *MEETING_STEPS, ARRIVING, *parts(), TOUCHED, SWITCHING),
)
