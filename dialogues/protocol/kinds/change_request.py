"""A frustration is heard, the desire behind it too, then three small wishes; the other gives one of them as a gift.

Nothing is asked in return: the receiver may choose, ask to change one together, or come back to it another day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dialogues.protocol.arrangements import MEETING_STEPS, invited
from dialogues.protocol.kinds import intentional
from dialogues.protocol.shared_steps import centering, mirror, not_quite, thank
from dialogues.protocol.types import (
    CHOSEN,
    CLOSED,
    Actor,
    Kind,
    Move,
    Purpose,
    Step,
    StepHelp,
    TimeChoices,
    Words,
)
from dialogues.protocol.types import gettext_noop as _


class Wording(NamedTuple):
    """The words with which one of the three wishes is asked for, chosen and said again: on buttons and in
    transcripts."""

    ask_label: str
    ask_log: str
    own_ask_log: str
    choose_label: str
    choose_log: str
    own_choose_log: str
    reword_label: str
    reword_log: str
    own_reword_log: str


WISHES = {
    "first": Wording(
        _("Say the first wish"),
        _("{name} said a first wish"),
        _("You said a first wish"),
        _("I choose the first"),
        _("{name} chose the first wish"),
        _("You chose the first wish"),
        _("Reword the first"),
        _("{name} reworded the first wish"),
        _("You reworded the first wish"),
    ),
    "second": Wording(
        _("Yes, now the second wish"),
        _("{name} said a second wish"),
        _("You said a second wish"),
        _("I choose the second"),
        _("{name} chose the second wish"),
        _("You chose the second wish"),
        _("Reword the second"),
        _("{name} reworded the second wish"),
        _("You reworded the second wish"),
    ),
    "third": Wording(
        _("Yes, now the third wish"),
        _("{name} said a third wish"),
        _("You said a third wish"),
        _("I choose the third"),
        _("{name} chose the third wish"),
        _("You chose the third wish"),
        _("Reword the third"),
        _("{name} reworded the third wish"),
        _("You reworded the third wish"),
    ),
}
SENDING = replace(
    intentional.SENDING,
    minutes=6,
    moves=(replace(intentional.SENDING.moves[0], piece="say", stem=_("When you ..., I feel ...")),),
    title=_("Say what frustrates you"),
    stem=_("When you ..., I feel ..."),
    example=_("When you look at your phone while I tell you something, I feel small and unimportant."),
    tip=_("One moment, one feeling. What you tell yourself, fear or remember can come next, piece by piece."),
)
CHECKING = replace(
    intentional.CHECKING,
    moves=(replace(intentional.CHECKING.moves[0], piece="say"), *intentional.CHECKING.moves[1:]),
    example=_("Yes. And the story I tell myself is that I bore you. It reminds me of my father's newspaper."),
)
CHECKING_EMPATHY = replace(
    intentional.CHECKING_EMPATHY,
    moves=(
        replace(intentional.CHECKING_EMPATHY.moves[0], to="desiring", to_at_the_end=""),
        not_quite("empathising"),
    ),
    next=_("You say what you long for."),
    waiting_next=_("{partner} says what they long for."),
    last_next="",
)
DESIRING = Step(
    "desiring",
    Actor.SENDER,
    (
        Move(
            "desire",
            "mirroring_desire",
            _("Say this"),
            Purpose.SEND,
            words=Words.NEEDED,
            may_withdraw=True,
            piece="desire",
            kept_with_outcome=True,
            stem=_("I'd love to feel ..."),
            log_text=_("{name} said what they long for"),
            own_log_text=_("You said what you long for"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=_("What I long for"),
    minutes=3,
    title=_("Say what you long for"),
    stem=_("I'd love to feel ..."),
    example=_("I'd love to feel that what I say is worth your full attention."),
    tip=_("What would you love instead? Just what, not how."),
    waiting=_("{partner} is finding words for what they'd love"),
    waiting_tip=_("Next you'll hear what they'd love instead."),
    next=_("{partner} says it back, then you name three small ways."),
    waiting_next=_("You say it back. Then come three small ways."),
)


def mirroring_step(name: str, to: str, phase: str, stem: str) -> Step:
    """The receiver gives back what was just said."""
    return Step(
        name,
        Actor.RECEIVER,
        (mirror(to, stem),),
        phase=phase,
        title=_("Say back what you heard"),
        stem=stem,
        tip=_("Just that. You don't have to say yet whether you can give it."),
        waiting=_("{partner} is saying it back"),
        waiting_tip=_("Listen for whether {partner} got it."),
        next=_("{partner} says whether you got it."),
        waiting_next=_("You say whether {partner} got it."),
    )


MIRRORING_DESIRE = mirroring_step(
    "mirroring_desire",
    "checking_desire",
    _("What I long for"),
    _("Let me see if I got that. You'd love to feel ..."),
)
CHECKING_DESIRE = Step(
    "checking_desire",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "asking",
            _("Yes, that's it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring_desire"),
    ),
    phase=_("What I long for"),
    title=_("Did {partner} get it?"),
    example=_("Almost. Attention, yes, and also that you're glad to have me."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Stay with it for a moment."),
    next=_("You name three small ways, one at a time."),
    waiting_next=_("{partner} names three small ways, one at a time."),
)


def ask_move(number: str) -> Move:
    """One of the three wishes said."""
    return Move(
        "ask",
        f"mirroring_{number}",
        WISHES[number].ask_label,
        Purpose.SEND,
        words=Words.NEEDED,
        may_withdraw=True,
        piece=number,
        kept_with_outcome=True,
        stem=_("I'd love it if you'd ..."),
        log_text=WISHES[number].ask_log,
        own_log_text=WISHES[number].own_ask_log,
        spoken_label=_("I've said it"),
    )


WISHES_PHASE = _("Three wishes")
ASKING = Step(
    "asking",
    Actor.SENDER,
    (ask_move("first"),),
    phase=WISHES_PHASE,
    minutes=6,
    title=_("Say the first of three wishes"),
    stem=_("I'd love it if you'd ..."),
    example=_(
        "Sit with me for fifteen minutes after dinner, twice a week for the next four weeks, with both phones"
        " in the hall."
    ),
    tip=_("Something small and doable: what to do, not what to stop. Any of the three should be lovely."),
    waiting=_("{partner} is finding the first wish"),
    waiting_tip=_("You'll hear three. You can choose one of them, or none today."),
    next=_("{partner} says each one back."),
    waiting_next=_("You say each one back."),
)


def checking_step(number: str, move: Move) -> Step:
    """The sender says whether a wish arrived, and goes on to what follows."""
    return Step(
        f"checking_{number}",
        Actor.SENDER,
        (move, not_quite(f"mirroring_{number}")),
        phase=WISHES_PHASE,
        title=_("Did {partner} get it?"),
        example=_("Almost. Fifteen minutes, not the whole evening."),
        tip=_("If a part is missing, say just that part."),
        waiting=_("{partner} is checking that you got it"),
        waiting_tip=_("One at a time. There's no hurry."),
        next=_("After the third, {partner} chooses."),
        waiting_next=_("After the third, you choose."),
    )


def wish_steps() -> tuple[Step, ...]:
    """Three wishes, each given back before the next is said."""
    stem = _("Let me see if I got that. You'd love it if I'd ...")
    confirm = Move(
        "got_it",
        "choosing",
        _("Yes, those are the three"),
        Purpose.CONFIRMATION,
        log_text=_("{name} felt heard"),
        own_log_text=_("You felt heard"),
    )
    next_moves = (ask_move("second"), ask_move("third"), confirm)
    steps = [ASKING]
    for number, move in zip(WISHES, next_moves, strict=True):
        steps.append(mirroring_step(f"mirroring_{number}", f"checking_{number}", WISHES_PHASE, stem))
        steps.append(checking_step(number, move))
    return tuple(steps)


CHOOSING = Step(
    "choosing",
    Actor.RECEIVER,
    (
        *(
            Move(
                f"choose_{number}",
                "planning",
                wish.choose_label,
                Purpose.CHOICE,
                shows=number,
                log_text=wish.choose_log,
                own_log_text=wish.own_choose_log,
            )
            for number, wish in WISHES.items()
        ),
        Move(
            "change_one",
            "changing",
            _("Could we change one together?"),
            Purpose.OFFER,
            words=Words.NEEDED,
            secondary=True,
            collapsed=True,
            stem=_("I'd like to give you ..., and it would work better for me if ..."),
            log_text=_("{name} asked to change one together"),
            own_log_text=_("You asked to change one together"),
            spoken_label=_("I've said it"),
        ),
        Move(
            "not_yet",
            "taking_in",
            _("Not yet"),
            Purpose.DEFERRAL,
            time_question=_("When will you come back to it?"),
            time_choices=TimeChoices.WEEKS,
            time_text=_("until {time}"),
            secondary=True,
            collapsed=True,
            hint=_("That's fine, and you don't have to say why."),
            log_text=_("{name} said they'd come back to it"),
            own_log_text=_("You said you'd come back to it"),
        ),
    ),
    phase=_("The gift"),
    minutes=3,
    title=_("Is there one you'd like to give?"),
    tip=_("It's a gift, and nothing is owed for it. Choose one you'd be glad to give, even the smallest."),
    waiting=_("{partner} is choosing"),
    waiting_tip=_("Any of the three would be lovely, and “not today” is fine, too."),
    next=_("You say how hard it is and when you'll start."),
    waiting_next=_("{partner} says when it starts."),
)
CHANGING = Step(
    "changing",
    Actor.SENDER,
    (
        *(
            Move(
                f"reword_{number}",
                "choosing",
                wish.reword_label,
                Purpose.CHANGE,
                words=Words.NEEDED,
                collapsed=True,
                secondary=True,
                piece=number,
                shows=number,
                kept_with_outcome=True,
                stem=_("I'd love it if you'd ..."),
                log_text=wish.reword_log,
                own_log_text=wish.own_reword_log,
                spoken_label=_("I've said it"),
            )
            for number, wish in WISHES.items()
        ),
        Move(
            "leave",
            "choosing",
            _("Leave all three as they are"),
            Purpose.REFUSAL,
            secondary=True,
            log_text=_("{name} left the wishes as they are"),
            own_log_text=_("You left the wishes as they are"),
        ),
    ),
    phase=_("The gift"),
    minutes=0,
    title=_("Would you like to reword one?"),
    tip=_("Only if the changed one would still be lovely. Otherwise leave them as they are."),
    waiting=_("{partner} is thinking about a change"),
    waiting_tip=_("You made an offer. It's up to {partner} now."),
    next=_("{partner} chooses."),
    waiting_next=_("You choose."),
)
PLANNING = Step(
    "planning",
    Actor.RECEIVER,
    (
        Move(
            "give",
            "mirroring_gift",
            _("I'll give this"),
            Purpose.GIFT,
            words=Words.OPTIONAL,
            time_question=_("When will you start?"),
            time_choices=TimeChoices.START,
            time_text=_("from {time}"),
            kept_with_outcome=True,
            scale_question=_("How hard is it for you? 0 is easy, 10 is very hard."),
            stem=_("Add a word, if you like: I'm giving you this because ..."),
            stems=(_("This is a stretch for me because ..."),),
            log_text=_("{name} said they'd give it"),
            own_log_text=_("You said you'd give it"),
        ),
        Move(
            "rechoose",
            "choosing",
            _("Look at the three again"),
            Purpose.RECONSIDERATION,
            secondary=True,
            log_text=_("{name} looked at the three again"),
            own_log_text=_("You looked at the three again"),
        ),
    ),
    quotes=CHOSEN,
    phase=_("The gift"),
    minutes=2,
    title=_("How hard is it, and when will you start?"),
    tip=_("Hard ones stretch you, and easy ones are just as welcome. You can stop any time."),
    waiting=_("{partner} is planning the gift"),
    waiting_tip=_("It's a gift. You owe nothing for it."),
    next=_("{partner} says it back, then thanks you."),
    waiting_next=_("You say it back, then say thank you."),
)
MIRRORING_GIFT = Step(
    "mirroring_gift",
    Actor.SENDER,
    (mirror("confirming_gift", _("Let me see if I got that. You'll give me ...")),),
    quotes=CHOSEN,
    phase=_("The gift"),
    minutes=0,
    title=_("Say the gift back"),
    stem=_("Let me see if I got that. You'll give me ..."),
    example=_(
        "You'll give me those evenings, from Monday, even though they're hard for you. Did I get that?"
    ),
    tip=_("Just what {partner} is giving, no more. Let it sink in while you say it."),
    waiting=_("{partner} is saying your gift back"),
    waiting_tip=_("Notice how it sounds."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether {partner} got it."),
    help=StepHelp(
        _(
            "Once it's said back, you both know what the gift is and when it starts. It also shows it's appreciated."
        ),
        _("You'll text me at lunchtime, from Monday. Did I get that?"),
    ),
)
CONFIRMING_GIFT = Step(
    "confirming_gift",
    Actor.RECEIVER,
    (
        Move(
            "got_it",
            "thanking",
            _("Yes, that's my gift"),
            Purpose.CONFIRMATION,
            log_text=_("{name} confirmed the gift"),
            own_log_text=_("You confirmed the gift"),
        ),
        not_quite("mirroring_gift"),
    ),
    quotes=CHOSEN,
    phase=_("The gift"),
    minutes=0,
    title=_("Did {partner} get it?"),
    example=_("Almost. I said from Wednesday."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Stay with it for a moment."),
    next=_("{partner} thanks you."),
    waiting_next=_("You say thank you."),
    help=StepHelp(
        _("It's easier to clear up a mix-up now than to be let down later."),
        _("Almost. It isn't hard for me, I like the idea."),
    ),
)


def thanking_step(name: str, title: str, example: str, tip: str, quotes: str = "") -> Step:
    """The sender ends with thanks."""
    return Step(
        name,
        Actor.SENDER,
        (thank(CLOSED, _("Say thank you"), _("Thank you for ...")),),
        quotes=quotes,
        phase=_("Thanks"),
        title=title,
        stem=_("Thank you for ..."),
        example=example,
        tip=tip,
        waiting=_("{partner} is about to thank you"),
        waiting_tip=_("Let it sink in."),
        next=_("And that's the end of the dialogue."),
    )


THANKING = replace(
    thanking_step(
        "thanking",
        _("Say thank you for the gift"),
        _("Thank you for giving me those evenings, even though they're hard for you."),
        _("It's a gift. You owe nothing for it."),
        quotes=CHOSEN,
    ),
    help=StepHelp(
        _("A gift that's noticed is easier to keep giving. Nothing else is owed for it."),
        _("Thank you. I know how short your lunch break is."),
    ),
)
TAKING_IN = thanking_step(
    "taking_in",
    _("Say thank you for listening"),
    _("Thank you for hearing it all, and for telling me honestly that it's too soon."),
    _("An honest “not yet” is worth more than a yes that costs too much. The three wishes stay."),
)

STEPS = (
    invited(_("{sender} wants to tell you about something that bothers them, and what they'd love instead.")),
    *MEETING_STEPS,
    centering(),
    SENDING,
    intentional.MIRRORING,
    CHECKING,
    intentional.SUMMARISING,
    intentional.CHECKING_SUMMARY,
    intentional.VALIDATING,
    intentional.CHECKING_VALIDATION,
    intentional.EMPATHISING,
    CHECKING_EMPATHY,
    DESIRING,
    MIRRORING_DESIRE,
    CHECKING_DESIRE,
    *wish_steps(),
    CHOOSING,
    CHANGING,
    PLANNING,
    MIRRORING_GIFT,
    CONFIRMING_GIFT,
    THANKING,
    TAKING_IN,
)
PLANNING_BEFORE_THANKS = replace(  # of the first edition, in which a gift wasn't said back
    PLANNING,
    moves=(replace(PLANNING.moves[0], to="thanking"), *PLANNING.moves[1:]),
    next=_("{partner} thanks you."),
    waiting_next=_("You say thank you."),
)
FIRST_EDITION = tuple(
    PLANNING_BEFORE_THANKS if step is PLANNING else step
    for step in STEPS
    if step not in (MIRRORING_GIFT, CONFIRMING_GIFT)
)

KIND = Kind(
    "change_request",
    title=_("A request"),
    description=_("What frustrates one of you becomes three small wishes. The other chooses one, as a gift."),
    minutes=40,
    steps=STEPS,
    earlier=(FIRST_EDITION,),
    rounds=1,
    prepare_url="change_requests:list",
    outcome_url="change_requests:list",
    outcome_title=_("Go to Requests"),
)
