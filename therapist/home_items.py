"""What links have for home: what the partner asks, a link that closed, and quietly those that open."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner
from therapist.models import TherapistLink


def register() -> None:
    """Register the links' items."""
    register_home_items(
        HomeSource("therapist", find_asks, lambda reader: [asks_for(reader.me)]),
        HomeSource("therapist", find_closed, lambda reader: [closed_for(reader.me)]),
        HomeSource("therapist", find_live, lambda reader: [live_for(reader.me)], counted=False),
    )


def asks_for(me: Partner) -> QuerySet[TherapistLink]:
    """Return what the other asks this partner."""
    asks: QuerySet[TherapistLink] = TherapistLink.objects.for_partner(me).asked().exclude(asked_by=me.pk)
    return asks


def closed_for(me: Partner) -> QuerySet[TherapistLink]:
    """Return the links that closed because of wrong words."""
    closed: QuerySet[TherapistLink] = TherapistLink.objects.for_partner(me).filter(closed_at__isnull=False)
    return closed


def live_for(me: Partner) -> QuerySet[TherapistLink]:
    """Return the links that open."""
    live: QuerySet[TherapistLink] = TherapistLink.objects.for_partner(me).live()
    return live


def find_asks(reader: Reader) -> Iterator[HomeItem]:
    """Yield each ask."""
    for pk in asks_for(reader.me).values_list("pk", flat=True):
        yield HomeItem(
            _("{name} would like to show your therapist something").format(name=reader.partner.name),
            reverse("therapist:link", args=[pk]),
            _("See what it is"),
            Rank.NEWS,
            is_open=True,
        )


def find_closed(reader: Reader) -> Iterator[HomeItem]:
    """Yield the links that closed, as one item."""
    yield HomeItem(
        _("A link for your therapist has closed"),
        reverse("therapist:links"),
        _("See why"),
        Rank.NEWS,
        is_open=True,
    )


def find_live(reader: Reader) -> Iterator[HomeItem]:
    """Yield the links that open, as one item."""
    yield HomeItem(
        _("A link for your therapist is open"), reverse("therapist:links"), _("See it"), Rank.QUIET
    )
