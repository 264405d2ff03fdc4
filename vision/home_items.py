"""What the page has for home: that a year has passed. Nobody has to do anything, so no badge counts it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from vision.anniversaries import is_due
from vision.models import Page


def register() -> None:
    """Register the page's item."""
    register_home_items(HomeSource("vision", find_items, lambda reader: [pages_of(reader)], counted=False))


def pages_of(reader: Reader) -> QuerySet[Page]:
    """Return the couple's page, if something is on it."""
    return Page.objects.filter(couple=reader.me.couple_id, lines__isnull=False).distinct()


def find_items(reader: Reader) -> Iterator[HomeItem]:
    """Yield the page for a few weeks of each year."""
    for page in pages_of(reader):
        if is_due(page.agreed_on, reader.today):
            yield HomeItem(
                _("Look again at what you two wrote down together"),
                reverse("vision:page"),
                _("Open our page"),
                Rank.NEWS,
            )
