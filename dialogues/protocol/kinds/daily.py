"""Three appreciations each, in five minutes: something you did, who you are, how you look or what
you're like to be with.

Nobody has to be there at the same time: each takes their turn when they can, over a day if need be.
"""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import ACCEPT, MEETING_STEPS, invited
from dialogues.protocol.shared_steps import (
    centering,
    mirror,
    not_quite,
    say_something_good,
    switching,
    thank,
)
from dialogues.protocol.types import CLOSED, Actor, Kind, Move, Purpose, Step, StepHelp
from dialogues.protocol.types import gettext_noop as _

DEED, TRAIT, PRESENCE = _("Something done"), _("A trait"), _("Looks and closeness")
ASKED = invited(_("{sender} would like to tell you three good things, and hear three from you."))
INVITATION = replace(
    ASKED,
    moves=(replace(ACCEPT, label=_("Yes, I'd like that")), *ASKED.moves[1:]),
    title=_("Three good things each?"),
    tip=_("It doesn't have to be all at once. Take turns over the day, whenever you like."),
    next=_("You each take a breath. Then {partner} starts."),
    waiting_next=_("You each take a breath. Then you start."),
)
ARRIVING = replace(
    centering("first"),
    minutes=0,
    title=_("Take a breath"),
    stem=_("Take three slow breaths. If you're apart, you don't have to do it at the same time."),
    example=_("I want to tell you what I noticed today."),
    tip=_("Think of a good moment with {partner}."),
    waiting=_("{partner} will join when they can"),
    waiting_tip=_("You can close this and come back. We'll remind you if it's been your turn for a while."),
    next=_("You start, and {partner} says it back."),
    waiting_next=_("{partner} starts, and you say it back."),
    help=StepHelp(
        _("A few breaths help you leave the day behind. Good things are easier to hear after that."),
        _("Put down what you're holding, breathe out slowly, and think of this morning."),
    ),
)

