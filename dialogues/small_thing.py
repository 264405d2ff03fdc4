"""The dialogues' small thing for the first month: to talk something through."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext_noop as _

from couples.models import Partner
from couples.small_things import SmallThing
from dialogues.models import Dialogue


def talked_at(me: Partner) -> datetime | None:
    """Return when the couple first talked something through, both ways."""
    rows = Dialogue.objects.filter(couple=me.couple_id, kind="intentional").completed()
    at: datetime | None = rows.aggregate(at=Min("closed_at"))["at"]
    return at


SMALL_THING = SmallThing(
    "talk_something_through",
    week=2,
    title=_("In the first month: talking something through"),
    sentence=_("This week: talk through something small with {partner}"),
    detail=_("About half an hour, when you both have the time. The smaller the topic, the better."),
    button=_("Start a dialogue"),
    url_name="dialogues:new",
    done_at=talked_at,
)
