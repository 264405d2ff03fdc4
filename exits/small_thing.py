"""The exits' small thing for the first month: to name one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from couples.models import Partner
from couples.small_things import SmallThing
from exits.models import Exit


def named_at(me: Partner) -> QuerySet[Any, Any]:
    """Find when this partner named their first exit."""
    return Exit.objects.filter(owner=me).order_by("named_at").values("named_at")


SMALL_THING = SmallThing(
    "name_an_exit",
    week=4,
    title=_("In the first month: a way I avoid us"),
    sentence=_("This week: one thing you do instead of being together"),
    detail=_("Just for yourself, for now. {partner} sees it only if you share it."),
    button=_("Write it down"),
    url_name="exits:new",
    done_at=named_at,
)
