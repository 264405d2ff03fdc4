"""One brings something they do instead of being in the relationship; heard, they promise how far they close it.

The exit is its owner's, who is the sender throughout: only they say what it is and what they promise.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import MEETING_STEPS, invited
from dialogues.protocol.kinds import intentional
from dialogues.protocol.shared_steps import centering, mirror, not_quite, thank
from dialogues.protocol.types import CLOSED, Actor, Kind, Move, Purpose, Step, StepHelp, TimeChoices, Words
from dialogues.protocol.types import gettext_noop as _

SENDING = replace(
    intentional.SENDING,
    moves=(
        replace(
            intentional.SENDING.moves[0],
            piece="say",
            stem=_("Something I do instead of being with you is ..."),
            stems=(),
        ),
    ),
    title=_("Say what you do, and what it's for"),
    stem=_("Something I do instead of being with you is ... What I find hard to say is ..."),
    example=_(
        "When I come home I disappear into the news. What I don't say is that I'm worn out and afraid to let you down."
    ),
    tip=_("It helped you once. Say how."),
    waiting_tip=_("This isn't easy to show. Just take it in."),
    help=StepHelp(
        _(
            "An exit is something you do instead of being with each other. It's easier to change once it's been said."
        ),
        _("After an argument I clean the whole kitchen. It's easier than saying I'm hurt."),
    ),
)
MIRRORING = replace(
    intentional.MIRRORING,
    example=_("You said you disappear into the news when you're worn out. Did I get that?"),
    tip=_("Only what was said. {partner} says later what they'll do about it."),
    help=StepHelp(
        _(
            "Saying it back is called mirroring. It shows what got through before anyone answers. It isn't agreeing."
        ),
        _("You clean the kitchen because it's easier than saying you're hurt. Did I get that?"),
    ),
)
CHECKING = replace(
    intentional.CHECKING,
    moves=(replace(intentional.CHECKING.moves[0], piece="say", stems=()), *intentional.CHECKING.moves[1:]),
    example=_("Yes. And what I lose is our evenings."),
    help=StepHelp(
        _(
            "Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. And while I scrub, I wait for you to come in."),
    ),
)
SUMMARISING = replace(
    intentional.SUMMARISING,
    example=_("You said the news is where you hide when you're worn out, and you miss our evenings, too."),
)
CHECKING_SUMMARY = replace(
    intentional.CHECKING_SUMMARY, example=_("Almost. I'd add that it's become a habit.")
)
VALIDATING = replace(
    intentional.VALIDATING,
    example=_(
        "You make sense, and what makes sense is that talking is one more thing to do when you're worn out."
    ),
)
CHECKING_VALIDATION = replace(
    intentional.CHECKING_VALIDATION,
    example=_("Almost. It's less the talking than the fear of letting you down."),
)
EMPATHISING = replace(
    intentional.EMPATHISING,
    example=_("I imagine you might be feeling tired, and maybe alone with it. Is that it?"),
)
CHECKING_EMPATHY = replace(
    intentional.CHECKING_EMPATHY,
    moves=(
        replace(intentional.CHECKING_EMPATHY.moves[0], to="promising", to_at_the_end=""),
        not_quite("empathising"),
    ),
    next=_("You can promise something about it."),
    waiting_next=_("{partner} may promise something, in their own words."),
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
        own_log_text=_("You promised"),
        spoken_label=_("I've said it"),
    )


REVIEW_QUESTION = _("When will you look back at it?")
PROMISING = Step(
    "promising",
    Actor.SENDER,
    (
        promise_move(
            "close",
            _("I'll close it"),
            _("Starting today, I ..."),
            _("All of it. You can open it again, and you don't need permission."),
            question=REVIEW_QUESTION,
            secondary=True,
        ),
        promise_move(
            "close_partly",
            _("I'll close part of it"),
            _("Starting today, I ... What stays is ..."),
            _("Say what stays. Nothing you say openly has to be hidden."),
            question=REVIEW_QUESTION,
            secondary=True,
        ),
        promise_move(
            "close_for_a_time",
            _("I'll close it for a while"),
            _("For now, I ..."),
            _("A trial. At the end you look back and decide again."),
            question=_("Until when?"),
            secondary=True,
        ),
        Move(
            "not_yet",
            "closing",
            _("I'm not ready to promise"),
            Purpose.DEFERRAL,
            secondary=True,
            log_text=_("{name} wasn't ready to promise yet"),
            own_log_text=_("You weren't ready to promise yet"),
        ),
    ),
    phase=_("The promise"),
    title=_("How far will you close it?"),
    stem=_("Starting today, I ..."),
    example=_(
        "On weekdays I'll leave the phone in the hall until we've eaten, and tell you when I need half an hour alone."
    ),
    tip=_("Small and sure beats big. Friends, family, work, faith, help and health aren't exits; they stay."),
    waiting=_("{partner} is thinking about what they can promise"),
    waiting_tip=_("How far it goes is up to {partner}. Breathe, and wait."),
    next=_("{partner} says it back, so you hear your own promise."),
    waiting_next=_("You say it back as you heard it."),
)
MIRRORING_PROMISE = Step(
    "mirroring_promise",
    Actor.RECEIVER,
    (mirror("confirming", _("Let me see if I got that. What you promise is ...")),),
    phase=_("The promise"),
    title=_("Say the promise back"),
    stem=_("Let me see if I got that. What you promise is ..."),
    example=_("On weekdays the phone stays in the hall until we've eaten. Did I get that?"),
    tip=_("Just as it was said, no more and no less."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Notice how it sounds. You can still change it."),
    next=_("{partner} says whether that's the promise."),
    waiting_next=_("You say whether that's your promise."),
)
CONFIRMING = Step(
    "confirming",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "instead",
            _("Yes, that's my promise"),
            Purpose.CONFIRMATION,
            log_text=_("{name} confirmed the promise"),
            own_log_text=_("You confirmed the promise"),
        ),
        not_quite("mirroring_promise"),
        Move(
            "rethink",
            "promising",
            _("I want to change it"),
            Purpose.RECONSIDERATION,
            secondary=True,
            log_text=_("{name} wanted to change the promise"),
            own_log_text=_("You wanted to change the promise"),
        ),
    ),
    phase=_("The promise"),
    title=_("Is that what you promise?"),
    example=_("Almost. On weekends I'd still like to read it."),
    tip=_("Promise what you can keep on a bad day."),
    waiting=_("{partner} is thinking it over"),
    waiting_tip=_("Give {partner} a moment."),
    next=_("You can add what you'll say instead."),
    waiting_next=_("{partner} can add what they'll say instead."),
)
INSTEAD = Step(
    "instead",
    Actor.SENDER,
    (
        Move(
            "send",
            "thanking",
            _("Say this"),
            Purpose.SEND,
            words=Words.NEEDED,
            may_withdraw=True,
            piece="instead",
            kept_with_outcome=True,
            stem=_("When I feel the pull, I'll tell you ..."),
            log_text=_("{name} said what they'll say instead"),
            own_log_text=_("You said what you'll say instead"),
            spoken_label=_("I've said it"),
        ),
        Move(
            "no_more",
            "thanking",
            _("Skip this"),
            Purpose.REFUSAL,
            secondary=True,
            log_text=_("{name} left it at the promise"),
            own_log_text=_("You left it at the promise"),
        ),
    ),
    phase=_("The promise"),
    minutes=0,
    title=_("What will you say instead?"),
    stem=_("When I feel the pull, I'll tell you ..."),
    example=_("When I feel the pull, I'll tell you that I'm worn out and need ten minutes."),
    tip=_("What's the feeling behind it? A few words you could really say."),
    waiting=_("{partner} is thinking about what to say instead"),
    waiting_tip=_("Breathe, and wait. There's nothing to answer."),
    next=_("{partner} thanks you."),
    waiting_next=_("You thank {partner}."),
    help=StepHelp(
        _("An exit often acts out a feeling. Once it's said, nobody has to act it out."),
        _("When I reach for the sponge, I'll tell you that I'm hurt."),
    ),
)
THANKING = Step(
    "thanking",
    Actor.RECEIVER,
    (thank("easing", _("Say thank you"), _("Thank you. What it means to me is ...")),),
    phase=_("Thanks"),
    title=_("Say thank you"),
    stem=_("Thank you. What it means to me is ..."),
    example=_("Thank you. What it means to me is that our evenings matter to you, too."),
    tip=_("It's freely given. Take it as it is, without asking for more."),
    waiting=_("{partner} is about to thank you"),
    waiting_tip=_("Let it sink in."),
    next=_("You can say what would make it easier."),
    waiting_next=_("{partner} may say what could make it easier."),
    help=StepHelp(
        _("A promise is easier to keep when it's been noticed. Thanks is all it needs."),
        _("Thank you. I often wondered what was wrong."),
    ),
)
EASING = Step(
    "easing",
    Actor.RECEIVER,
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
            own_log_text=_("You said what could make it easier"),
            spoken_label=_("I've said it"),
        ),
        Move(
            "no_more",
            "closing",
            _("That's all"),
            Purpose.REFUSAL,
            secondary=True,
            log_text=_("{name} had nothing to add"),
            own_log_text=_("You had nothing to add"),
        ),
    ),
    phase=_("Thanks"),
    title=_("What could make it easier?"),
    stem=_("What could make it easier is ..."),
    example=_("I could give you a quiet quarter of an hour when you come home."),
    tip=_("Something you can do yourself is best. It's an offer; the promise stays as it is."),
    waiting=_("{partner} is thinking about what could make it easier"),
    waiting_tip=_("You don't have to take it. Your promise stays as it is."),
    next=_("{partner} ends with a thank-you."),
    waiting_next=_("You end with a thank-you."),
)
CLOSING = Step(
    "closing",
    Actor.SENDER,
    (thank(CLOSED, _("Thank you for hearing me"), _("Thank you for ...")),),
    phase=_("Thanks"),
    title=_("End with a thank-you"),
    stem=_("Thank you for hearing me."),
    example=_("Thank you for listening without a word of blame."),
    tip=_("You showed something that's easier to hide."),
    waiting=_("{partner} is about to thank you"),
    waiting_tip=_("Just take it in."),
    next=_("And that's the end of the dialogue."),
)

STEPS = (
    invited(_("{sender} wants to tell you something about themselves, and asks you to listen.")),
    *MEETING_STEPS,
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
    INSTEAD,
    THANKING,
    EASING,
    CLOSING,
)
CONFIRMING_BEFORE_THANKS = replace(  # of the first edition, which ended with the promise
    CONFIRMING,
    moves=(replace(CONFIRMING.moves[0], to="thanking"), *CONFIRMING.moves[1:]),
    next=INSTEAD.next,
    waiting_next=INSTEAD.waiting_next,
)
FIRST_EDITION = tuple(
    CONFIRMING_BEFORE_THANKS if step is CONFIRMING else step for step in STEPS if step is not INSTEAD
)

KIND = Kind(
    "closing_exit",
    title=_("A way I avoid us"),
    description=_("Something I do instead of being with you: said, heard, and closed as far as I choose."),
    minutes=20,
    steps=STEPS,
    earlier=(FIRST_EDITION,),
    rounds=1,
    prepare_url="exits:list",
    outcome_url="exits:commitments",
    outcome_title=_("Go to your promises"),
)
