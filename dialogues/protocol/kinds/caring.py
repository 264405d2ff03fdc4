"""Caring days: one says what makes them feel cared for, and the other may pick one thing to give this week.

Nothing is asked for, so nothing can be refused. Whoever listens picks in their own time, from what is shown to them
alone, and "another day" is an answer like any other: it needs no reason, and leads on as a pick does.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import ACCEPT, MEETING_STEPS, TAKE_BACK, invited
from dialogues.protocol.shared_steps import centering, mirror, not_quite, switching, thank
from dialogues.protocol.types import CLOSED, Actor, Kind, Move, Purpose, Step, StepHelp, Wording, Words
from dialogues.protocol.types import gettext_noop as _

SAYING, PICKING_PHASE = _("Feeling cared for"), _("One for this week")
STEMS = (
    _("I feel cared for when you ..."),
    _("In the beginning, I felt cared for when you ..."),
    _("What I've never told you: I'd feel cared for if you ..."),
)
ASKED = invited(
    _("{sender} would like to tell you what makes them feel cared for, and hear what works for you.")
)
INVITATION = replace(
    ASKED,
    moves=(
        replace(ACCEPT, label=_("Yes, now is good")),
        *(
            replace(move, hint=_("If you take it back, you can ask again in {rest_days} days."))
            if move.name == TAKE_BACK.name
            else move
            for move in ASKED.moves[1:]
        ),
    ),
    title=_("Caring days?"),
    tip=_("Saying yes isn't a promise. You can pick one small thing later, if you like."),
    waiting_tip=_("Nobody owes a gift. Enjoy whatever comes."),
)
ARRIVING = replace(
    centering("sending"),
    example=_("I want to tell you what's good between us."),
    tip=_("Think of a moment when you felt looked after."),
    next=_("You say what makes you feel cared for, and {partner} says it back."),
    waiting_next=_("{partner} says what makes them feel cared for, and you say it back."),
    help=StepHelp(
        _("A few slow breaths help you both settle in. After that, good things are easier to say and hear."),
        _("Sit so that you can see each other, and breathe out slowly."),
    ),
)


def say(name: str, log_text: str, own_log_text: str) -> Move:
    """A line of the sender's, from their list or new."""
    return Move(
        name,
        "mirroring",
        _("Say this"),
        Purpose.SEND,
        words=Words.NEEDED,
        highlighted=True,
        may_withdraw=True,
        warns_of=(Wording.BLAMING,),
        offers_lines=True,
        stem=STEMS[0],
        stems=STEMS,
        log_text=log_text,
        own_log_text=own_log_text,
        spoken_label=_("I've said it"),
    )


