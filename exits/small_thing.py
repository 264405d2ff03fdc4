"""The exits' small thing for the first month: to name one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext_noop as _

from couples.models import Partner
from couples.small_things import SmallThing
from exits.models import Exit


def named_at(me: Partner) -> datetime | None:
    """Return when this partner named their first exit."""
    at: datetime | None = Exit.objects.filter(owner=me).aggregate(at=Min("named_at"))["at"]
    return at


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
