"""The page of the demo couple, and a few lines that each has kept to themselves."""

from __future__ import annotations

from datetime import timedelta

from core.form_utils import idempotency_key
from couples.models import Partner, User
from dialogues.demo import play_script
from vision.anniversaries import A_YEAR
from vision.dialogue_hooks import start_dialogue
from vision.line_data import LineDetails
from vision.lines import create_line
from vision.models import DreamLine, Page

ANA, BEN = 0, 1
LAUGH, WALK, HOME = (
    "We laugh together every day.",
    "On Sundays we walk by the river, just the two of us.",
    "When one of us comes home, we stop and say hello.",
)
ANAS_OWN = (LineDetails("We talk about money and stay calm.", 5), LineDetails("We dance more.", 2))
BENS_OWN = (LineDetails("We have friends over on Fridays.", 3),)
COURSE = [
    (BEN, "accept", ""),
    (ANA, "ready", ""),
    (BEN, "ready", ""),
    (ANA, "send", LAUGH),
    (BEN, "mirror", "In your dream, we laugh together every day. Did I get that?"),
    (ANA, "got_it", ""),
    (BEN, "join", "Even when it's been a hard one."),
    (ANA, "ours", ""),
    (ANA, "more", WALK),
    (BEN, "mirror", "In your dream, we walk by the river on Sundays, just us. Did I get that?"),
    (ANA, "got_it", ""),
    (BEN, "leave_it", ""),
    (ANA, "that_is_all", ""),
    (ANA, "send", "What this dream means to me is that home feels easy again."),
    (BEN, "mirror", "It means that home feels easy again. Did I get that?"),
    (ANA, "got_it", ""),
    (ANA, "switch", ""),
    (BEN, "switch", ""),
    (BEN, "send", HOME),
    (ANA, "mirror", "In your dream, we stop and say hello when one of us comes home. Did I get that?"),
    (BEN, "got_it", ""),
    (ANA, "join", ""),
    (BEN, "ours", ""),
    (BEN, "that_is_all", ""),
    (BEN, "send", "What this dream means to me is that someone's glad I'm there."),
    (ANA, "mirror", "It means that someone's glad you're there. Did I get that?"),
    (BEN, "got_it", ""),
    (ANA, "keep", ""),
    (BEN, "keep", ""),
]


def create_demo_vision(ana: User, ben: User) -> None:
    """Create lines of both and play the dialogue about them, unless the couple has any."""
    partner_a, partner_b = (Partner.objects.current(user) for user in (ana, ben))
    if (
        partner_a is None
        or partner_b is None
        or DreamLine.objects.filter(owner__couple=partner_a.couple).exists()
    ):
        return
    for partner, own in ((partner_a, ANAS_OWN), (partner_b, BENS_OWN)):
        for details in own:
            create_line(partner, details, idempotency_key())
    play_script(start_dialogue(partner_a, mode="written", keep=True), (ana, ben), COURSE)
    for page in Page.objects.filter(couple=partner_a.couple):
        page.agreed_on -= A_YEAR - timedelta(weeks=20)
        page.save(update_fields=["agreed_on"])