SENDING = Step(
    "sending",
    Actor.SENDER,
    (
        say(
            "send",
            _("{name} said what makes them feel cared for"),
            _("You said what makes you feel cared for"),
        ),
    ),
    phase=SAYING,
    minutes=2,
    title=_("Say what makes you feel cared for"),
    stem=STEMS[0],
    example=_("I feel cared for when you put your hand on my back as you walk by."),
    tip=_("One small thing at a time: what to do, not what to stop."),
    waiting=_("{partner} is thinking of what makes them feel cared for"),
    waiting_tip=_("You don't have to do any of it. Just listen."),
    next=_("{partner} says it back."),
    waiting_next=_("You say it back."),
    help=StepHelp(
        _(
            "We tend to give what we'd like to get ourselves. This is how you find out what each other really enjoys."
        ),
        _("I feel cared for when you call on your way home, just to hear how I am."),
    ),
)
MIRRORING = Step(
    "mirroring",
    Actor.RECEIVER,
    (mirror("checking", _("Let me see if I got that. You feel cared for when I ...")),),
    phase=SAYING,
    title=_("Say back what you heard"),
    stem=_("Let me see if I got that. You feel cared for when I ..."),
    example=_("You feel cared for when I put my hand on your back as I walk by. Did I get that?"),
    tip=_("Saying it back isn't a promise."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Notice how it sounds."),
    next=_("{partner} says more, or says that's all."),
    waiting_next=_("You say more, or say that's all."),
    help=StepHelp(
        _("Saying it back shows that it got through. It doesn't say whether you'll do it."),
        _("You feel cared for when I call on my way home. Did I get that?"),
    ),
)
CHECKING = Step(
    "checking",
    Actor.SENDER,
    (
        replace(
            say("more", _("{name} said another thing"), _("You said another thing")),
            label=_("Yes, and there's more"),
            stem=_("And ..."),
            collapsed=True,
        ),
        Move(
            "that_is_all",
            "picking",
            _("You got it, that's all"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring"),
    ),
    phase=SAYING,
    minutes=2,
    title=_("Did {partner} get it? Is there more?"),
    tip=_("Two or three are plenty for one day."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("There may be more."),
    next=_("{partner} can pick one for this week, or leave it for another day."),
    waiting_next=_("You can pick one for this week, or leave it for another day."),
    help=StepHelp(
        _(
            "Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. It's the calling I like, not what we talk about."),
    ),
)
PICKING = Step(
    "picking",
    Actor.RECEIVER,
    (
        Move(
            "pick",
            "thanking",
            _("I'd like to give this"),
            Purpose.GIFT,
            words=Words.NEEDED,
            highlighted=True,
            may_withdraw=True,
            kept_with_outcome=True,
            offers_lines=True,
            stem=_("This week I'd love to give you: ..."),
            log_text=_("{name} picked something for this week"),
            own_log_text=_("You picked something for this week"),
        ),
        Move(
            "another_day",
            "thanking",
            _("Another day"),
            Purpose.DEFERRAL,
            secondary=True,
            log_text=_("{name} left it for another day"),
            own_log_text=_("You left it for another day"),
        ),
    ),
    phase=PICKING_PHASE,
    minutes=2,
    title=_("Pick one for this week, if you like"),
    stem=_("This week I'd love to give you: ..."),
    example=_("My hand on your back, every morning."),
    tip=_("Only what you'd enjoy giving. “Another day” is fine, and you don't need a reason."),
    waiting=_("{partner} can pick something, or leave it"),
    waiting_tip=_("Please don't ask why, or why not. It's up to {partner}."),
    next=_("{partner} thanks you, either way."),
    waiting_next=_("You thank {partner}, either way."),
    unhurried=True,
    help=StepHelp(
        _("It's a gift because it doesn't have to be given. Something small and easy is just right."),
        _("I'd love to call you on my way home on Tuesday."),
    ),
)
THANKING = Step(
    "thanking",
    Actor.SENDER,
    (thank("switching", _("Say thank you"), _("Thank you for ..."), to_at_the_end=CLOSED),),
    phase=PICKING_PHASE,
    title=_("Say thank you"),
    stem=_("Thank you for ..."),
    example=_("Thank you for listening to all of that."),
    tip=_("For the listening, or for the gift. Nothing else is needed."),
    waiting=_("{partner} is about to thank you"),
    waiting_tip=_("Just take it in."),
    next=_("You can swap roles."),
    last_next=_("And that's the end of the dialogue."),
    help=StepHelp(
        _("Being heard is a gift, too. If something was picked, it'll come when it comes."),
        _("Thank you for wanting to know this about me."),
    ),
)

KIND = Kind(
    "caring",
    title=_("Caring days"),
    description=_(
        "Tell each other what makes you feel cared for. Each of you can pick one small thing to give this week."
    ),
    minutes=20,
    is_surprise=True,
    topic_question=_("What's it about, if you want to say?"),
    rest_days=3,
    outcome_url="caring:overview",
    outcome_title=_("Go to Caring days"),
    steps=(
        INVITATION,
        *MEETING_STEPS,
        ARRIVING,
        SENDING,
        MIRRORING,
        CHECKING,
        PICKING,
        THANKING,
        switching("sending", CLOSED),
    ),
)
