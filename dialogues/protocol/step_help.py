"""What each step is for, behind the "?" beside its title: by the step's name, in every kind that says nothing else."""

from __future__ import annotations

from dialogues.protocol.types import Step, StepHelp
from dialogues.protocol.types import gettext_noop as _

SAYING_A_WISH_BACK = StepHelp(
    _(
        "Once it's said back, you both know what the wish is: what, how often, how long. Saying it back isn't a yes."
    ),
    _("You'd love it if I'd text you at lunchtime for two weeks. Did I get that?"),
)
CHECKING_A_WISH = StepHelp(
    _("Better to sort out a detail now than to be let down later."),
    _("Almost. Any time of the day is fine."),
)
CHECKING = StepHelp(
    _("Only the person who said it can tell if it was heard. If a piece is missing, it's just said again."),
    _("Almost. Forgotten, yes, and a bit worried, too."),
)
STEP_HELP = {
    "invited": StepHelp(
        _("Talking goes better when you've both picked the moment. “Later” and “no” are real answers."),
        _("I'd like to, but I'm worn out. How about tomorrow at eight?"),
    ),
    "postponed": StepHelp(
        _("With a time that suits you both, the dialogue isn't forgotten, and nobody's caught off guard."),
        _("Half past eight, when the children are asleep."),
    ),
    "agreed": StepHelp(
        _("A time you both chose is easier to keep. If it no longer suits you, say so early."),
        _("Something came up. How about nine instead?"),
    ),
    "rescheduling": StepHelp(
        _("A time you both chose is easier to keep. Until there's another, the first one stands."),
        _("Nine is fine with me, too."),
    ),
    "starting": StepHelp(
        _("You both said yes to another time, so starting sooner takes two as well."),
        _("Give me ten minutes to finish this."),
    ),
    "centering": StepHelp(
        _("You're both coming from something else. A few slow breaths make it easier to listen."),
        _("Sit where you can see each other, put everything else away, and breathe out slowly."),
    ),
    "paused": StepHelp(
        _("It's hard to listen with a racing heart. A body takes about twenty minutes to calm down."),
        _("A walk round the block, music, or the dishes."),
    ),
    "sending": StepHelp(
        _("Small pieces are easier to hear, and to say back. “I feel” is easier to hear than “you always”."),
        _("Instead of “You never call”: “When I don't hear from you all day, I feel forgotten.”"),
    ),
    "mirroring": StepHelp(
        _(
            "Saying it back is called mirroring. It shows what got through before anyone answers. It isn't agreeing."
        ),
        _("When you don't hear from me all day, you feel forgotten. Did I get that?"),
    ),
    "checking": CHECKING,
    "summarising": StepHelp(
        _(
            "After many small pieces it's easy to lose track of the whole. Summing up puts it together, still"
            " without a reply."
        ),
        _("You feel forgotten, you get worried, and you miss our calls. Did I get all of that?"),
    ),
    "checking_summary": StepHelp(
        _("This is the moment to add what's missing, before the other looks for the sense in it."),
        _("Almost. I miss the calls most of all."),
    ),
    "validating": StepHelp(
        _(
            "Seen from the other side, it makes sense. Saying so is called validating. It isn't agreeing, and nobody"
            " gives in."
        ),
        _("You make sense, and what makes sense is that a whole day is long when you don't know why."),
    ),
    "checking_validation": StepHelp(
        _("You can be heard and still not feel understood. If the reason doesn't fit yet, a hint helps."),
        _("Almost. It's less the waiting than not knowing."),
    ),
    "empathising": StepHelp(
        _("Imagining how it feels is called empathy. It's only a guess, so it's fine to be corrected."),
        _("I imagine you might be feeling left out, and a bit sad. Is that it?"),
    ),
    "checking_empathy": StepHelp(
        _("Feelings change while you talk. Saying which one is there now clears up the guess."),
        _("Sad, yes. And glad that you asked."),
    ),
    "switching": StepHelp(
        _(
            "Each of you gets to be heard. A second turn works best with something of your own, not as a reply."
        ),
        _("I'd like to tell you what my mornings are like."),
    ),
    "appreciating": StepHelp(
        _("Ending with a thank-you makes it easier to begin next time."),
        _("Thank you for letting me finish, even when it was hard to hear."),
    ),
    "meaning": StepHelp(
        _("What someone did is only half of it. What it means to you may be news to them."),
        _("It means I don't have to look after my family on my own."),
    ),
    "mirroring_meaning": StepHelp(
        _("This is the part that slips away first. Saying it back helps you both remember it."),
        _("It means you don't have to look after your family on your own. Did I get that?"),
    ),
    "thanking": StepHelp(
        _("Listening like this takes some effort. A thank-you says that you noticed."),
        _("Thank you for letting me finish."),
    ),
    "desiring": StepHelp(
        _(
            "Behind a frustration there's often something you'd love. Hearing it first makes the wishes easier to give."
        ),
        _("I'd love to feel that I'm on your mind during the day."),
    ),
    "mirroring_desire": StepHelp(
        _(
            "What someone would love is easy to miss behind a frustration. Saying it back shows that you heard it."
        ),
        _("You'd love to feel that you're on my mind during the day. Did I get that?"),
    ),
    "checking_desire": CHECKING,
    "asking": StepHelp(
        _("With three wishes there's a choice, and a choice makes it a gift. Small ones are easier to give."),
        _("I'd love it if you'd text me once at lunchtime, on workdays, for two weeks."),
    ),
    "mirroring_first": SAYING_A_WISH_BACK,
    "checking_first": CHECKING_A_WISH,
    "mirroring_second": SAYING_A_WISH_BACK,
    "checking_second": CHECKING_A_WISH,
    "mirroring_third": SAYING_A_WISH_BACK,
    "checking_third": CHECKING_A_WISH,
    "choosing": StepHelp(
        _(
            "It's only a gift if it's freely chosen: one of the three, one that's been changed, or none for now."
        ),
        _("The text at lunchtime. I'd be glad to do that."),
    ),
    "changing": StepHelp(
        _("A small change can make a wish possible. Only the one who wished it can change it."),
        _("Three days a week would be lovely, too."),
    ),
    "planning": StepHelp(
        _(
            "A day to start makes it real. The number says how much of a stretch it is, and any number is fine."
        ),
        _("From Monday. It's a six for me."),
    ),
    "taking_in": StepHelp(
        _("“Not yet” is an honest answer, and the wishes stay. Being heard is worth a thank-you on its own."),
        _("Thank you for hearing me out."),
    ),
    "promising": StepHelp(
        _(
            "A promise is easier to keep when you choose it yourself: all, a part, for a while, or nothing yet."
        ),
        _("For two weeks I'll say “I'm hurt” before I start to clean."),
    ),
    "mirroring_promise": StepHelp(
        _("A promise can sound different in the other's voice. That's how you both notice whether it fits."),
        _("For two weeks you'll say it before you start to clean. Did I get that?"),
    ),
    "confirming": StepHelp(
        _("It's easier to change a promise now than to break it later."),
        _("Almost. Only on weekdays."),
    ),
    "easing": StepHelp(
        _("Some things are easier to stop with a little help. It's an offer, not a trade."),
        _("When you tell me you're hurt, I'll put my phone away and sit with you."),
    ),
    "closing": StepHelp(
        _("Showing this isn't easy, and neither is listening to it. A thank-you is a good end."),
        _("Thank you for listening so calmly."),
    ),
}


def help_of(step: Step) -> StepHelp | None:
    """Return what is said about a step on request: the kind's own text, or that of its name."""
    return step.help or STEP_HELP.get(step.name)
