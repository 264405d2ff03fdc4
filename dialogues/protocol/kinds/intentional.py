"""The whole dialogue on one topic: sent in pieces, mirrored, summed up, validated, met with empathy; then switched."""

from __future__ import annotations

from dialogues.protocol.shared_steps import (
    POSTPONED,
    appreciating,
    centering,
    invited,
    mirror,
    not_quite,
    switching,
)
from dialogues.protocol.types import Kind, Move, Purpose, Step, Who, Words
from dialogues.protocol.types import gettext_noop as _

SENDING = Step(
    "sending",
    Who.SENDER,
    (
        Move(
            "send",
            "mirroring",
            _("Say this"),
            Purpose.SEND,
            words=Words.NEEDED,
            may_withdraw=True,
            stem=_("When ... happens, I feel ..."),
            log_text=_("{name} said"),
            spoken_label=_("I have said it"),
        ),
    ),
    phase=_("Saying and mirroring"),
    title=_("Say one small piece"),
    stem=_("When ... happens, I feel ..."),
    example=_("When dinner goes quiet, I feel alone and I start to worry."),
    tip=_("Speak of yourself. Two or three sentences are plenty; there is room for more afterwards."),
    waiting=_("{partner} is finding the words"),
    waiting_tip=_("Nothing to prepare. Breathe out slowly and get curious."),
    next=_("{partner} gives it back to you, and you say whether it was heard."),
    waiting_next=_("You give it back, and {partner} says whether it was heard."),
)

MIRRORING = Step(
    "mirroring",
    Who.RECEIVER,
    (
        mirror("checking", _("Let me see if I got that. You said ...")),
        Move(
            "too_much",
            "sending",
            _("Could you say that in smaller pieces?"),
            Purpose.SMALLER_PIECES,
            secondary=True,
            log_text=_("{name} asked for smaller pieces"),
        ),
    ),
    phase=_("Saying and mirroring"),
    title=_("Give it back as you heard it"),
    stem=_("Let me see if I got that. You said ..."),
    example=_("You said that when dinner goes quiet, you feel alone and start to worry. Did I get that?"),
    tip=_("Only what was said: no answer, no reasons, no advice. Your own view may rest for now."),
    waiting=_("{partner} is giving it back"),
    waiting_tip=_("Listen for whether you feel heard, not for the exact words."),
    next=_("{partner} says whether it was heard, and whether there is more."),
    waiting_next=_("You say whether you were heard, and whether there is more."),
)

