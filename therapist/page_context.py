"""Links as one partner sees them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from couples.handover import handover_sources
from couples.models import Partner
from therapist import services
from therapist.forms import DAYS
from therapist.models import Opening, TherapistLink

ASKED, DECLINED, LIVE, CLOSED = "asked", "declined", "live", "closed"


@dataclass(frozen=True)
class LinkRow:
    """A link for the template. `title` is what it hands over, or its sort if that has changed."""

    link: TherapistLink
    state: str
    is_mine: bool  # asked by whoever reads this
    title: str
    period: str
    openings: list[Opening]


def link_rows(me: Partner) -> list[LinkRow]:
    """Return all that the couple has, newest first."""
    rows = TherapistLink.objects.for_partner(me).prefetch_related("openings")
    return [link_row(row, me) for row in rows]


def link_row(link: TherapistLink, me: Partner) -> LinkRow:
    """Return one link."""
    document = services.read_link(link)
    kind = handover_sources()[link.source].title
    title = document.title if document and services.is_as_asked(link, document) else gettext(kind)
    return LinkRow(
        link=link,
        state=state_of(link),
        is_mine=link.asked_by_id == me.pk,
        title=title,
        period=str(dict(DAYS).get(link.days, "")),
        openings=list(link.openings.all()),
    )


def state_of(link: TherapistLink) -> str:
    """Return where a link stands."""
    if link.closed_at:
        return CLOSED
    if link.agreed_at:
        return LIVE
    return DECLINED if link.declined_at else ASKED
