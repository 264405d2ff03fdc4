"""The whole dialogue on one topic: sent in pieces, mirrored, summed up, validated, met with empathy; then switched."""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import MEETING_STEPS, invited
from dialogues.protocol.shared_steps import (
    APPRECIATING,
    centering,
    mirror,
    not_quite,
    switching,
)
from dialogues.protocol.types import Actor, Kind, Move, Purpose, Step, Wording, Words
from dialogues.protocol.types import gettext_noop as _

# Each goes deeper than the last, from what happened to what it touches.
DEEPER = (
    _("I feel ..."),
    _("Then I ..."),
    _("The story I tell myself is ..."),
    _("What hurts is ..."),
    _("What scares me is ..."),
    _("It reminds me of when I was little and ..."),
    _("What I need is ..."),
)
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
            may_withdraw=True,
            warns_of=(Wording.BLAMING,),
            stem=_("When ... happens, I feel ..."),
            stems=DEEPER,
            log_text=_("{name} said"),
            own_log_text=_("You said"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=_("Saying and mirroring"),
    minutes=4,
    title=_("Say one small piece"),
    stem=_("When ... happens, I feel ..."),
    example=_("When dinner goes quiet, I feel alone and I start to worry."),
    tip=_("Talk about yourself. Two or three sentences are plenty; there's room for more later."),
    waiting=_("{partner} is finding the words"),
    waiting_tip=_("Nothing to prepare. Breathe out slowly and get curious."),
    next=_("{partner} says it back, and you say whether they got it."),
    waiting_next=_("You say it back, and {partner} says whether you got it."),
)

