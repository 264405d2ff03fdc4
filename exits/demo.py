"""Exits of the demo couple: Ben shared one and committed to closing it, and has another; Ana has named one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core.form_utils import idempotency_key
from couples.models import Partner, User
from dialogues.demo import play_script
from exits import services, sharing, time_notes
from exits.categories import ExitDetails
from exits.models import Commitment, Exit

NEWS = ExitDetails(
    name="disappearing into the news when I come home",
    sort="habits",
    often="daily",
    gives="half an hour when nobody wants anything from me",
    avoids="that I'm worn out, and afraid to let you down",
    ready=7,
)
SILENCE = ExitDetails(
    name="going quiet after a fight",
    sort="avoiding",
    often="hard",
    avoids="that I feel I've done it all wrong",
    ready=3,
)
CLEARING = ExitDetails(
    name="tidying up instead of sitting down with you", sort="habits", often="weekly", ready=6
)
TIME_NOTES = (  # days ago
    (20, "We sat on the balcony and said nothing, and it was good."),
    (11, "I told you about the row with my boss. You only listened."),
    (4, "Cooked together on a Tuesday."),
)
ANA, BEN = 0, 1
COURSE = [
    (ANA, "accept", ""),
    (BEN, "ready", ""),
    (ANA, "ready", ""),
    (BEN, "send", "When I come home I disappear into the news. What I don't say is that I'm worn out."),
    (ANA, "mirror", "You disappear into the news, and you don't say that you're worn out. Did I get that?"),
    (BEN, "that_is_all", ""),
    (
        ANA,
        "summarise",
        "Let me see if I got all of that. The news is where you hide when you're worn out. Did I get it all?",
    ),
    (BEN, "got_it", ""),
    (
        ANA,
        "validate",
        "You make sense, and what makes sense is that the day takes a lot out of you, and then I come with questions.",
    ),
    (BEN, "got_it", ""),
    (ANA, "empathise", "I imagine you might be feeling tired, and alone with it. Is that it?"),
    (BEN, "got_it", ""),
    (
        BEN,
        "close_partly",
        "On weekdays the phone stays in the hall until we've eaten. I'll still read the weekend paper.",
    ),
    (
        ANA,
        "mirror",
        "On weekdays the phone stays in the hall until we've eaten, and you'll still read the weekend paper.",
    ),
    (BEN, "got_it", ""),
    (BEN, "send", "When I feel the pull, I'll tell you that I'm worn out and need ten minutes."),
    (ANA, "thank", "Thank you. What it means to me is that our evenings matter to you, too."),
    (ANA, "ease", "I could give you a quiet quarter of an hour when you come home."),
    (BEN, "thank", "Thank you for listening without a word of blame."),
]


def create_demo_exits(ana: User, ben: User) -> None:
    """Create exits of both and play the dialogue about Ben's, unless the couple has exits."""
    partner_a, partner_b = (Partner.objects.current(user) for user in (ana, ben))
    if partner_a is None or partner_b is None or Exit.objects.filter(owner__couple=partner_b.couple).exists():
        return
    services.create_exit(partner_a, CLEARING, idempotency_key())
    services.create_exit(partner_b, SILENCE, idempotency_key())
    exit = services.create_exit(partner_b, NEWS, idempotency_key())
    dialogue = sharing.start_dialogue(exit, words=NEWS.name, mode="written", keep=True, prepared="")
    play_script(dialogue, (ana, ben), COURSE)
    backdate_commitment(exit)


def backdate_commitment(exit: Exit) -> None:
    """Make the commitment four weeks old, with time notes and a review due today."""
    today = timezone.localdate()
    exit.refresh_from_db()
    commitments = Commitment.objects.filter(exit=exit)
    commitments.update(made_on=today - timedelta(days=28))
    commitments.get().reviews.update(due_on=today)
    for days, words in TIME_NOTES:
        time_notes.add_time_note(
            exit, day=today - timedelta(days=days), words=words, shared=True, key=idempotency_key()
        )
