"""The months before the demonstration: short dialogues of Ana and Ben, so that there is something to come back to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from couples.models import Partner, User
from dialogues.begin import begin_dialogue
from dialogues.demo import play_script
from dialogues.models import Dialogue, Turn
from transcripts.notes_and_stars import save_note, set_star

ANA, BEN = 0, 1
EVENINGS = gettext_noop("Our evenings")

# Days ago, who began, about what, what was appreciated, how it was given back, what it means, how that was given back.
APPRECIATIONS = [
    (
        201,
        BEN,
        "",
        gettext_noop("You put a blanket over me when I fell asleep on the sofa."),
        gettext_noop("You liked that I covered you while you slept."),
        gettext_noop("It means that somebody looks after me when I cannot do it myself."),
        gettext_noop("It means to you that somebody looks after you."),
    ),
    (
        143,
        ANA,
        "",
        gettext_noop("You asked my mother about her garden, and listened for an hour."),
        gettext_noop("You noticed that I listened to your mother about her garden."),
        gettext_noop("It means that my people are your people too."),
        gettext_noop("When I do that, your people become mine. That means a lot to you."),
    ),
    (
        38,
        BEN,
        "",
        gettext_noop("On Sunday you laughed so hard that the neighbours laughed with you."),
        gettext_noop("You enjoyed how I laughed on Sunday."),
        gettext_noop("When you laugh, I know that we are all right."),
        gettext_noop("My laughing tells you that we are all right."),
    ),
]

# Days ago, who began, about what, what was said, a first mirror with what was added, the mirror, the sum, the sense in
# it, the feeling.
DIALOGUES: list[Any] = [
    (
        172,
        ANA,
        EVENINGS,
        gettext_noop("When you work after dinner, I sit beside you and feel alone."),
        (
            gettext_noop("You would like me to stop working in the evening."),
            gettext_noop("Not that you stop. That I feel alone."),
        ),
        gettext_noop("When I work after dinner, you feel alone beside me."),
        gettext_noop("In all: you are near me in the evening, and still alone."),
        gettext_noop("That makes sense, because we hardly see each other by day."),
        gettext_noop("I imagine that you feel lonely, and perhaps a little sad."),
    ),
    (
        96,
        BEN,
        gettext_noop("Money"),
        gettext_noop("When the bill for the car came, I was afraid to tell you."),
        None,
        gettext_noop("You were afraid to tell me about the bill."),
        gettext_noop("In all: the bill frightened you, and you kept it to yourself for a week."),
        gettext_noop("That makes sense, because I once got loud about money."),
        gettext_noop("I imagine that you felt scared, and ashamed."),
    ),
    (
        67,
        ANA,
        EVENINGS,
        gettext_noop("I miss the hour in which we used to cook together."),
        None,
        gettext_noop("You miss cooking with me."),
        gettext_noop("In all: the cooking was our hour, and you would like it back."),
        gettext_noop("That makes sense, because it was where we told each other the day."),
        gettext_noop("I imagine that you feel wistful, and hopeful too."),
    ),
]


def create(ana: User, ben: User) -> None:
    """Play the demo couple's dialogues of the past months, unless they have had them."""
    place = Partner.objects.current(ana)
    if place is None or Dialogue.objects.filter(couple=place.couple, started_by__slot=BEN).count() > 1:
        return
    for days, who, topic, *said in APPRECIATIONS:
        hold((ana, ben), "appreciation", days, who, topic, appreciated(who, *said))
    for days, who, topic, thing, almost, *told in DIALOGUES:
        hold((ana, ben), "intentional", days, who, topic, heard(who, thing, almost, *told))
    oldest = Dialogue.objects.filter(couple=place.couple, kind="intentional").earliest("created_at")
    set_star(ana, oldest, 11, on=True)
    save_note(ana, oldest, 11, _("This was the first time that I felt it had arrived."), 0)


def appreciated(who: int, *said: str) -> list[tuple[int, str, str]]:
    """The course of an appreciation by one of the two."""
    thing, mirror, meaning, other = said
    return [
        *arrived(who),
        (who, "send", thing),
        (1 - who, "mirror", mirror),
        (who, "got_it", ""),
        (who, "send", meaning),
        (1 - who, "mirror", other),
        (who, "thank", ""),
        (1 - who, "not_today", ""),
    ]


def heard(who: int, thing: str, almost: tuple[str, str] | None, *said: str) -> list[tuple[int, str, str]]:
    """The course of one round in which one of the two is heard."""
    mirror, whole, sense, feeling = said
    first = [(1 - who, "mirror", almost[0]), (who, "not_quite", almost[1])] if almost else []
    return [
        *arrived(who),
        (who, "send", thing),
        *first,
        (1 - who, "mirror", mirror),
        (who, "that_is_all", ""),
        (1 - who, "summarise", whole),
        (who, "got_it", ""),
        (1 - who, "validate", sense),
        (who, "got_it", ""),
        (1 - who, "empathise", feeling),
        (who, "got_it", ""),
        (1 - who, "not_today", ""),
        (who, "appreciate", gettext_noop("Thank you for taking the time.")),
        (1 - who, "appreciate", gettext_noop("Thank you for telling me.")),
    ]


def arrived(who: int) -> list[tuple[int, str, str]]:
    """The moves by which both arrive."""
    return [(1 - who, "accept", ""), (who, "ready", ""), (1 - who, "ready", "")]


def hold(
    people: tuple[User, User], kind: str, days: int, who: int, topic: str, course: list[tuple[int, str, str]]
) -> None:
    """Play a dialogue as if it were so many days ago."""
    place = Partner.objects.current(people[who])
    if place is None:
        return
    dialogue = begin_dialogue(place, kind=kind, mode="written", topic=_(topic) if topic else "", keep=True)
    play_script(dialogue, people, course)
    ago = timedelta(days=days)
    row = Dialogue.objects.filter(pk=dialogue.pk)
    row.update(created_at=F("created_at") - ago, closed_at=F("closed_at") - ago)
    for turn in Turn.objects.filter(dialogue=dialogue.pk).order_by("seq"):
        said_at = turn.created_at - ago + timedelta(seconds=40 * turn.seq)
        Turn.objects.filter(pk=turn.pk).update(created_at=said_at)
