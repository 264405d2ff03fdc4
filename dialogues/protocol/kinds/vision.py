"""Our dream relationship: each reads lines they wrote alone, and the other says of each whether it's theirs, too.

Lines that only one of them has stay beside each other, and nobody has to argue for one. A line is shared only when
the other joins it and its author agrees that they mean the same, so neither can be joined against their will.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import MEETING_STEPS, invited
from dialogues.protocol.shared_steps import centering, mirror, not_quite, switching
from dialogues.protocol.types import CLOSED, Actor, Kind, Move, Purpose, Step, StepHelp, Words
from dialogues.protocol.types import gettext_noop as _

PIECE = "line"  # what each may have written for it
READ, JOIN, OURS, APART, KEEP = "send", "join", "ours", "apart", "keep"
LINES, MEANING_PHASE, PAGE = _("The lines"), _("What it means"), _("Our page")
INVITATION = replace(
    invited(_("{sender} would like to dream a little with you, about how you'd both love things to be.")),
    tip=_("You can write first, or just listen. Only say yes if you mean it."),
)


def read_line(name: str, label: str) -> Move:
    """One line, for the other to say back. Its words stay on the couple's page."""
    return Move(
        name,
        "mirroring",
        label,
        Purpose.SEND,
        words=Words.NEEDED,
        highlighted=True,
        may_withdraw=True,
        kept_with_outcome=True,
        piece=PIECE,
        offers_lines=True,
        stem=_("In our relationship, we ..."),
        log_text=_("{name} read a line"),
        own_log_text=_("You read a line"),
        spoken_label=_("I've read it"),
    )


