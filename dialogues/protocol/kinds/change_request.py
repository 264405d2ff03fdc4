"""A frustration is heard, the desire behind it too, then three small wishes; the other gives one of them as a gift.

Nothing is asked in return: the receiver may choose, ask to change one together, or come back to it another day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dialogues.protocol.kinds import intentional
from dialogues.protocol.shared_steps import POSTPONED, centering, invited, mirror, not_quite, thank
from dialogues.protocol.types import CLOSED, Kind, Move, Purpose, Step, TimeChoices, Who, Words
from dialogues.protocol.types import gettext_noop as _


class Wording(NamedTuple):
    """The words with which one of the three wishes is asked for, chosen and said again: on buttons and in
    transcripts."""

    ask: str
    asked: str
    choose: str
    chose: str
    reword: str
    reworded: str


WISHES = {
    "first": Wording(
        _("Say the first wish"),
        _("{name} said a first wish"),
        _("I choose the first"),
        _("{name} chose the first wish"),
        _("Say the first anew"),
        _("{name} said the first wish anew"),
    ),
    "second": Wording(
        _("Yes. The second wish"),
        _("{name} said a second wish"),
        _("I choose the second"),
        _("{name} chose the second wish"),
        _("Say the second anew"),
        _("{name} said the second wish anew"),
    ),
    "third": Wording(
        _("Yes. The third wish"),
        _("{name} said a third wish"),
        _("I choose the third"),
        _("{name} chose the third wish"),
        _("Say the third anew"),
        _("{name} said the third wish anew"),
    ),
}
SENDING = replace(
    intentional.SENDING,
    moves=(replace(intentional.SENDING.moves[0], piece="say", stem=_("When you ..., I feel ...")),),
    title=_("Say what frustrates you"),
    stem=_("When you ..., I feel ..."),
    example=_("When you look at your phone while I tell you something, I feel small and unimportant."),
    tip=_("One moment, one feeling. What you tell yourself, fear and remember can follow piece by piece."),
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
    next=_("Then you say what you long for."),
    waiting_next=_("Then {partner} says what they long for."),
    last_next="",
)
DESIRING = Step(
    "desiring",
    Who.SENDER,
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
            stem=_("I would love to feel ..."),
            log_text=_("{name} said what they long for"),
            spoken_label=_("I have said it"),
        ),
    ),
    phase=_("What I long for"),
    title=_("Say what you long for"),
    stem=_("I would love to feel ..."),
    example=_("I would love to feel that what I say is worth your full attention."),
    tip=_("Turn the frustration round: what would you love instead? Not yet how, only what."),
    waiting=_("{partner} is turning it into a longing"),
    waiting_tip=_("Every frustration holds a wish. It is about to show itself."),
    next=_("{partner} gives it back, then you say three small ways."),
    waiting_next=_("You give it back. Then come three small ways."),
)


def mirroring_step(name: str, to: str, phase: str, stem: str) -> Step:
    """The receiver gives back what was just said."""
    return Step(
        name,
        Who.RECEIVER,
        (mirror(to, stem),),
        phase=phase,
        title=_("Give it back as you heard it"),
        stem=stem,
        tip=_("Just that. You need not say yet whether you can give it."),
        waiting=_("{partner} is giving it back"),
        waiting_tip=_("Listen whether it arrived as you meant it."),
        next=_("{partner} says whether it arrived."),
        waiting_next=_("You say whether it arrived."),
    )


MIRRORING_DESIRE = mirroring_step(
    "mirroring_desire",
    "checking_desire",
    _("What I long for"),
    _("Let me see if I got that. You would love to feel ..."),
)
CHECKING_DESIRE = Step(
    "checking_desire",
    Who.SENDER,
    (
        Move("got_it", "asking", _("Yes, that is it"), Purpose.CONFIRMATION, log_text=_("{name} felt heard")),
        not_quite("mirroring_desire"),
    ),
    phase=_("What I long for"),
    title=_("Did your longing arrive?"),
    example=_("Almost. Attention, yes, and also that you are glad to have me."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is feeling whether it arrived"),
    waiting_tip=_("Stay with the longing a little."),
    next=_("Then you say three small ways, one after the other."),
    waiting_next=_("Then {partner} says three small ways, one after the other."),
)


def ask_move(number: str) -> Move:
    """One of the three wishes said."""
    return Move(
        "ask",
        f"mirroring_{number}",
        WISHES[number].ask,
        Purpose.SEND,
        words=Words.NEEDED,
        may_withdraw=True,
        piece=number,
        kept_with_outcome=True,
        stem=_("What you could give me is ..."),
        log_text=WISHES[number].asked,
        spoken_label=_("I have said it"),
    )


WISHES_PHASE = _("Three wishes")
ASKING = Step(
    "asking",
    Who.SENDER,
    (ask_move("first"),),
    phase=WISHES_PHASE,
    title=_("Say the first of three wishes"),
    stem=_("What you could give me is ..."),
    example=_(
        "Twice a week for the next four weeks, sit with me for fifteen minutes after dinner, with both phones in the"
        " hall."
    ),
    tip=_(
        "Something one can see and count, said positively, and possible. Each of the three would be lovely."
    ),
    waiting=_("{partner} is finding the first wish"),
    waiting_tip=_("Three are coming. You will be free to choose one of them, or none today."),
    next=_("{partner} gives each one back."),
    waiting_next=_("You give each one back."),
)


def checking_step(number: str, move: Move) -> Step:
    """The sender says whether a wish arrived, and goes on to what follows."""
    return Step(
        f"checking_{number}",
        Who.SENDER,
        (move, not_quite(f"mirroring_{number}")),
        phase=WISHES_PHASE,
        title=_("Did it arrive?"),
        example=_("Almost. Fifteen minutes, not the whole evening."),
        tip=_("If a part is missing, say just that part."),
        waiting=_("{partner} is feeling whether it arrived"),
        waiting_tip=_("One after the other. There is no hurry."),
        next=_("When all three have arrived, {partner} chooses."),
        waiting_next=_("When all three have arrived, you choose."),
    )


def wish_steps() -> tuple[Step, ...]:
    """Three wishes, each given back before the next is said."""
    stem = _("Let me see if I got that. I could give you ...")
    all_said = Move(
        "got_it",
        "choosing",
        _("Yes, those are the three"),
        Purpose.CONFIRMATION,
        log_text=_("{name} felt heard"),
    )
    onward = (ask_move("second"), ask_move("third"), all_said)
    steps = [ASKING]
    for number, move in zip(WISHES, onward, strict=True):
        steps.append(mirroring_step(f"mirroring_{number}", f"checking_{number}", WISHES_PHASE, stem))
        steps.append(checking_step(number, move))
    return tuple(steps)


CHOOSING = Step(
    "choosing",
    Who.RECEIVER,
    (
        *(
            Move(
                f"choose_{number}", "planning", wish.choose, Purpose.CHOICE, shows=number, log_text=wish.chose
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
            stem=_("I would like to give you ..., and it would suit me better if ..."),
            log_text=_("{name} asked to change one together"),
            spoken_label=_("I have said it"),
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
            hint=_("That is allowed, without a reason. Nothing is owed."),
            log_text=_("{name} will come back to it"),
        ),
    ),
    phase=_("The gift"),
    title=_("Is there one you would like to give?"),
    tip=_(
        "A gift, so nothing comes back for it. Choose what you can give gladly, even if it is the smallest."
    ),
    waiting=_("{partner} is choosing"),
    waiting_tip=_("Any of the three would be lovely, and a no for today is fine too."),
    next=_("Then you say how hard it is and when you begin."),
    waiting_next=_("Then {partner} says when it begins."),
)
CHANGING = Step(
    "changing",
    Who.SENDER,
    (
        *(
            Move(
                f"reword_{number}",
                "choosing",
                wish.reword,
                Purpose.CHANGE,
                words=Words.NEEDED,
                collapsed=True,
                secondary=True,
                piece=number,
                shows=number,
                kept_with_outcome=True,
                stem=_("What you could give me is ..."),
                log_text=wish.reworded,
                spoken_label=_("I have said it"),
            )
            for number, wish in WISHES.items()
        ),
        Move(
            "leave",
            "choosing",
            _("Leave all three as they are"),
            Purpose.REFUSAL,
            secondary=True,
            log_text=_("{name} left them"),
        ),
    ),
    phase=_("The gift"),
    title=_("Would you like to say one anew?"),
    tip=_("Only if the changed one would still be lovely. Otherwise leave them as they are."),
    waiting=_("{partner} is thinking about a change"),
    waiting_tip=_("You made an offer. What becomes of it is {partner}'s to say."),
    next=_("Then {partner} chooses."),
    waiting_next=_("Then you choose."),
)
PLANNING = Step(
    "planning",
    Who.RECEIVER,
    (
        Move(
            "give",
            "thanking",
            _("I give this"),
            Purpose.GIFT,
            words=Words.OPTIONAL,
            time_question=_("When do you begin?"),
            time_choices=TimeChoices.START,
            time_text=_("from {time}"),
            kept_with_outcome=True,
            scale_question=_("How hard is it for you? 0 is easy, 10 is very hard."),
            stem=_("A word to it, if you like: I give you this, because ..."),
            log_text=_("{name} gives it"),
        ),
        Move(
            "rechoose",
            "choosing",
            _("Look at the three again"),
            Purpose.RECONSIDERATION,
            secondary=True,
            log_text=_("{name} looked again"),
        ),
    ),
    phase=_("The gift"),
    title=_("How hard is it, and when do you begin?"),
    tip=_("What is hard stretches you, and what is easy is welcome just as much. You can stop at any time."),
    waiting=_("{partner} is planning the gift"),
    waiting_tip=_("It is coming to you freely."),
    next=_("{partner} thanks you."),
    waiting_next=_("You say thank you."),
)


def thanking_step(name: str, title: str, example: str, tip: str) -> Step:
    """The sender ends with thanks."""
    return Step(
        name,
        Who.SENDER,
        (thank(CLOSED, _("Say thank you"), _("Thank you for ...")),),
        phase=_("Thanks"),
        title=title,
        stem=_("Thank you for ..."),
        example=example,
        tip=tip,
        waiting=_("{partner} is about to thank you"),
        waiting_tip=_("Let the thanks in."),
        next=_("With that, the dialogue is complete."),
    )


THANKING = thanking_step(
    "thanking",
    _("Say thank you for the gift"),
    _("Thank you for giving me those evenings, although they are hard for you."),
    _("It is a gift, and you owe nothing for it."),
)
TAKING_IN = thanking_step(
    "taking_in",
    _("Say thank you for listening"),
    _("Thank you for hearing it all, and for telling me honestly that it is too early."),
    _("An honest “not yet” is worth more than a yes that costs too much. The three wishes stay."),
)

KIND = Kind(
    "change_request",
    title=_("A change request"),
    description=_("A frustration turned into three small wishes, of which the other gives one as a gift."),
    steps=(
        invited(_("{sender} would like to tell you about something, and about what they long for.")),
        POSTPONED,
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
        THANKING,
        TAKING_IN,
    ),
    rounds=1,
    prepare_url="change_requests:list",
    outcome_url="change_requests:list",
    outcome_title=_("To your requests"),
)
