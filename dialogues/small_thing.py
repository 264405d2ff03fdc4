"""The dialogues' small thing for the first month: to talk something through."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.models import Partner
from couples.small_things import SmallThing
from dialogues.models import Dialogue


def talked_at(me: Partner) -> QuerySet[Any, Any]:
    """Find when the couple first talked something through, both ways."""
    rows = Dialogue.objects.filter(couple=me.couple_id, kind="intentional").completed()
    found: QuerySet[Any, Any] = rows.order_by("closed_at").values("closed_at")
    return found


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
