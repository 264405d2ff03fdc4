"""A short, warm one: what I appreciate about you, mirrored, and what it means to me; answered once, then switched."""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import MEETING_STEPS, invited
from dialogues.protocol.shared_steps import centering, mirror, not_quite, switching, thank
from dialogues.protocol.types import CLOSED, Actor, Kind, Move, Purpose, Step, StepHelp, Words
from dialogues.protocol.types import gettext_noop as _

PIECE = "appreciation"  # what the one who begins may have kept for it
SENDING = Step(
    "sending",
    Actor.SENDER,
    (
        Move(
            "send",
            "mirroring",
            _("Say this"),
            Purpose.SEND,
            words=Words.NEEDED,
            highlighted=True,
            may_withdraw=True,
            piece=PIECE,
            stem=_("One thing I appreciate about you is ..."),
            log_text=_("{name} said what they appreciate"),
            own_log_text=_("You said what you appreciate"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=_("The appreciation"),
    title=_("Say one thing you appreciate"),
    stem=_("One thing I appreciate about you is ..."),
    example=_("One thing I appreciate about you is that you warmed my side of the bed yesterday."),
    tip=_("Something that really happened lately, however small."),
    waiting=_("{partner} is thinking of something good"),
    waiting_tip=_("All you have to do is take it in. If that feels odd, that's fine."),
    next=_("{partner} says it back, so it has time to sink in."),
    waiting_next=_("You say it back, so it has time to sink in."),
    help=StepHelp(
        _("Good things often go unsaid. One thing that really happened says more than “you're great”."),
        _("You called my mother before her operation, without being asked."),
    ),
)

MIRRORING = Step(
    "mirroring",
    Actor.RECEIVER,
    (
        mirror("checking", _("Let me see if I got that. You appreciate ...")),
        Move(
            "too_much",
            "sending",
            _("Could you say that in smaller pieces?"),
            Purpose.SMALLER_PIECES,
            answers_at_least=25,
            secondary=True,
            log_text=_("{name} asked for smaller pieces"),
            own_log_text=_("You asked for smaller pieces"),
        ),
    ),
    phase=_("The appreciation"),
    title=_("Say it back, and let it sink in"),
    stem=_("Let me see if I got that. You appreciate ..."),
    example=_("You appreciate that I warmed your side of the bed. Did I get that?"),
    tip=_("Don't make it smaller than it was. Just say it back."),
    waiting=_("{partner} is letting it sink in"),
    waiting_tip=_("Notice how it feels to be heard."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether {partner} got it."),
    help=StepHelp(
        _("Saying it back is called mirroring. It helps something good sink in instead of being waved away."),
        _("You appreciate that I called your mother, without being asked. Did I get that?"),
    ),
)

CHECKING = Step(
    "checking",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "meaning",
            _("Yes, you got it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring"),
    ),
    phase=_("The appreciation"),
    minutes=0,
    title=_("Did {partner} get it?"),
    example=_("Almost. It was also the way you smiled."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Stay with the good feeling for a moment."),
    next=_("You say what it means to you."),
    waiting_next=_("{partner} says what it means."),
    help=StepHelp(
        _(
            "Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. What I liked most is that nobody had to ask you."),
    ),
)

MEANING = Step(
    "meaning",
    Actor.SENDER,
    (
        Move(
            "send",
            "mirroring_meaning",
            _("Say this"),
            Purpose.SEND,
            words=Words.NEEDED,
            highlighted=True,
            may_withdraw=True,
            stem=_("When you do that, what it means to me is ..."),
            log_text=_("{name} said what it means"),
            own_log_text=_("You said what it means"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=_("What it means"),
    title=_("Say what it means to you"),
    stem=_("When you do that, what it means to me is ..."),
    example=_(
        "What it means to me is that someone thinks of me when I'm not there. I missed that as a child."
    ),
    tip=_("How it feels, and maybe what it touches from long ago."),
    waiting=_("{partner} is thinking about what it means"),
    waiting_tip=_("Just wait and listen."),
    next=_("{partner} says that back, too."),
    waiting_next=_("You say that back, too."),
)

MIRRORING_MEANING = Step(
    "mirroring_meaning",
    Actor.RECEIVER,
    (mirror("thanking", _("Let me see if I got that. What it means to you is ...")),),
    phase=_("What it means"),
    minutes=0,
    title=_("Say that back, too"),
    stem=_("Let me see if I got that. What it means to you is ..."),
    example=_("It means to you that someone thinks of you when you're not there. Did I get that?"),
    tip=_("Take your time. This is the part that stays."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Breathe. Nothing to do."),
    next=_("{partner} thanks you for listening."),
    waiting_next=_("You thank {partner} for listening."),
)

THANKING = Step(
    "thanking",
    Actor.SENDER,
    (
        thank("touched", _("Thank you for hearing me"), _("Thank you for ...")),
        not_quite("mirroring_meaning"),
    ),
    phase=_("Thanks"),
    title=_("Say thank you"),
    stem=_("Thank you for letting that in."),
    example=_("Thank you for letting that in. It was good to say."),
    tip=_("If {partner} missed a part, say that part first."),
    waiting=_("{partner} is about to thank you"),
    waiting_tip=_("Just take it in."),
    next=_("{partner} says what touched them, if they like."),
    waiting_next=_("You say what touched you, if you like."),
)

TOUCHED = Step(
    "touched",
    Actor.RECEIVER,
    (
        replace(
            thank("switching", _("Say it"), _("What touched me is ..."), to_at_the_end=CLOSED),
            words=Words.NEEDED,
            log_text=_("{name} said what touched them"),
            own_log_text=_("You said what touched you"),
        ),
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
    minutes=0,
    title=_("What touched you?"),
    stem=_("What touched me is ..."),
    example=_("What touched me is that you noticed. I thought nobody did."),
    tip=_("One sentence, if you like. You can also just let it sink in."),
    waiting=_("{partner} is letting it sink in"),
    waiting_tip=_("Nothing to do but take it in."),
    next=_("You can swap roles."),
    last_next=_("And that's it: you've each said one and heard one."),
    help=StepHelp(
        _("It's good to know which part got through. One sentence is enough."),
        _("What touched me is that it stayed with you for so long."),
    ),
)

STEPS = (
    invited(_("{sender} would like to tell you something they appreciate about you.")),
    *MEETING_STEPS,
    centering(),
    SENDING,
    MIRRORING,
    CHECKING,
    MEANING,
    MIRRORING_MEANING,
    THANKING,
    TOUCHED,
    switching("sending", CLOSED),
)
LAST_THANKS = replace(  # of the first edition, which ended with them
    THANKING,
    moves=(replace(THANKING.moves[0], to="switching", to_at_the_end=CLOSED), *THANKING.moves[1:]),
    next=TOUCHED.next,
    waiting_next="",
    last_next=TOUCHED.last_next,
)
KIND = Kind(
    "appreciation",
    title=_("An appreciation"),
    description=_("Something good, said and heard. A good way to start."),
    minutes=10,
    is_surprise=True,
    topic_question=_("What's it about? Or is it a surprise?"),
    steps=STEPS,
    earlier=(tuple(LAST_THANKS if step is THANKING else step for step in STEPS if step is not TOUCHED),),
)