CHECKING = Step(
    "checking",
    Who.SENDER,
    (
        Move(
            "more",
            "mirroring",
            _("Yes, and there is more"),
            Purpose.SEND,
            words=Words.NEEDED,
            may_withdraw=True,
            collapsed=True,
            stem=_("And ..."),
            log_text=_("{name} said more"),
            spoken_label=_("I have said it"),
        ),
        Move(
            "that_is_all",
            "summarising",
            _("You got it, that is all"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
        ),
        not_quite("mirroring"),
    ),
    phase=_("Saying and mirroring"),
    title=_("Did it arrive? Is there more?"),
    example=_("Yes. And what worries me most is that we stop telling each other things."),
    tip=_("Only you can say whether you were heard. If a part is missing, say just that part."),
    waiting=_("{partner} is feeling whether it arrived"),
    waiting_tip=_("Wait in the quiet. “Is there more about that?” is a gift."),
    next=_("As long as there is more, you go round again. Then comes a summary."),
)

SUMMARISING = Step(
    "summarising",
    Who.RECEIVER,
    (
        Move(
            "summarise",
            "checking_summary",
            _("Give the summary"),
            Purpose.SUMMARY,
            words=Words.NEEDED,
            highlighted=True,
            stem=_("Let me see if I got it all. ..."),
            log_text=_("{name} summed it up"),
            spoken_label=_("I have summed it up"),
        ),
    ),
    phase=_("The whole of it"),
    title=_("Gather it all"),
    stem=_("Let me see if I got it all. You said ... Did I get it all?"),
    example=_(
        "In all: quiet dinners leave you alone with a worry, and you miss us telling each other things."
    ),
    tip=_("The heart of each piece, in {partner}'s own words where you can. Nothing of yours yet."),
    waiting=_("{partner} is gathering it all"),
    waiting_tip=_("Let yourself be heard as a whole."),
    next=_("{partner} says whether it is all there."),
    waiting_next=_("You say whether it is all there."),
    shows_transcript=True,
)

CHECKING_SUMMARY = Step(
    "checking_summary",
    Who.SENDER,
    (
        Move(
            "got_it",
            "validating",
            _("Yes, that is all of it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
        ),
        not_quite("summarising"),
    ),
    phase=_("The whole of it"),
    title=_("Is it all there?"),
    example=_("Almost. What I would add is that I miss your stories."),
    tip=_("If something is missing, name only that."),
    waiting=_("{partner} is taking it in"),
    waiting_tip=_("You have listened for a long time. That is already a lot."),
    next=_("Then {partner} says how it makes sense."),
    waiting_next=_("Then you say how it makes sense."),
)

VALIDATING = Step(
    "validating",
    Who.RECEIVER,
    (
        Move(
            "validate",
            "checking_validation",
            _("Say it"),
            Purpose.VALIDATION,
            words=Words.NEEDED,
            highlighted=True,
            stem=_("You make sense to me, because ..."),
            log_text=_("{name} validated"),
            spoken_label=_("I have said it"),
        ),
    ),
    phase=_("It makes sense"),
    title=_("Say how it makes sense"),
    stem=_("You make sense to me, because ..."),
    example=_("You make sense to me, because evenings are the only time we have, and I go quiet."),
    tip=_(
        "Seeing the sense in it is not the same as agreeing. If only a part makes sense, begin with that part."
    ),
    waiting=_("{partner} is looking for the sense in it"),
    waiting_tip=_("It takes courage to see the world through someone else's eyes."),
    next=_("{partner} says whether it arrived."),
    waiting_next=_("You say whether you feel understood."),
)

CHECKING_VALIDATION = Step(
    "checking_validation",
    Who.SENDER,
    (
        Move(
            "got_it",
            "empathising",
            _("Yes, I feel understood"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt understood"),
        ),
        not_quite("validating"),
    ),
    phase=_("It makes sense"),
    title=_("Do you feel understood?"),
    example=_("Almost. It is less about the evenings and more about losing touch."),
    tip=_("Let it in before you answer."),
    waiting=_("{partner} is letting it in"),
    waiting_tip=_("No need to do anything. Stay open."),
    next=_("Then {partner} imagines how it feels."),
    waiting_next=_("Then you imagine how it feels for {partner}."),
)

EMPATHISING = Step(
    "empathising",
    Who.RECEIVER,
    (
        Move(
            "empathise",
            "checking_empathy",
            _("Say it"),
            Purpose.EMPATHY,
            words=Words.NEEDED,
            highlighted=True,
            stem=_("I imagine that you might feel ..."),
            log_text=_("{name} imagined the feeling"),
            spoken_label=_("I have said it"),
        ),
    ),
    phase=_("How it feels"),
    title=_("Imagine how it feels"),
    stem=_("I imagine that you might feel ... Is that it?"),
    example=_("I imagine that you might feel lonely, and a little scared. Is that it?"),
    tip=_("It is a guess. One feeling word or two: sad, scared, lonely, hurt, angry, tired, glad, hopeful."),
    waiting=_("{partner} is imagining how it feels for you"),
    waiting_tip=_("Notice what you feel right now."),
    next=_("{partner} says how it is."),
    waiting_next=_("You say how it is for you."),
)

CHECKING_EMPATHY = Step(
    "checking_empathy",
    Who.SENDER,
    (
        Move(
            "got_it",
            "switching",
            _("Yes, that is how it feels"),
            Purpose.CONFIRMATION,
            to_at_the_end="appreciating",
            log_text=_("{name} felt met"),
        ),
        not_quite("empathising"),
    ),
    phase=_("How it feels"),
    title=_("Is that how it feels?"),
    example=_("Yes. And hopeful, now that you ask."),
    tip=_("Add a feeling if one is missing."),
    waiting=_("{partner} is feeling into it"),
    waiting_tip=_("Whatever the answer is, you came close by trying."),
    next=_("Then you may change places, or end with thanks."),
    last_next=_("Then you both end with thanks."),
)

KIND = Kind(
    "intentional",
    title=_("A dialogue about something"),
    description=_(
        "One topic. One speaks in small pieces; the other gives them back, makes sense of them, feels along."
    ),
    steps=(
        invited(_("{sender} would like a dialogue with you.")),
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
        switching("sending", "appreciating"),
        appreciating(),
    ),
)
