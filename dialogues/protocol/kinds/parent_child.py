"""The child I was, aloud: one speaks as the child they were, the other stands in for a parent and listens.

Imago calls it the parent-child dialogue. It opens only once both have said yes, each alone (the app `parent_child`).
At each step either of the two steps out by one tap, and both are themselves again at once. That's also where it
leads after the child was heard, so from there on nobody can tell which way they came.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import (
    ACCEPT,
    DECLINE,
    LATER,
    MEETING_STEPS,
    PROPOSE_FIRST,
    TAKE_BACK,
    invited,
)
from dialogues.protocol.shared_steps import APPRECIATING, STEP_OUT, centering, mirror, not_quite
from dialogues.protocol.types import CLOSED, SPOKEN, Actor, Kind, Move, Purpose, Step, StepHelp, Words
from dialogues.protocol.types import gettext_noop as _

PIECE = "caretaker"  # what the one who begins has prepared: whom they'd like to speak to
BACK_THEN, HERE, GIFT = _("Back then"), _("Back here"), _("Today")
INVITATION = replace(
    invited(_("{sender} would like to speak as the child they were, with you standing in for a parent.")),
    moves=(
        ACCEPT,
        LATER,
        replace(DECLINE, label=_("I'd rather not")),
        TAKE_BACK,
        PROPOSE_FIRST,
    ),
    tip=_("Only when you're rested, and not too late. You can say no without a reason."),
    waiting_tip=_("{partner} can say no and doesn't have to say why, so please don't ask."),
    help=StepHelp(
        _(
            "It can stir things up for either of you. That's why you each said yes alone. You can still say no."
        ),
        _("Not tonight, I'm worn out. Saturday morning would be good."),
    ),
)
ARRIVING = replace(
    centering("naming"),
    stem=_("Take three slow breaths. Sit facing each other, feet on the floor."),
    example=_("I want to be gentle with both of us."),
    tip=_("Keep the next hour free, and have something nice for afterwards."),
    waiting_tip=_("Just breathe, and close your eyes if you like."),
    next=_("You say who you'd like to speak to."),
    waiting_next=_("{partner} says who they'd like to speak to."),
    help=StepHelp(
        _("Starting out calm and close makes it easier to come back afterwards."),
        _("Turn off the doorbell, keep a blanket handy, and breathe out slowly."),
    ),
)


def speak(to: str, stem: str, log_text: str, own_log_text: str) -> Move:
    """What the child says, or later the grown-up, in their own words."""
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


NAMING = Step(
    "naming",
    Actor.SENDER,
    (
        replace(
            speak(
                "listening",
                _("I'd like to speak to ..."),
                _("{name} said who they'd like to speak to"),
                _("You said who you'd like to speak to"),
            ),
            piece=PIECE,
            highlighted=False,
        ),
        STEP_OUT,
    ),
    phase=BACK_THEN,
    title=_("Who would you like to speak to?"),
    stem=_("I'd like to speak to ..."),
    example=_("I'd like to speak to my mother, when I was seven."),
    tip=_("Start with something small, not the worst."),
    waiting=_("{partner} is saying who they'd like to speak to"),
    waiting_tip=_("Just listen. You'll stand in for that person, but you're still you."),
    next=_("{partner} stands in for them and listens."),
    waiting_next=_("You stand in for them and listen."),
    unhurried=True,
    help=StepHelp(
        _(
            "It's easier to say to someone who's sitting there. Pick a person and an age that feel safe enough."
        ),
        _("My grandfather, the summer we stayed with him."),
    ),
)
LISTENING = Step(
    "listening",
    Actor.RECEIVER,
    (
        Move(
            "ask",
            "living",
            _("I'm ready to listen"),
            Purpose.CONFIRMATION,
            question=_("What is it like to live with me?"),
            log_text=_("{name} said they're ready to listen"),
            own_log_text=_("You said you're ready to listen"),
        ),
        STEP_OUT,
    ),
    phase=BACK_THEN,
    title=_("Ready to stand in and listen?"),
    tip=_("Don't act, defend or explain. You only ask, listen and say it back."),
    waiting=_("{partner} is getting ready to listen"),
    waiting_tip=_("Picture the place: a kitchen, a stairway, a smell."),
    next=_("You ask, and {partner} answers as the child."),
    waiting_next=_("{partner} asks, and you answer as the child you were."),
    unhurried=True,
    help=StepHelp(
        _("You're only there to listen in their place. This time the child gets to finish."),
        _("Open your hands, soften your face, and breathe out."),
    ),
)


def say_back(
    name: str, to: str, stem: str, example: str, question: str, next_: str, waiting_next: str
) -> Step:
    """The receiver says back what the child has said, and asks on."""
    return Step(
        name,
        Actor.RECEIVER,
        (replace(mirror(to, stem), question=question), STEP_OUT),
        phase=BACK_THEN,
        title=_("Say back what the child said"),
        stem=stem,
        example=example,
        tip=_("Slowly, in their words. No “but”, no “I did my best”."),
        waiting=_("{partner} is saying it back"),
        waiting_tip=_("Breathe, and notice how it sounds."),
        next=next_,
        waiting_next=waiting_next,
        unhurried=True,
        help=StepHelp(
            _("Maybe nobody ever said it back. Just say what you heard. It needs no answer and no excuse."),
            _("When the door is locked, you sit on the stairs and wait. Did I get that?"),
        ),
    )


LIVING = Step(
    "living",
    Actor.SENDER,
    (
        speak(
            "mirroring_living",
            _("Living with you, I ..."),
            _("{name} said what it was like"),
            _("You said what it was like"),
        ),
        STEP_OUT,
    ),
    phase=BACK_THEN,
    minutes=3,
    title=_("Say what it's like to live with them"),
    stem=_("Living with you, I ..."),
    example=_("Living with you, I never know if you'll be angry."),
    tip=_("As the child you were, in short sentences. As much or as little as you like."),
    waiting=_("Ask, and listen"),
    waiting_tip=_("Ask gently, once. Then just listen."),
    next=_("{partner} says it back."),
    waiting_next=_("You say it back."),
    unhurried=True,
    help=StepHelp(
        _("A child knows what it's like, and is rarely asked. You don't have to be fair to anyone here."),
        _("I come home and you're on the phone. I make my own bread."),
    ),
)
MIRRORING_LIVING = say_back(
    "mirroring_living",
    "hurting",
    _("Let me see if I got that. Living with me, you ..."),
    _("You never know if I'll be angry. Did I get that?"),
    _("What hurts most?"),
    _("You ask what hurts most."),
    _("{partner} asks what hurts most."),
)
HURTING = Step(
    "hurting",
    Actor.SENDER,
    (
        speak(
            "mirroring_hurting",
            _("What hurts most is ..."),
            _("{name} said what hurt most"),
            _("You said what hurt most"),
        ),
        not_quite("mirroring_living"),
        STEP_OUT,
    ),
    phase=BACK_THEN,
    minutes=3,
    title=_("Say what hurts most"),
    stem=_("What hurts most is ..."),
    example=_("What hurts most is that you don't notice when I'm sad."),
    tip=_("Only what you want to say. Stop when it's enough."),
    waiting=_("Ask, and listen"),
    waiting_tip=_("Ask gently, once. Tears are fine, and so is silence."),
    next=_("{partner} says it back."),
    waiting_next=_("You say it back."),
    unhurried=True,
    help=StepHelp(
        _(
            "Telling someone about an old hurt can make it a little less lonely. It doesn't have to be the worst one."
        ),
        _("You laughed when I cried about the dog."),
    ),
)
MIRRORING_HURTING = say_back(
    "mirroring_hurting",
    "needing",
    _("Let me see if I got that. What hurts most is ..."),
    _("What hurts most is that I don't notice when you're sad. Did I get that?"),
    _("What do you need from me?"),
    _("You ask what the child needs."),
    _("{partner} asks what you need."),
)
NEEDING = Step(
    "needing",
    Actor.SENDER,
    (
        speak(
            "mirroring_needing",
            _("What I need from you is ..."),
            _("{name} said what they needed"),
            _("You said what you needed"),
        ),
        not_quite("mirroring_hurting"),
        STEP_OUT,
    ),
    phase=BACK_THEN,
    minutes=3,
    title=_("Say what you need from them"),
    stem=_("What I need from you is ..."),
    example=_("What I need from you is that you sit on my bed and ask."),
    tip=_("What would have helped the child? One thing is enough."),
    waiting=_("Ask, and listen"),
    waiting_tip=_("You don't have to give it. Just hear it."),
    next=_("{partner} says it back."),
    waiting_next=_("You say it back."),
    unhurried=True,
    help=StepHelp(
        _("Behind the hurt there's a need, often a simple one. Saying it is the point of all this."),
        _("I need you to put the newspaper down and look at me."),
    ),
)
MIRRORING_NEEDING = say_back(
    "mirroring_needing",
    "checking",
    _("Let me see if I got that. What you need from me is ..."),
    _("You need me to sit on your bed and ask. Did I get that?"),
    "",
    _("{partner} says whether you got it."),
    _("You say whether {partner} got it."),
)
CHECKING = Step(
    "checking",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "here",
            _("Yes, it got through"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring_needing"),
        STEP_OUT,
    ),
    phase=BACK_THEN,
    minutes=0,
    title=_("Did it get through?"),
    example=_("Almost. And that you stay till I'm asleep."),
    tip=_("If it did, you both leave the child and the parent behind."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Wait quietly. You're about to be yourselves again."),
    next=_("You're both yourselves again."),
    unhurried=True,
    help=StepHelp(
        _("Only the child can tell if it was heard. If a piece is missing, it's just said again."),
        _("Almost. Not every night, just when I can't sleep."),
    ),
)
HERE_AGAIN = Step(
    STEP_OUT.to,
    Actor.BOTH,
    (
        Move(
            "go_on",
            "wishing",
            _("I'd like to continue"),
            Purpose.CONFIRMATION,
            needs_both=True,
            secondary=True,
            question=_("What could I give you today?"),
            log_text=_("{name} wanted to continue"),
            own_log_text=_("You wanted to continue"),
        ),
        Move(
            "enough",
            CLOSED,
            _("That's enough for today"),
            Purpose.CONFIRMATION,
            by=Actor.BOTH,
            secondary=True,
            log_text=_("That was enough for today"),
            own_log_text=_("You both left it there for today"),
        ),
    ),
    phase=HERE,
    title=_("You're both yourselves again"),
    stem=_("Look at each other. Say each other's name, and where you are."),
    example=_("You're {partner}. It's Sunday, and we're in our kitchen."),
    tip=_("Stand up and drink some water. You can end it here without saying why."),
    waiting=_("You're both yourselves again"),
    waiting_tip=_("Give it a moment. You can end it here."),
    next=_("If you both continue, it's about the two of you, today."),
    unhurried=True,
    help=StepHelp(
        _(
            "Saying your names, the day and the place helps you come back. It can take a minute, or an evening."
        ),
        _("Feel your feet, name five things that are blue, and put the kettle on."),
    ),
)
WISHING = Step(
    "wishing",
    Actor.SENDER,
    (
        speak(
            "mirroring_wish",
            _("What I'd love from you today is ..."),
            _("{name} said what would be good today"),
            _("You said what would be good today"),
        ),
        STEP_OUT,
    ),
    phase=HERE,
    title=_("Say what would be good today"),
    stem=_("What I'd love from you today is ..."),
    example=_("What I'd love from you today is ten minutes on the sofa, with your arm around me."),
    tip=_("From {partner} now, not from a parent. Something small and doable today."),
    waiting=_("Ask as yourself, and listen"),
    waiting_tip=_("Hearing it isn't promising it."),
    next=_("{partner} says it back."),
    waiting_next=_("You say it back."),
    unhurried=True,
    help=StepHelp(
        _(
            "Nobody can make up for what the child needed. But someone who's here can still give something small."
        ),
        _("Ask me tonight how my day was."),
    ),
)
MIRRORING_WISH = Step(
    "mirroring_wish",
    Actor.RECEIVER,
    (mirror("checking_wish", _("Let me see if I got that. What you'd love from me today is ...")), STEP_OUT),
    phase=HERE,
    minutes=0,
    title=_("Say back what you heard"),
    stem=_("Let me see if I got that. What you'd love from me today is ..."),
    example=_("Ten minutes on the sofa, with my arm around you. Did I get that?"),
    tip=_("Saying it back isn't a promise."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Breathe. Nothing to do."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether {partner} got it."),
    unhurried=True,
    help=StepHelp(
        _("Once it's said back, you both know what it is. Whether you give it is up to you."),
        _("You'd like me to ask tonight how your day was. Did I get that?"),
    ),
)
CHECKING_WISH = Step(
    "checking_wish",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "appreciating",
            _("Yes, you got it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring_wish"),
        STEP_OUT,
    ),
    phase=HERE,
    minutes=0,
    title=_("Did {partner} get it?"),
    example=_("Almost. It doesn't have to be ten minutes."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Wait quietly."),
    next=_("You thank each other."),
    unhurried=True,
    help=StepHelp(
        _(
            "Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. After dinner would be best."),
    ),
)
THANKING = replace(
    APPRECIATING,
    moves=(*APPRECIATING.moves, STEP_OUT),
    phase=HERE,
    minutes=1,
    unhurried=True,
)

KIND = Kind(
    "parent_child",
    title=_("The child I was"),
    description=_(
        "One of you speaks as the child they were, the other stands in for a parent. Imago calls it parent-child."
    ),
    minutes=18,
    modes=(SPOKEN,),
    steps=(
        INVITATION,
        *MEETING_STEPS,
        ARRIVING,
        NAMING,
        LISTENING,
        LIVING,
        MIRRORING_LIVING,
        HURTING,
        MIRRORING_HURTING,
        NEEDING,
        MIRRORING_NEEDING,
        CHECKING,
        HERE_AGAIN,
        WISHING,
        MIRRORING_WISH,
        CHECKING_WISH,
        THANKING,
    ),
    rounds=1,
    one_moment=True,
    help_lines=True,
    rest_days=7,
    prepare_url="parent_child:page",
    ended_title=_("You're both back"),
    ended_tip=_(
        "Do something quiet now, together or alone. It may stir things up for a day or two. Be gentle with each other."
    ),
)
