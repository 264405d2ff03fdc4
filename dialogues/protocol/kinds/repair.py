"""Mending a moment: one owns what they said or did, hears how it landed, and says what they wish they'd said.

Only the one who did it opens it, and they are the sender throughout. Nothing is owed for it: the other may say no
without a reason, leave it at each of their own steps, or say that it still hurts, and all of these end it well.
Whoever owns something never gets a button or a stem that asks for an answer, or asks twice.
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
from dialogues.protocol.shared_steps import centering, mirror, not_quite, thank
from dialogues.protocol.types import CLOSED, Actor, Kind, Move, Purpose, Step, StepHelp, Wording, Words
from dialogues.protocol.types import gettext_noop as _

HARD_TO_HEAR = (Wording.ASKING_FORGIVENESS, Wording.BLAMING)
DEED, IMPACT, SENSE = _("What happened"), _("How it landed"), _("Why it makes sense")
OVER, REST = _("Better words"), _("Letting it rest")
INVITATION = replace(
    invited(_("{sender} wants to talk about something they said or did, and wish they hadn't.")),
    moves=(
        ACCEPT,
        LATER,
        replace(DECLINE, label=_("I'd rather not")),
        replace(TAKE_BACK, hint=_("If you take it back, you can ask again in {rest_days} days.")),
        PROPOSE_FIRST,
    ),
    tip=_("You don't owe an answer, a reason or forgiveness. No is fine, and so is another day."),
    waiting_tip=_("{partner} can say no and doesn't have to say why, so please don't ask."),
    help=StepHelp(
        _("Nobody has to listen to this. Whoever was hurt decides whether, and when."),
        _("Not today. I'm still too upset to listen."),
    ),
)
ARRIVING = replace(
    centering("owning"),
    stem=_("Take three slow breaths. Sit so that you both feel at ease."),
    example=_("I want to hear it without defending myself."),
    tip=_("Drop your shoulders. Nothing has to be settled today."),
    waiting_tip=_("Just breathe, and close your eyes if you like."),
    next=_("You say what you did, and {partner} says it back."),
    waiting_next=_("{partner} says what they did, and you say it back."),
    help=StepHelp(
        _("You're both coming from something else. A few slow breaths make it easier to listen."),
        _("Sit where you're comfortable, put everything else away, and breathe out slowly."),
    ),
)
RATHER_NOT = Move(
    "rather_not",
    "closing",
    _("I'd rather leave it here"),
    Purpose.REFUSAL,
    secondary=True,
    log_text=_("{name} left it here"),
    own_log_text=_("You left it here"),
)


def say(name: str, to: str, purpose: Purpose, stem: str, log_text: str, own_log_text: str) -> Move:
    """Something said in one's own words, which can't be taken back or sent twice."""
    return Move(
        name,
        to,
        _("Say this"),
        purpose,
        words=Words.NEEDED,
        highlighted=True,
        stem=stem,
        log_text=log_text,
        own_log_text=own_log_text,
        spoken_label=_("I've said it"),
    )


OWNING = Step(
    "owning",
    Actor.SENDER,
    (
        replace(
            say(
                "send",
                "mirroring_owning",
                Purpose.SEND,
                _("I said ..., and I wish I hadn't."),
                _("{name} said what they did"),
                _("You said what you did"),
            ),
            may_withdraw=True,
            warns_of=HARD_TO_HEAR,
        ),
    ),
    phase=DEED,
    minutes=2,
    title=_("Say what you did"),
    stem=_("I said ..., and I wish I hadn't."),
    example=_("I said you only think of yourself, in front of your sister. I wish I hadn't."),
    tip=_("Just what you did, in a sentence or two, without “but” or “you made me”."),
    waiting=_("{partner} is finding the words"),
    waiting_tip=_("Just listen. You don't have to answer it."),
    next=_("{partner} says back what they heard."),
    waiting_next=_("You say back what you heard."),
    help=StepHelp(
        _(
            "Saying it plainly shows that you know what happened. Reasons can sound like excuses, so they can wait."
        ),
        _("I slammed the door while you were still talking. I wish I'd stayed."),
    ),
)
MIRRORING_OWNING = Step(
    "mirroring_owning",
    Actor.RECEIVER,
    (mirror("listening", _("Let me see if I got that. You said ...")), RATHER_NOT),
    phase=DEED,
    title=_("Say back what you heard"),
    stem=_("Let me see if I got that. You said ..."),
    example=_("You said you wish you hadn't said that in front of my sister. Did I get that?"),
    tip=_("Only what was said. Saying it back doesn't make it all right."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("If it comes back a little different, let it be."),
    next=_("You can say how it landed, if you like."),
    waiting_next=_("{partner} says how it landed, if they like."),
    unhurried=True,
    help=StepHelp(
        _("Saying it back slows things down, so nobody has to react. It isn't agreeing or forgiving."),
        _("You said you slammed the door, and you wish you'd stayed. Did I get that?"),
    ),
)
LISTENING = Step(
    "listening",
    Actor.SENDER,
    (
        Move(
            "listen",
            "impact",
            _("I'm ready to listen"),
            Purpose.CONFIRMATION,
            log_text=_("{name} said they're ready to listen"),
            own_log_text=_("You said you're ready to listen"),
        ),
    ),
    phase=IMPACT,
    minutes=0,
    title=_("Ready to hear how it landed?"),
    tip=_("You don't have to explain or answer. If you can't listen right now, pause."),
    waiting=_("{partner} is getting ready to listen"),
    waiting_tip=_("Breathe. There's no hurry."),
    next=_("{partner} says how it landed, or leaves it here."),
    waiting_next=_("You say how it landed, or leave it here."),
    help=StepHelp(
        _("It's hard to hear what our own words did. A breath first makes it easier to just listen."),
        _("Put both feet on the floor, breathe out, and open your hands."),
    ),
)
HOW_IT_LANDED = Step(
    "impact",
    Actor.RECEIVER,
    (
        replace(
            say(
                "send",
                "mirroring_impact",
                Purpose.SEND,
                _("When you said that, I ..."),
                _("{name} said how it landed"),
                _("You said how it landed"),
            ),
            may_withdraw=True,
        ),
        RATHER_NOT,
    ),
    phase=IMPACT,
    minutes=3,
    title=_("Say how it landed, if you like"),
    stem=_("When you said that, I ..."),
    example=_("When you said that, I felt small, and I couldn't look at anyone for the rest of the evening."),
    tip=_("As much or as little as you like. You can also leave it here."),
    waiting=_("{partner} can say how it landed, if they like"),
    waiting_tip=_("{partner} decides whether to say anything, and what. Just wait."),
    next=_("{partner} only says it back."),
    waiting_next=_("If {partner} says something, you only say it back."),
    unhurried=True,
    help=StepHelp(
        _(
            "Only the person who was hurt knows how it felt. They can say it as it was, or keep it to themselves."
        ),
        _("When the door slammed, I thought you'd had enough of me."),
    ),
)
MIRRORING_IMPACT = Step(
    "mirroring_impact",
    Actor.SENDER,
    (mirror("checking_impact", _("Let me see if I got that. When I said that, you ...")),),
    phase=IMPACT,
    title=_("Say back how it landed"),
    stem=_("Let me see if I got that. When I said that, you ..."),
    example=_("When I said that, you felt small and couldn't look at anyone. Did I get that?"),
    tip=_("Only what was said: no reasons, no “but”, no “I didn't mean it like that”."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Notice whether you feel heard."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether {partner} got it."),
    help=StepHelp(
        _("A hurt that's said back is a little less lonely. Explaining it away would only add to it."),
        _("When the door slammed, you thought I'd had enough of you. Did I get that?"),
    ),
)
CHECKING_IMPACT = Step(
    "checking_impact",
    Actor.RECEIVER,
    (
        Move(
            "got_it",
            "sense",
            _("Yes, you got it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring_impact"),
        RATHER_NOT,
    ),
    phase=IMPACT,
    title=_("Did {partner} get it?"),
    example=_("Almost. It was mostly that everyone heard it."),
    tip=_("Only you can say. If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Wait quietly."),
    next=_("{partner} says why it makes sense that it hurt."),
    waiting_next=_("You say why it makes sense that it hurt."),
    unhurried=True,
    help=StepHelp(
        _(
            "Only the person it happened to can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. It wasn't the noise, it was being left standing there."),
    ),
)
MAKING_SENSE = Step(
    "sense",
    Actor.SENDER,
    (
        replace(
            say(
                "validate",
                "checking_sense",
                Purpose.VALIDATION,
                _("It makes sense that it hurt, because ..."),
                _("{name} said how it makes sense"),
                _("You said how it makes sense"),
            ),
            may_withdraw=True,
            warns_of=HARD_TO_HEAR,
        ),
    ),
    phase=SENSE,
    minutes=2,
    title=_("Say how it makes sense"),
    stem=_("It makes sense that it hurt, because ..."),
    example=_("It makes sense that it hurt, because your sister's opinion matters to you."),
    tip=_("See it from {partner}'s side. The reason is what happened, not “you're so sensitive”."),
    waiting=_("{partner} is finding the sense in it"),
    waiting_tip=_("Just listen."),
    next=_("{partner} says whether that's it."),
    waiting_next=_("You say whether that's it."),
    help=StepHelp(
        _(
            "Seen from the other side, it makes sense that it hurt. Saying so takes no excuses and no argument."
        ),
        _("It makes sense that it hurt, because you'd asked me to stay."),
    ),
)
CHECKING_SENSE = Step(
    "checking_sense",
    Actor.RECEIVER,
    (
        Move(
            "got_it",
            "over",
            _("Yes, that's it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt understood"),
            own_log_text=_("You felt understood"),
        ),
        not_quite("sense"),
        RATHER_NOT,
    ),
    phase=SENSE,
    title=_("Is that why it hurt?"),
    example=_("Almost. It's also that I'd told you about it before."),
    tip=_("Yes means you feel understood, nothing more."),
    waiting=_("{partner} is taking a moment"),
    waiting_tip=_("Nothing to do. Just wait."),
    next=_("{partner} says what they wish they'd said."),
    waiting_next=_("You say what you wish you'd said."),
    unhurried=True,
    help=StepHelp(
        _("You can be heard and still not feel understood. If the reason doesn't fit yet, a hint helps."),
        _("Almost. It's that it had happened before."),
    ),
)
SAYING_IT_OVER = Step(
    "over",
    Actor.SENDER,
    (
        replace(
            say(
                "send",
                "receiving",
                Purpose.SEND,
                _("What I wish I'd said is ..."),
                _("{name} said what they wish they'd said"),
                _("You said what you wish you'd said"),
            ),
            warns_of=HARD_TO_HEAR,
            hint=_("You only say this once, so take your time."),
        ),
    ),
    phase=OVER,
    title=_("Say what you wish you'd said"),
    stem=_("What I wish I'd said is ..."),
    example=_("What I wish I'd said is that I was tired and wanted to go home."),
    tip=_("Don't ask for anything in return, not even forgiveness."),
    waiting=_("{partner} is finding better words"),
    waiting_tip=_("You don't have to do anything with them."),
    next=_("{partner} hears it, and owes you nothing for it."),
    waiting_next=_("You hear it, and owe nothing for it."),
    help=StepHelp(
        _("It can't be unsaid, but better words can still be said. They ask for nothing in return."),
        _("What I wish I'd said is that I needed ten minutes, and then I'd come back."),
    ),
)
RECEIVING = Step(
    "receiving",
    Actor.RECEIVER,
    (
        replace(
            thank("closing", _("Thank you for saying that"), _("Thank you for ...")),
            secondary=True,
            collapsed=True,
        ),
        Move(
            "still_hurts",
            "closing",
            _("It still hurts"),
            Purpose.SEND,
            words=Words.OPTIONAL,
            secondary=True,
            collapsed=True,
            stem=_("It still hurts, and ..."),
            log_text=_("{name} said that it still hurts"),
            own_log_text=_("You said that it still hurts"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=OVER,
    title=_("How is it for you now?"),
    tip=_(
        "Either is fine, with or without words. A thank-you isn't forgiving, and nobody's asking you to forgive."
    ),
    waiting=_("{partner} is taking it in"),
    waiting_tip=_("Whatever {partner} feels now is fine. You've said your part."),
    next=_("After that it can rest. Nobody has to say more."),
    unhurried=True,
    help=StepHelp(
        _("It may feel better now, later, or not at all. Nobody owes anyone forgiveness."),
        _("It still hurts, and I'm glad you know why."),
    ),
)
CLOSING = Step(
    "closing",
    Actor.BOTH,
    (
        Move(
            "done",
            CLOSED,
            _("That's it for today"),
            Purpose.CONFIRMATION,
            log_text=_("{name} let it rest"),
            own_log_text=_("You let it rest"),
        ),
    ),
    phase=REST,
    title=_("This can rest now"),
    tip=_("Hurt takes as long as it takes. Nobody has to be over it, or to talk about it again today."),
    waiting=_("This can rest now"),
    next=_("Either of you can end it."),
    help=StepHelp(
        _("It doesn't have to be settled for you to leave it for now. Something quiet is good after this."),
        _("Make some tea or go for a walk, alone or together."),
    ),
)

KIND = Kind(
    "repair",
    title=_("Mending a moment"),
    description=_(
        "I said or did something I wish I hadn't. I say so, hear how it landed, and ask for nothing."
    ),
    minutes=15,
    topic_question=_("Which moment is it about? When and where is enough."),
    steps=(
        INVITATION,
        *MEETING_STEPS,
        ARRIVING,
        OWNING,
        MIRRORING_OWNING,
        LISTENING,
        HOW_IT_LANDED,
        MIRRORING_IMPACT,
        CHECKING_IMPACT,
        MAKING_SENSE,
        CHECKING_SENSE,
        SAYING_IT_OVER,
        RECEIVING,
        CLOSING,
    ),
    rounds=1,
    one_moment=True,
    help_lines=True,
    rest_days=3,
    ended_title=_("This can rest now"),
    ended_tip=_("Nothing more has to be said today. Do something quiet, alone or together."),
)
