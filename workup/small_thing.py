"""The workup's small thing for the first month: its first questions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.models import Partner
from couples.small_things import SmallThing
from workup.models import Answer


def answered_at(me: Partner) -> QuerySet[Any, Any]:
    """Find when this partner's first answers were last changed."""
    return Answer.objects.filter(workup__user=me.user_id).order_by("changed_at").values("changed_at")


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
