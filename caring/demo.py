"""Lists of the demo couple, which each shows the other, and what Ben picked to give."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from caring import lists
from caring.gifts import start_gift
from caring.models import Line
from couples.models import Partner, User

ANA = (
    ("now", _("put your hand on my back as you walk by")),
    ("now", _("call on your way home, just to hear how I am")),
    ("beginning", _("left little notes in my coat pocket")),
    ("wish", _("read to me on a Sunday morning")),
)
BEN = (
    ("now", _("save me the crossword")),
    ("beginning", _("danced with me in the kitchen")),
    ("wish", _("came along to one of my matches")),
)
PICKED = _("Call you on my way home on Tuesday and Thursday")


def create_demo_lists(ana: User, ben: User) -> None:
    """Write both lists, unless one of the two has begun one."""
    partners = Partner.objects.current(ana), Partner.objects.current(ben)
    if not all(partners) or Line.objects.filter(owner__user__in=(ana, ben)).exists():
        return
    for partner, lines in zip(partners, (ANA, BEN), strict=True):
        if partner:
            for part, text in lines:
                lists.add_line(partner, part, text)
            lists.show_list(partner)
    if giver := partners[1]:
        start_gift(giver, PICKED)
