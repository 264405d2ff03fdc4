"""Past dialogues for the demo couple, so that the timeline and the insights have something to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from couples.models import Partner, User
from dialogues.begin import begin_dialogue
from dialogues.demo import play_script
from dialogues.models import Dialogue, Turn
from dialogues.protocol.kinds import KINDS
from transcripts.notes_and_bookmarks import save_note, set_bookmark

ANA, BEN = 0, 1
EVENINGS = gettext_noop("Our evenings")

# Days ago, starter, topic, appreciation, its mirror, what it means, the mirror of that.
APPRECIATIONS = [
    (
        201,
        BEN,
        "",
        gettext_noop("You put a blanket over me when I fell asleep on the sofa."),
        gettext_noop("You liked that I covered you up while you slept."),
        gettext_noop("It means someone looks after me when I can't do it myself."),
        gettext_noop("To you it means someone's looking after you."),
    ),
    (
        143,
        ANA,
        "",
        gettext_noop("You asked my mother about her garden and listened for an hour."),
        gettext_noop("You noticed that I listened to your mother about her garden."),
        gettext_noop("It means my people are your people, too."),
        gettext_noop("When I do that, your people are mine, too. That means a lot to you."),
    ),
    (
        38,
        BEN,
        "",
        gettext_noop("On Sunday you laughed so hard that the neighbours laughed with you."),
        gettext_noop("You loved how I laughed on Sunday."),
        gettext_noop("When you laugh, I know we're okay."),
        gettext_noop("When I laugh, you know we're okay."),
    ),
]

# Days ago, starter, three good things, each with its mirror, and what touched the other.
DAILIES = [
    (
        12,
        ANA,
        (
            gettext_noop("Thank you for making the coffee before I was up."),
            gettext_noop("You're thanking me for making the coffee before you were up."),
        ),
        (
            gettext_noop("What I love about you is that you never make fun of anyone."),
            gettext_noop("You love that I never make fun of anyone."),
        ),
        (
            gettext_noop("I love how your whole face laughs."),
            gettext_noop("You love how my whole face laughs."),
        ),
        gettext_noop("What touched me is that you noticed the coffee."),
    ),
]

# Days ago, starter, what was noted of the looks, the character and the deeds, and what touched the other.
PRAISE = (
    19,
    BEN,
    gettext_noop("Your eyes in the morning, your paint-stained hands."),
    gettext_noop("Brave, funny, loyal."),
    gettext_noop("Driving through the snow to get me."),
    gettext_noop("Brave. I'm going to need a minute."),
)

# Days ago, starter, topic, message, (a first mirror, its correction) or None, mirror, summary, validation, empathy.
DIALOGUES: list[Any] = [
    (
        172,
        ANA,
        EVENINGS,
        gettext_noop("When you work after dinner, I sit next to you and feel alone."),
        (
            gettext_noop("You'd like me to stop working in the evening."),
            gettext_noop("Not that you stop. It's that I feel alone."),
        ),
        gettext_noop("When I work after dinner, you sit next to me and feel alone."),
        gettext_noop("Let me see if I got all of that. You're next to me in the evening, and still alone."),
        gettext_noop("You make sense, because we hardly see each other during the day."),
        gettext_noop("I imagine you might be feeling lonely, and maybe a little sad."),
    ),
    (
        96,
        BEN,
        gettext_noop("Money"),
        gettext_noop("When the car bill came, I was afraid to tell you."),
        None,
        gettext_noop("You were afraid to tell me about the bill."),
        gettext_noop(
            "Let me see if I got all of that. The bill scared you, and you kept it to yourself for a week."
        ),
        gettext_noop("You make sense, because I once yelled about money."),
        gettext_noop("I imagine you might have felt scared, and ashamed."),
    ),
    (
        67,
        ANA,
        EVENINGS,
        gettext_noop("I miss the hour when we used to cook together."),
        None,
        gettext_noop("You miss cooking with me."),
        gettext_noop("Let me see if I got all of that. Cooking was our hour, and you'd like it back."),
        gettext_noop("You make sense, because that's when we told each other about our day."),
        gettext_noop("I imagine you might be feeling wistful, and hopeful, too."),
    ),
]


def create(ana: User, ben: User) -> None:
    """Play the demo couple's past dialogues, unless they exist already."""
    partner = Partner.objects.current(ana)
    if partner is None or Dialogue.objects.filter(couple=partner.couple, started_by__slot=BEN).count() > 1:
        return
    for days_ago, starter, topic, *texts in APPRECIATIONS:
        play_past_dialogue(
            (ana, ben), "appreciation", days_ago, starter, topic, appreciation_script(starter, *texts)
        )
    for days_ago, starter, *good_things, touched in DAILIES:
        script = daily_script(starter, good_things, touched)
        play_past_dialogue((ana, ben), "daily", days_ago, starter, "", script)
    days_ago, starter, *noted = PRAISE
    play_past_dialogue((ana, ben), "flooding", days_ago, starter, "", praise_script(starter, *noted))
    for days_ago, starter, topic, message, first_try, *texts in DIALOGUES:
        play_past_dialogue(
            (ana, ben),
            "intentional",
            days_ago,
            starter,
            topic,
            intentional_script(starter, message, first_try, *texts),
        )
    oldest = Dialogue.objects.filter(couple=partner.couple, kind="intentional").earliest("created_at")
    set_bookmark(ana, oldest, 11, on=True)
    save_note(ana, oldest, 11, _("This was the first time I felt heard."), 0)