READING = Step(
    "reading",
    Actor.SENDER,
    (
        read_line(READ, _("Read this")),
        Move(
            "pass",
            "switching",
            _("I'd rather not read one today"),
            Purpose.REFUSAL,
            to_at_the_end="agreeing",
            secondary=True,
            log_text=_("{name} only listened today"),
            own_log_text=_("You only listened today"),
        ),
    ),
    phase=LINES,
    minutes=9,
    title=_("Read one of your lines"),
    stem=_("In our relationship, we ..."),
    example=_("We laugh together every day."),
    tip=_("As if it's already true. You choose which lines you read."),
    waiting=_("{partner} is choosing a line"),
    waiting_tip=_("Just listen. Whether you want it too comes later."),
    next=_("{partner} says it back."),
    waiting_next=_("You say it back."),
    help=StepHelp(
        _(
            "A dream is easier to picture when you say it as if it's already true. “We” makes it about you both."
        ),
        _("Instead of “We don't fight”: “We talk things over before we go to sleep.”"),
    ),
)
MIRRORING = Step(
    "mirroring",
    Actor.RECEIVER,
    (mirror("checking", _("Let me see if I got that. In your dream, we ...")),),
    phase=LINES,
    title=_("Say back what you heard"),
    stem=_("Let me see if I got that. In your dream, we ..."),
    example=_("In your dream, we laugh together every day. Did I get that?"),
    tip=_("Just say it back. You'll be asked about your own wish in a moment."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Notice how it sounds."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether {partner} got it."),
    help=StepHelp(
        _("Saying it back first gives the dream a moment before anyone answers it."),
        _("In your dream, we talk things over before we go to sleep. Did I get that?"),
    ),
)
CHECKING = Step(
    "checking",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "joining",
            _("Yes, you got it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring"),
    ),
    phase=LINES,
    minutes=0,
    title=_("Did {partner} get it?"),
    example=_("Almost. It's more about the small silly moments."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Picture it for a moment."),
    next=_("{partner} says whether it's their dream, too, or just yours."),
    waiting_next=_("You say whether it's your dream, too, or just {partner}'s."),
    help=StepHelp(
        _(
            "Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. Even a few words would do."),
    ),
)
JOINING = Step(
    "joining",
    Actor.RECEIVER,
    (
        Move(
            JOIN,
            "confirming",
            _("Mine, too"),
            Purpose.JOINING,
            words=Words.OPTIONAL,
            kept_with_outcome=True,
            stem=_("Mine, too: ..."),
            log_text=_("{name} said it's theirs, too"),
            own_log_text=_("You said it's yours, too"),
        ),
        Move(
            "leave_it",
            "continuing",
            _("That one's yours"),
            Purpose.REFUSAL,
            secondary=True,
            log_text=_("{name} left the line as it is"),
            own_log_text=_("You left the line as it is"),
        ),
    ),
    phase=LINES,
    title=_("Is it your dream, too?"),
    example=_("Mine, too: we laugh every day, even when it's been a hard one."),
    tip=_(
        "Only say yes if you mean it. You don't have to add anything. Two different dreams can sit side by side."
    ),
    waiting=_("{partner} is taking a moment"),
    waiting_tip=_("Either answer is fine. Please don't ask why."),
    next=_("{partner} says whether you mean the same thing, or goes on."),
    waiting_next=_("If it's {partner}'s, too, you say whether you mean the same thing. If not, you go on."),
    quotes=PIECE,
    unhurried=True,
    help=StepHelp(
        _(
            "You don't have to want the same things. If it's only one person's dream, there's nothing to argue about."
        ),
        _("Mine, too: we say what's wrong before we go to bed."),
    ),
)
CONFIRMING = Step(
    "confirming",
    Actor.SENDER,
    (
        Move(
            OURS,
            "continuing",
            _("Yes, that's ours"),
            Purpose.CONFIRMATION,
            log_text=_("{name} said they share it"),
            own_log_text=_("You said you share it"),
        ),
        Move(
            APART,
            "continuing",
            _("Keep it as mine"),
            Purpose.REFUSAL,
            secondary=True,
            log_text=_("{name} kept the line as their own"),
            own_log_text=_("You kept the line as your own"),
        ),
    ),
    phase=LINES,
    minutes=0,
    title=_("Do you mean the same thing?"),
    tip=_("If it isn't quite the same, keep it as yours. Nobody has to give anything up."),
    waiting=_("{partner} is checking that you mean the same thing"),
    waiting_tip=_("Just wait. Either answer is fine."),
    next=_("You read another, or leave it at that."),
    waiting_next=_("{partner} reads another, or leaves it at that."),
    quotes=PIECE,
    help=StepHelp(
        _("The same words can mean different things. It's shared only if you both say so."),
        _("Yes, that's what I mean, too."),
    ),
)
CONTINUING = Step(
    "continuing",
    Actor.SENDER,
    (
        read_line("more", _("Read this, too")),
        Move(
            "that_is_all",
            "meaning",
            _("That's all for now"),
            Purpose.CONFIRMATION,
            secondary=True,
            log_text=_("{name} was done reading"),
            own_log_text=_("You were done reading"),
        ),
    ),
    phase=LINES,
    title=_("Another line?"),
    stem=_("In our relationship, we ..."),
    example=_("We eat together without our phones."),
    tip=_("Three or four are plenty for one evening."),
    waiting=_("{partner} may read another line"),
    waiting_tip=_("Just listen."),
    next=_("{partner} says it back, or you say what it means to you."),
    waiting_next=_("You say it back, or hear what it means to {partner}."),
    help=StepHelp(
        _("You don't have to finish today. What you don't read stays yours, and only you see it."),
        _("We go away for a weekend, just the two of us, twice a year."),
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
            stem=_("What this dream means to me is ..."),
            log_text=_("{name} said what it means"),
            own_log_text=_("You said what it means"),
            spoken_label=_("I've said it"),
        ),
    ),
    phase=MEANING_PHASE,
    title=_("Say what it means to you"),
    stem=_("What this dream means to me is ..."),
    example=_("What this dream means to me is that home feels easy again. My parents' house was so quiet."),
    tip=_("Think of all the lines you read. What would be different for you?"),
    waiting=_("{partner} is thinking about what it means"),
    waiting_tip=_("Just wait and listen."),
    next=_("{partner} says that back, too."),
    waiting_next=_("You say that back, too."),
)
MIRRORING_MEANING = Step(
    "mirroring_meaning",
    Actor.RECEIVER,
    (mirror("checking_meaning", _("Let me see if I got that. What it means to you is ...")),),
    phase=MEANING_PHASE,
    minutes=0,
    title=_("Say that back, too"),
    stem=_("Let me see if I got that. What it means to you is ..."),
    example=_("It means that home feels easy again. Did I get that?"),
    tip=_("Take your time. You don't have to promise anything."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Breathe. Nothing to do."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether {partner} got it."),
)
CHECKING_MEANING = Step(
    "checking_meaning",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "switching",
            _("Yes, you got it"),
            Purpose.CONFIRMATION,
            to_at_the_end="agreeing",
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring_meaning"),
    ),
    phase=MEANING_PHASE,
    minutes=0,
    title=_("Did {partner} get it?"),
    example=_("Almost. It's also that we'd face things together."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Stay with the picture for a moment."),
    next=_("You can swap roles."),
    last_next=_("You decide together whether to keep your lines on a page."),
    help=StepHelp(
        _(
            "Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. It's also about the kids."),
    ),
)
AGREEING = Step(
    "agreeing",
    Actor.BOTH,
    (
        Move(
            KEEP,
            CLOSED,
            _("Keep them on our page"),
            Purpose.PROMISE,
            needs_both=True,
            log_text=_("{name} wanted to keep the lines on the page"),
            own_log_text=_("You wanted to keep the lines on the page"),
        ),
        Move(
            "not_this_time",
            CLOSED,
            _("Not this time"),
            Purpose.DEFERRAL,
            secondary=True,
            log_text=_("{name} left the page as it is"),
            own_log_text=_("You left the page as it is"),
        ),
    ),
    phase=PAGE,
    title=_("Keep your lines on a page?"),
    tip=_(
        "Only if you both want to: the lines you share, and what each of you read. You can take yours back"
        " any time."
    ),
    waiting=_("Waiting for {partner}"),
    waiting_tip=_("Unless you both want to, the page stays as it is."),
    next=_("You can print it, and look at it again in a year."),
    shows_transcript=True,
    help=StepHelp(
        _("The page belongs to you both. It isn't a contract, and nothing on it is owed."),
        _("Keep it. I'd like to see it again next year."),
    ),
)
KIND = Kind(
    "vision",
    title=_("Our dream relationship"),
    description=_(
        "Tell each other how you'd love things to be. What you both want to keep goes on a page of your own."
    ),
    minutes=30,
    prepare_url="vision:lines",
    outcome_url="vision:page",
    outcome_title=_("Go to our page"),
    steps=(
        INVITATION,
        *MEETING_STEPS,
        centering("reading"),
        READING,
        MIRRORING,
        CHECKING,
        JOINING,
        CONFIRMING,
        CONTINUING,
        MEANING,
        MIRRORING_MEANING,
        CHECKING_MEANING,
        switching("reading", "agreeing"),
        AGREEING,
    ),
)
