"""One brings something they do instead of being in the relationship; heard, they promise how far they close it.

The exit is its owner's, who is the sender throughout: only they say what it is and what they promise.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.kinds import intentional
from dialogues.protocol.shared_steps import POSTPONED, centering, invited, mirror, not_quite, thank
from dialogues.protocol.types import CLOSED, Kind, Move, Purpose, Step, TimeChoices, Who, Words
from dialogues.protocol.types import gettext_noop as _

SENDING = replace(
    intentional.SENDING,
    moves=(
        replace(
            intentional.SENDING.moves[0],
            piece="say",
            stem=_("Something I do instead of being with you is ..."),
        ),
    ),
    title=_("Say what you do, and what it is for"),
    stem=_("Something I do instead of being with you is ... What I find hard to say through it is ..."),
    example=_(
        "When I come home I disappear into the news. What I do not say is that I am worn out and afraid to"
        " disappoint you."
    ),
    tip=_("It is yours, and it once helped you. Say what it does for you, without putting yourself down."),
    waiting_tip=_("It takes trust to show this. Nothing is asked of you but to listen."),
)
MIRRORING = replace(
    intentional.MIRRORING,
    example=_("You said that you disappear into the news when you are worn out. Did I get that?"),
    tip=_("Only what was said. What {partner} does about it is {partner}'s to say, later."),
)
CHECKING = replace(
    intentional.CHECKING,
    moves=(replace(intentional.CHECKING.moves[0], piece="say"), *intentional.CHECKING.moves[1:]),
    example=_("Yes. And what I miss by it is our evenings."),
)
SUMMARISING = replace(
    intentional.SUMMARISING,
    example=_(
        "In all: the news is where you hide when you are worn out, and you miss our evenings yourself."
    ),
)
CHECKING_SUMMARY = replace(
    intentional.CHECKING_SUMMARY, example=_("Almost. What I would add is that it has become a habit.")
)
VALIDATING = replace(
    intentional.VALIDATING,
    example=_("You make sense to me, because when you are worn out, talking is one more thing to do."),
)
CHECKING_VALIDATION = replace(
    intentional.CHECKING_VALIDATION, example=_("Almost. It is less the talking than the fear to disappoint.")
)
EMPATHISING = replace(
    intentional.EMPATHISING,
    example=_("I imagine that you might feel tired, and perhaps alone with it. Is that it?"),
)
CHECKING_EMPATHY = replace(
    intentional.CHECKING_EMPATHY,
    moves=(
        replace(intentional.CHECKING_EMPATHY.moves[0], to="promising", to_at_the_end=""),
        not_quite("empathising"),
    ),
    next=_("Then you may promise how far you close it."),
    waiting_next=_("Then {partner} may promise something, in their own words."),
    last_next="",
)


def promise_move(
    name: str, label: str, stem: str, hint: str, *, question: str, secondary: bool = False
) -> Move:
    """One way to close an exit: how far, in the owner's own words, with the day to look back."""
    return Move(
        name,
        "mirroring_promise",
        label,
        Purpose.PROMISE,
        words=Words.NEEDED,
        may_withdraw=True,
        time_question=question,
        time_choices=TimeChoices.WEEKS,
        time_text=_("looks back on {time}"),
        kept_with_outcome=True,
        secondary=secondary,
        collapsed=True,
        hint=hint,
        stem=stem,
        log_text=_("{name} promised"),
        spoken_label=_("I have said it"),
    )