def appreciation_script(sender: int, *texts: str) -> list[tuple[int, str, str]]:
    """Return the moves of an appreciation."""
    message, mirror, meaning, meaning_mirror = texts
    return [
        *arrival(sender),
        (sender, "send", message),
        (1 - sender, "mirror", mirror),
        (sender, "got_it", ""),
        (sender, "send", meaning),
        (1 - sender, "mirror", meaning_mirror),
        (sender, "thank", ""),
        (1 - sender, "no_more", ""),
        (1 - sender, "not_today", ""),
    ]


def daily_script(
    sender: int, good_things: Sequence[tuple[str, str]], touched: str
) -> list[tuple[int, str, str]]:
    """Return the moves of three good things that end after one round."""
    said = [((sender, "send", text), (1 - sender, "mirror", mirror)) for text, mirror in good_things]
    return [
        *arrival(sender),
        *chain.from_iterable(said),
        (sender, "got_it", ""),
        (1 - sender, "thank", touched),
        (sender, "not_today", ""),
    ]


def praise_script(sender: int, *texts: str) -> list[tuple[int, str, str]]:
    """Return the moves of a shower of praise that ends after three parts and one round."""
    *noted, touched = texts
    said = [((sender, "send", text), (1 - sender, "taken_in", "")) for text in noted]
    end = [(sender, "skip", ""), (1 - sender, "thank", touched), (sender, "not_today", "")]
    return [*arrival(sender), *chain.from_iterable(said), *end]


def intentional_script(
    sender: int, message: str, first_try: tuple[str, str] | None, *texts: str
) -> list[tuple[int, str, str]]:
    """Return the moves of an intentional dialogue that ends after one round."""
    mirror, summary, validation, empathy = texts
    correction = (
        [(1 - sender, "mirror", first_try[0]), (sender, "not_quite", first_try[1])] if first_try else []
    )
    return [
        *arrival(sender),
        (sender, "send", message),
        *correction,
        (1 - sender, "mirror", mirror),
        (sender, "that_is_all", ""),
        (1 - sender, "summarise", summary),
        (sender, "got_it", ""),
        (1 - sender, "validate", validation),
        (sender, "got_it", ""),
        (1 - sender, "empathise", empathy),
        (sender, "got_it", ""),
        (1 - sender, "not_today", ""),
        (sender, "appreciate", gettext_noop("Thank you for taking the time.")),
        (1 - sender, "appreciate", gettext_noop("Thank you for telling me.")),
    ]


def arrival(sender: int) -> list[tuple[int, str, str]]:
    """Return the moves by which both partners arrive."""
    return [(1 - sender, "accept", ""), (sender, "ready", ""), (1 - sender, "ready", "")]


def play_past_dialogue(
    users: tuple[User, User],
    kind: str,
    days_ago: int,
    starter: int,
    topic: str,
    script: list[tuple[int, str, str]],
) -> None:
    """Play a dialogue, then date it back by `days_ago`."""
    partner = Partner.objects.current(users[starter])
    if partner is None:
        return
    mode = KINDS[kind].modes[0]
    dialogue = begin_dialogue(partner, kind=kind, mode=mode, topic=_(topic) if topic else "", keep=True)
    play_script(dialogue, users, script)
    age = timedelta(days=days_ago)
    rows = Dialogue.objects.filter(pk=dialogue.pk)
    rows.update(created_at=F("created_at") - age, closed_at=F("closed_at") - age)
    for turn in Turn.objects.filter(dialogue=dialogue.pk).order_by("seq"):
        created_at = turn.created_at - age + timedelta(seconds=40 * turn.seq)
        Turn.objects.filter(pk=turn.pk).update(created_at=created_at)
