"""The workup's small thing for the first month: its first questions."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext_noop as _

from couples.models import Partner
from couples.small_things import SmallThing
from workup.models import Answer


def answered_at(me: Partner) -> datetime | None:
    """Return when this partner's first answers were last changed, None before there are any."""
    at: datetime | None = Answer.objects.filter(workup__user=me.user_id).aggregate(at=Min("changed_at"))["at"]
    return at


SMALL_THING = SmallThing(
    "where_i_come_from",
    week=1,
    title=_("In the first month: “Where I come from”"),
    sentence=_("This week: ten minutes on where you come from"),
    detail=_("Start with the first questions. Only you see your answers."),
    button=_("Start"),
    url_name="workup:overview",
    done_at=answered_at,
)