MIRRORING = Step(
    "mirroring",
    Actor.RECEIVER,
    (
        replace(
            mirror("checking", _("Let me see if I got that. You said ...")),
            question=_("Is there more about that?"),
        ),
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
    phase=_("Saying and mirroring"),
    title=_("Say back what you heard"),
    stem=_("Let me see if I got that. You said ..."),
    example=_("You said that when dinner goes quiet, you feel alone and start to worry. Did I get that?"),
    tip=_("Only what was said: no answer, no reasons, no advice. Your own view can wait."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Listen for whether you feel heard, not for the exact words."),
    next=_("{partner} says whether you got it, and whether there's more."),
    waiting_next=_("You say whether {partner} got it, and whether there's more."),
)

CHECKING = Step(
    "checking",
    Actor.SENDER,
    (
        Move(
            "more",
            "mirroring",
            _("Yes, and there's more"),
            Purpose.SEND,
            words=Words.NEEDED,
            may_withdraw=True,
            warns_of=(Wording.BLAMING,),
            collapsed=True,
            stem=_("And ..."),
            stems=DEEPER,
            log_text=_("{name} said more"),
            own_log_text=_("You said more"),
            spoken_label=_("I've said it"),
        ),
        Move(
            "that_is_all",
            "summarising",
            _("You got it, that's all"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring"),
    ),
    phase=_("Saying and mirroring"),
    title=_("Did {partner} get it? Is there more?"),
    example=_("Yes. And what worries me most is that we stop telling each other things."),
    tip=_("Only you can say whether you were heard. If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Just wait. {partner} may have more to say."),
    next=_("If there's more, you go round again. Then comes a summary."),
)

SUMMARISING = Step(
    "summarising",
    Actor.RECEIVER,
    (
        Move(
            "summarise",
            "checking_summary",
            _("Sum it up"),
            Purpose.SUMMARY,
            words=Words.NEEDED,
            highlighted=True,
            stem=_("Let me see if I got all of that. ..."),
            log_text=_("{name} summed it up"),
            own_log_text=_("You summed it up"),
            spoken_label=_("I've summed it up"),
        ),
    ),
    phase=_("Summing up"),
    title=_("Sum it all up"),
    stem=_("Let me see if I got all of that. You said ... Did I get it all?"),
    example=_(
        "You said you feel alone and worried when dinner goes quiet, and you miss us telling each other things."
    ),
    tip=_("The heart of each piece, in {partner}'s own words where you can. Nothing of your own yet."),
    waiting=_("{partner} is summing it up"),
    waiting_tip=_("Listen for whether it's all there."),
    next=_("{partner} says whether it's all there."),
    waiting_next=_("You say whether it's all there."),
    shows_transcript=True,
)

CHECKING_SUMMARY = Step(
    "checking_summary",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "validating",
            _("Yes, that's all of it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("summarising"),
    ),
    phase=_("Summing up"),
    title=_("Is it all there?"),
    example=_("Almost. I'd add that I miss your stories."),
    tip=_("If something is missing, name only that."),
    waiting=_("{partner} is taking it in"),
    waiting_tip=_("Thanks for listening this long."),
    next=_("{partner} says how it makes sense."),
    waiting_next=_("You say how it makes sense."),
)

VALIDATING = Step(
    "validating",
    Actor.RECEIVER,
    (
        Move(
            "validate",
            "checking_validation",
            _("Say it"),
            Purpose.VALIDATION,
            words=Words.NEEDED,
            highlighted=True,
            stem=_("You make sense, and what makes sense is ..."),
            stems=(_("My part in it is ..."),),
            log_text=_("{name} said how it makes sense"),
            own_log_text=_("You said how it makes sense"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=_("It makes sense"),
    title=_("Say how it makes sense"),
    stem=_("You make sense, and what makes sense is ..."),
    example=_(
        "You make sense, and what makes sense is that evenings are the only time we have, and I go quiet."
    ),
    tip=_("Seeing the sense in it isn't the same as agreeing. If only a part makes sense, start there."),
    waiting=_("{partner} is finding the sense in it"),
    waiting_tip=_("This part can take a minute."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether you feel understood."),
)

CHECKING_VALIDATION = Step(
    "checking_validation",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "empathising",
            _("Yes, I feel understood"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt understood"),
            own_log_text=_("You felt understood"),
        ),
        not_quite("validating"),
    ),
    phase=_("It makes sense"),
    title=_("Do you feel understood?"),
    example=_("Almost. It's less about the evenings and more about losing touch."),
    tip=_("Let it sink in before you answer."),
    waiting=_("{partner} is letting it sink in"),
    waiting_tip=_("Nothing to do. Just wait."),
    next=_("{partner} imagines how it feels."),
    waiting_next=_("You imagine how it feels for {partner}."),
)

EMPATHISING = Step(
    "empathising",
    Actor.RECEIVER,
    (
        Move(
            "empathise",
            "checking_empathy",
            _("Say it"),
            Purpose.EMPATHY,
            words=Words.NEEDED,
            highlighted=True,
            stem=_("I imagine you might be feeling ..."),
            stems=(_("And now you might be feeling ..."),),
            log_text=_("{name} imagined the feeling"),
            own_log_text=_("You imagined the feeling"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=_("How it feels"),
    title=_("Imagine how it feels"),
    stem=_("I imagine you might be feeling ... Is that it?"),
    example=_("I imagine you might be feeling lonely, and a little scared. Is that it?"),
    tip=_("It's a guess. One or two feeling words: sad, scared, lonely, hurt, angry, tired, glad, hopeful."),
    waiting=_("{partner} is imagining how it feels for you"),
    waiting_tip=_("Notice what you feel right now."),
    next=_("{partner} says whether that's it."),
    waiting_next=_("You say whether that's it."),
)

CHECKING_EMPATHY = Step(
    "checking_empathy",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "switching",
            _("Yes, that's how it feels"),
            Purpose.CONFIRMATION,
            to_at_the_end="appreciating",
            log_text=_("{name} felt seen"),
            own_log_text=_("You felt seen"),
        ),
        not_quite("empathising"),
    ),
    phase=_("How it feels"),
    title=_("Is that how it feels?"),
    example=_("Yes. And hopeful, now that you ask."),
    tip=_("Add a feeling if one is missing."),
    waiting=_("{partner} is taking a moment"),
    waiting_tip=_("If you guessed wrong, {partner} will tell you."),
    next=_("You can swap roles, or end with thanks."),
    last_next=_("You both end with thanks."),
)

KIND = Kind(
    "intentional",
    title=_("Talking something through"),
    description=_(
        "One topic. One of you speaks in small pieces; the other says them back, sees the sense, imagines how it feels."
    ),
    topic_question=_("What would you like to talk about?"),
    steps=(
        invited(_("{sender} would like a dialogue with you.")),
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
        switching("sending", "appreciating"),
        APPRECIATING,
    ),
)