FIRST = Step(
    "first",
    Actor.SENDER,
    (
        say_something_good(
            "mirroring_first",
            _("Thank you for ..."),
            _("{name} said what they noticed"),
            _("You said what you noticed"),
        ),
    ),
    phase=DEED,
    title=_("One: something {partner} did"),
    stem=_("Thank you for ..."),
    example=_("Thank you for making the coffee before I was up."),
    tip=_("Something from the last day or two, however small."),
    waiting=_("{partner} is thinking of something you did"),
    waiting_tip=_("All you have to do is take it in."),
    next=_("{partner} says it back, so it has time to sink in."),
    waiting_next=_("You say it back, so it has time to sink in."),
    help=StepHelp(
        _("What someone does every day is easy to overlook. One small thing that really happened is enough."),
        _("You waited up for me last night, even though you were tired."),
    ),
)
MIRRORING_FIRST = Step(
    "mirroring_first",
    Actor.RECEIVER,
    (mirror("second", _("Let me see if I got that. You're thanking me for ...")),),
    phase=DEED,
    minutes=0,
    title=_("Say it back"),
    stem=_("Let me see if I got that. You're thanking me for ..."),
    example=_("You're thanking me for making the coffee before you were up. Did I get that?"),
    tip=_("Don't make it smaller than it was."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Let them take their time."),
    next=_("{partner} tells you the second one."),
    waiting_next=_("You tell {partner} the second one."),
    help=StepHelp(
        _("Saying it back is called mirroring. It helps something good sink in instead of being waved away."),
        _("You noticed that I waited up for you. Did I get that?"),
    ),
)
SECOND = Step(
    "second",
    Actor.SENDER,
    (
        say_something_good(
            "mirroring_second",
            _("What I love about you is ..."),
            _("{name} said what they love"),
            _("You said what you love"),
        ),
        not_quite("mirroring_first"),
    ),
    phase=TRAIT,
    minutes=0,
    title=_("Two: something about who {partner} is"),
    stem=_("What I love about you is ..."),
    example=_("What I love about you is that you never make fun of anyone."),
    tip=_("If {partner} missed part of the first one, tap “Almost” and say that part."),
    waiting=_("{partner} is thinking of something about you"),
    waiting_tip=_("Just wait and listen."),
    next=_("{partner} says that back, too."),
    waiting_next=_("You say that back, too."),
    help=StepHelp(
        _("It's good to be thanked for what you do. Being seen for who you are goes deeper."),
        _("You stay curious about people, even the difficult ones."),
    ),
)
MIRRORING_SECOND = Step(
    "mirroring_second",
    Actor.RECEIVER,
    (mirror("third", _("Let me see if I got that. What you love about me is ...")),),
    phase=TRAIT,
    minutes=0,
    title=_("Say that back, too"),
    stem=_("Let me see if I got that. What you love about me is ..."),
    example=_("What you love about me is that I never make fun of anyone. Did I get that?"),
    tip=_("You don't have to agree. Just say it back."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("If you're together, watch it sink in."),
    next=_("{partner} tells you a third one, or leaves it at two."),
    waiting_next=_("You tell {partner} a third one, or leave it at two."),
    help=StepHelp(
        _("It's easy to wave this away. Saying it back keeps it here a little longer."),
        _("You love that I stay curious about people. Did I get that?"),
    ),
)
THIRD = Step(
    "third",
    Actor.SENDER,
    (
        say_something_good(
            "mirroring_third",
            _("I love how ..."),
            _("{name} said a third thing"),
            _("You said a third thing"),
        ),
        Move(
            "enough",
            "touched",
            _("Two is plenty today"),
            Purpose.CONFIRMATION,
            secondary=True,
            log_text=_("{name} stopped at two"),
            own_log_text=_("You stopped at two"),
        ),
        not_quite("mirroring_second"),
    ),
    phase=PRESENCE,
    title=_("Three: how {partner} looks, or being with them"),
    stem=_("I love how ..."),
    example=_("I love how your whole face laughs."),
    tip=_("A smile, a voice, a hand, sitting next to each other. Or leave it at two."),
    waiting=_("{partner} is thinking of a third one"),
    waiting_tip=_("It may stay at two, and that's plenty."),
    next=_("{partner} says that back, too."),
    waiting_next=_("You say that back, too."),
    help=StepHelp(
        _("We tend to say these things only in the beginning. They're still good to hear."),
        _("I like your voice best when you read to the children."),
    ),
)
MIRRORING_THIRD = Step(
    "mirroring_third",
    Actor.RECEIVER,
    (mirror("checking", _("Let me see if I got that. You love how ...")),),
    phase=PRESENCE,
    minutes=0,
    title=_("And say that back"),
    stem=_("Let me see if I got that. You love how ..."),
    example=_("You love how my whole face laughs. Did I get that?"),
    tip=_("If it makes you shy, that's fine. Just say it back."),
    waiting=_("{partner} is saying it back"),
    waiting_tip=_("Breathe. Nothing to do."),
    next=_("{partner} says whether you got it."),
    waiting_next=_("You say whether {partner} got it."),
    help=StepHelp(
        _("It can feel odd to hear this about yourself. In your own voice it's easier to believe."),
        _("You like my voice best when I read to the children. Did I get that?"),
    ),
)
CHECKING = Step(
    "checking",
    Actor.SENDER,
    (
        Move(
            "got_it",
            "touched",
            _("Yes, you got it"),
            Purpose.CONFIRMATION,
            log_text=_("{name} felt heard"),
            own_log_text=_("You felt heard"),
        ),
        not_quite("mirroring_third"),
    ),
    phase=PRESENCE,
    minutes=0,
    title=_("Did {partner} get it?"),
    example=_("Almost. Especially when you laugh at yourself."),
    tip=_("If a part is missing, say just that part."),
    waiting=_("{partner} is checking that you got it"),
    waiting_tip=_("Stay with the good feeling for a moment."),
    next=_("{partner} says what touched them."),
    waiting_next=_("You say what touched you."),
    help=StepHelp(
        _(
            "Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."
        ),
        _("Almost. It's when you do all the animals."),
    ),
)
TOUCHED = Step(
    "touched",
    Actor.RECEIVER,
    (
        thank(
            "switching",
            _("Say it"),
            _("What touched me is ..."),
            to_at_the_end=CLOSED,
        ),
    ),
    phase=_("Thanks"),
    minutes=0,
    title=_("Say what touched you"),
    stem=_("What touched me is ..."),
    example=_("What touched me is that you noticed the coffee."),
    tip=_("One thing is enough. Just “thank you” is fine, too."),
    waiting=_("{partner} is about to say what touched them"),
    waiting_tip=_("Just take it in."),
    next=_("You can swap roles."),
    last_next=_("And that's it: three good things each."),
    help=StepHelp(
        _("It's good to know which part got through. One sentence is enough."),
        _("That you think I'm curious. I'd forgotten that about myself."),
    ),
)

KIND = Kind(
    "daily",
    title=_("Three good things"),
    description=_("Something you did, who you are, how you look. Together, or over a day when you're apart."),
    minutes=5,
    is_surprise=True,
    topic_question=_("What's it about? Or is it a surprise?"),
    steps=(
        INVITATION,
        *MEETING_STEPS,
        ARRIVING,
        FIRST,
        MIRRORING_FIRST,
        SECOND,
        MIRRORING_SECOND,
        THIRD,
        MIRRORING_THIRD,
        CHECKING,
        TOUCHED,
        switching("first", CLOSED),
    ),
)