REVIEW_QUESTION = _("When will you look back at it?")
PROMISING = Step(
    "promising",
    Who.SENDER,
    (
        promise_move(
            "close",
            _("I close it"),
            _("Starting today, I ..."),
            _("The whole of it. You can open it again, and you need nobody's leave for that."),
            question=REVIEW_QUESTION,
            secondary=True,
        ),
        promise_move(
            "close_partly",
            _("I close a part of it"),
            _("Starting today, I ... What stays is ..."),
            _("Say what stays. What is said openly need not be hidden."),
            question=REVIEW_QUESTION,
            secondary=True,
        ),
        promise_move(
            "close_for_a_time",
            _("I close it for a time"),
            _("For this time, I ..."),
            _("A trial. At its end you look back, and decide anew."),
            question=_("Until when?"),
            secondary=True,
        ),
        Move(
            "not_yet",
            "closing",
            _("I am not ready to promise"),
            Purpose.DEFERRAL,
            secondary=True,
            log_text=_("{name} promises nothing yet"),
        ),
    ),
    phase=_("The promise"),
    title=_("How far will you close it?"),
    stem=_("Starting today, I ..."),
    example=_(
        "On weekdays I leave the phone in the hall until we have eaten, and tell you when I need half an hour alone."
    ),
    tip=_(
        "Small and sure is better than big. Friends, family, work, faith, help and health are no exits; they stay."
    ),
    waiting=_("{partner} is finding what they can promise"),
    waiting_tip=_("How far it goes is {partner}'s alone to say. Breathe, and take what comes as it comes."),
    next=_("{partner} gives it back, so that you hear your own promise."),
    waiting_next=_("You give it back as you heard it."),
)
MIRRORING_PROMISE = Step(
    "mirroring_promise",
    Who.RECEIVER,
    (mirror("confirming", _("Let me see if I got that. What you promise is ...")),),
    phase=_("The promise"),
    title=_("Give the promise back"),
    stem=_("Let me see if I got that. What you promise is ..."),
    example=_("On weekdays the phone stays in the hall until we have eaten. Did I get that?"),
    tip=_("Just as it was given, neither more nor less."),
    waiting=_("{partner} is giving it back"),
    waiting_tip=_("Listen how it sounds. You may still change it."),
    next=_("{partner} says whether it is what they promise."),
    waiting_next=_("You say whether it is what you promise."),
)
CONFIRMING = Step(
    "confirming",
    Who.SENDER,
    (
        Move(
            "got_it",
            "thanking",
            _("Yes, that is my promise"),
            Purpose.CONFIRMATION,
            log_text=_("{name} gave a promise"),
        ),
        not_quite("mirroring_promise"),
        Move(
            "rethink",
            "promising",
            _("I want to change it"),
            Purpose.RECONSIDERATION,
            secondary=True,
            log_text=_("{name} thought the promise over"),
        ),
    ),
    phase=_("The promise"),
    title=_("Is that what you promise?"),
    example=_("Almost. At the weekend I would like to read it, too."),
    tip=_("Promise what you can keep on a bad day."),
    waiting=_("{partner} is listening to their own promise"),
    waiting_tip=_("It is {partner}'s to weigh."),
    next=_("Then {partner} thanks you."),
    waiting_next=_("Then you thank {partner}."),
)
THANKING = Step(
    "thanking",
    Who.RECEIVER,
    (thank("easing", _("Say thank you"), _("Thank you. What it means to me is ...")),),
    phase=_("Thanks"),
    title=_("Say thank you"),
    stem=_("Thank you. What it means to me is ..."),
    example=_("Thank you. It means to me that our evenings matter to you, too."),
    tip=_("It was given freely. Take it as it is, without asking for more."),
    waiting=_("{partner} is about to thank you"),
    waiting_tip=_("Let the thanks in."),
    next=_("Then you may say what would make it easier."),
    waiting_next=_("{partner} may say what could make it easier."),
)
EASING = Step(
    "easing",
    Who.RECEIVER,
    (
        Move(
            "ease",
            "closing",
            _("Say it"),
            Purpose.OFFER,
            words=Words.NEEDED,
            kept_with_outcome=True,
            stem=_("What could make it easier is ..."),
            log_text=_("{name} said what could make it easier"),
            spoken_label=_("I have said it"),
        ),
        Move(
            "no_more",
            "closing",
            _("That is all"),
            Purpose.REFUSAL,
            secondary=True,
            log_text=_("{name} had nothing to add"),
        ),
    ),
    phase=_("Thanks"),
    title=_("What could make it easier?"),
    stem=_("What could make it easier is ..."),
    example=_("I could give you a quiet quarter of an hour when you come home."),
    tip=_("Best something that you can do yourself. It is an offer; the promise stays as it was given."),
    waiting=_("{partner} is thinking about what could make it easier"),
    waiting_tip=_("You need not take it up. Your promise stays as you gave it."),
    next=_("{partner} ends with a word of thanks."),
    waiting_next=_("You end with a word of thanks."),
)
CLOSING = Step(
    "closing",
    Who.SENDER,
    (thank(CLOSED, _("Thank you for hearing me"), _("Thank you for ...")),),
    phase=_("Thanks"),
    title=_("End with thanks"),
    stem=_("Thank you for hearing me."),
    example=_("Thank you for listening without a word of blame."),
    tip=_("You showed something that is easier to hide."),
    waiting=_("{partner} is about to thank you"),
    waiting_tip=_("You have listened to something hard. That is a lot."),
    next=_("With that, the dialogue is complete."),
)

KIND = Kind(
    "closing_exit",
    title=_("Closing an exit"),
    description=_("Something I do instead of being with you: brought, heard, and closed as far as I say."),
    steps=(
        invited(_("{sender} would like to bring you something of their own, and asks you to listen.")),
        POSTPONED,
        centering(),
        SENDING,
        MIRRORING,
        CHECKING,
        SUMMARISING,
        CHECKING_SUMMARY,
        VALIDATING,
        CHECKING_VALIDATION,
        EMPATHISING,
        CHECKING_EMPATHY,
        PROMISING,
        MIRRORING_PROMISE,
        CONFIRMING,
        THANKING,
        EASING,
        CLOSING,
    ),
    rounds=1,
    prepare_url="exits:inventory",
    outcome_url="exits:together",
    outcome_title=_("To what you promised each other"),
)
