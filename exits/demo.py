"""Exits of the demo couple: Ben shared one and committed to closing it, and has another; Ana has named one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core.form_utils import idempotency_key
from couples.models import Partner, User
from dialogues.demo import play_script
from exits import services, time_notes
from exits.categories import ExitDetails
from exits.models import Commitment, Exit

NEWS = ExitDetails(
    name="disappearing into the news when I come home",
    sort="habits",
    often="daily",
    gives="half an hour in which nobody wants anything",
    avoids="that I am worn out, and afraid to disappoint you",
    ready=7,
)
SILENCE = ExitDetails(
    name="going silent after a quarrel", sort="avoiding", often="hard", avoids="that I feel wrong", ready=3
)
CLEARING = ExitDetails(
    name="tidying up instead of sitting down with you", sort="habits", often="weekly", ready=6
)
FREED = (
    (20, "We sat on the balcony and said nothing, and it was good."),
    (11, "I told you about the row with my boss. You only listened."),
    (4, "Cooked together on a Tuesday."),
)
ANA, BEN = 0, 1
COURSE = [
    (ANA, "accept", ""),
    (BEN, "ready", ""),
    (ANA, "ready", ""),
    (BEN, "send", "When I come home I disappear into the news. What I do not say is that I am worn out."),
    (ANA, "mirror", "You disappear into the news, and do not say that you are worn out. Did I get that?"),
    (BEN, "that_is_all", ""),
    (ANA, "summarise", "In all: the news is where you hide when you are worn out. Is that all of it?"),
    (BEN, "got_it", ""),
    (
        ANA,
        "validate",
        "You make sense to me, because the day takes so much, and then I come with my questions.",
    ),
    (BEN, "got_it", ""),
    (ANA, "empathise", "I imagine that you might feel tired, and alone with it. Is that it?"),
    (BEN, "got_it", ""),
    (
        BEN,
        "close_partly",
        "On weekdays the phone stays in the hall until we have eaten. The weekend paper stays.",
    ),
    (
        ANA,
        "mirror",
        "On weekdays the phone stays in the hall until we have eaten, and the weekend paper stays.",
    ),
    (BEN, "got_it", ""),
    (ANA, "thank", "It means to me that our evenings matter to you, too."),
    (ANA, "ease", "I could give you a quiet quarter of an hour when you come home."),
    (BEN, "thank", "Thank you for listening without a word of blame."),
]


def create_demo_exits(ana: User, ben: User) -> None:
    """Let Ben share an exit, unless one of the two has named one."""
    places = [Partner.objects.current(user) for user in (ana, ben)]
    hers, his = places
    if hers is None or his is None or Exit.objects.filter(owner__couple=his.couple).exists():
        return
    services.create_exit(hers, CLEARING, idempotency_key())
    services.create_exit(his, SILENCE, idempotency_key())
    row = services.create_exit(his, NEWS, idempotency_key())
    dialogue = services.start_dialogue(row, words=NEWS.name, mode="written", keep=True, prepared="")
    play_script(dialogue, (ana, ben), COURSE)
    keep_commitment(row)


def keep_commitment(row: Exit) -> None:
    """Add four weeks of the commitment: time notes, and a review due today."""
    today = timezone.localdate()
    row.refresh_from_db()
    commitments = Commitment.objects.filter(exit=row)
    commitments.update(made_on=today - timedelta(days=28))
    commitments.get().reviews.update(due_on=today)
    for ago, words in FREED:
        time_notes.add_time_note(
            row, day=today - timedelta(days=ago), words=words, shared=True, key=idempotency_key()
        )
