"""A short, warm one: what I appreciate about you, mirrored, and what it means to me; then switched."""

from __future__ import annotations

from dialogues.protocol.shared_steps import POSTPONED, centering, invited, mirror, not_quite, switching, thank
from dialogues.protocol.types import CLOSED, Kind, Move, Purpose, Step, Who, Words
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
            highlighted=True,
            may_withdraw=True,
            stem=_("One thing I appreciate about you is ..."),
            log_text=_("{name} appreciated"),
            spoken_label=_("I have said it"),
        ),
    ),
    phase=_("The appreciation"),
    title=_("Say one thing you appreciate"),
    stem=_("One thing I appreciate about you is ..."),
    example=_("One thing I appreciate about you is that you warmed my side of the bed yesterday."),
    tip=_("Something that really happened, lately, however small."),
    waiting=_("{partner} is finding words for something good"),
    waiting_tip=_("Get ready to receive. It can feel unusual, and that is fine."),
    next=_("{partner} gives it back, so that it has time to arrive."),
    waiting_next=_("You give it back, so that it has time to arrive."),
)

MIRRORING = Step(
    "mirroring",
    Who.RECEIVER,
    (
        mirror("checking", _("Let me see if I got that. You appreciate ...")),
        Move(
            "too_much",
            "sending",
            _("Could you say that in smaller pieces?"),
            Purpose.SMALLER_PIECES,
            secondary=True,
            log_text=_("{name} asked for smaller pieces"),
        ),
    ),
    phase=_("The appreciation"),
    title=_("Give it back, and let it in"),
    stem=_("Let me see if I got that. You appreciate ..."),
    example=_("You appreciate that I warmed your side of the bed. Did I get that?"),
    tip=_("Let it be as big as it was said. Just give it back."),
    waiting=_("{partner} is letting it in"),
    waiting_tip=_("Watch it arrive."),
    next=_("{partner} says whether it arrived."),
    waiting_next=_("You say whether it arrived."),
)

CHECKING = Step(
    "checking",
    Who.SENDER,
    (
        Move(
            "got_it", "meaning", _("Yes, it arrived"), Purpose.CONFIRMATION, log_text=_("{name} felt heard")
        ),
        not_quite("mirroring"),
    ),
    phase=_("The appreciation"),
    title=_("Did it arrive?"),
    example=_("Almost. It was also the way you smiled."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is feeling whether it arrived"),
    waiting_tip=_("Stay with the good feeling a little."),
    next=_("Then you say what it means to you."),
    waiting_next=_("Then {partner} says what it means."),
)

MEANING = Step(
    "meaning",
    Who.SENDER,
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
            spoken_label=_("I have said it"),
        ),
    ),
    phase=_("What it means"),
    title=_("Say what it means to you"),
    stem=_("When you do that, what it means to me is ..."),
    example=_(
        "What it means to me is that somebody thinks of me when I am not there. I missed that as a child."
    ),
    tip=_("How it feels, and perhaps what it touches from long ago."),
    waiting=_("{partner} is finding what it means"),
    waiting_tip=_("You matter more than you may know."),
    next=_("{partner} gives that back too."),
    waiting_next=_("You give that back too."),
)

MIRRORING_MEANING = Step(
    "mirroring_meaning",
    Who.RECEIVER,
    (mirror("thanking", _("Let me see if I got that. What it means to you is ...")),),
    phase=_("What it means"),
    title=_("Give that back, too"),
    stem=_("Let me see if I got that. What it means to you is ..."),
    example=_("It means to you that somebody thinks of you when you are not there. Did I get that?"),
    tip=_("Slowly. This is the part that stays."),
    waiting=_("{partner} is giving it back"),
    waiting_tip=_("Breathe, and let yourself be seen."),
    next=_("{partner} thanks you for listening."),
    waiting_next=_("You thank {partner} for listening."),
)

THANKING = Step(
    "thanking",
    Who.SENDER,
    (
        thank("switching", _("Thank you for hearing me"), _("Thank you for ..."), to_at_the_end=CLOSED),
        not_quite("mirroring_meaning"),
    ),
    phase=_("Thanks"),
    title=_("Say thank you"),
    stem=_("Thank you for letting that in."),
    example=_("Thank you for letting that in. It was good to say."),
    tip=_("If a part of it did not arrive yet, say that part first."),
    waiting=_("{partner} is about to thank you"),
    waiting_tip=_("Take the thanks as they come."),
    next=_("Then you may change places."),
    last_next=_("With that, you have both given and received."),
)

KIND = Kind(
    "appreciation",
    title=_("An appreciation"),
    description=_("Something good, said and heard. Ten minutes, and a fine way to begin."),
    steps=(
        invited(_("{sender} would like to appreciate something about you.")),
        POSTPONED,
        centering(),
        SENDING,
        MIRRORING,
        CHECKING,
        MEANING,
        MIRRORING_MEANING,
        THANKING,
        switching("sending", CLOSED),
    ),
)
