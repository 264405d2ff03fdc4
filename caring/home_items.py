"""What caring days have for home: today's gift, for its giver; and the other's list, until it was opened."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from caring.gifts import may_be_due
from caring.models import ShownList
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner


def register() -> None:
    """Register the items. A new list is good to know, so no badge counts it."""
    register_home_items(
        HomeSource("caring", find_gifts, lambda reader: [may_be_due(reader.me, reader.today)]),
        HomeSource("caring", find_lists, lambda reader: [unopened_lists(reader.me)], counted=False),
    )


def find_gifts(reader: Reader) -> Iterator[HomeItem]:
    """Yield today's gift, to be ticked where it is shown."""
    for gift in may_be_due(reader.me, reader.today):
        if reader.today in gift.days:
            yield HomeItem(
                _("A caring gift for today"),
                reverse("caring:overview"),
                _("Done"),
                Rank.TODAY,
                is_open=True,
                detail=gift.text,
                action=reverse("caring:give"),
                fields={"gift": str(gift.pk), "day": reader.today.isoformat(), "next": "home"},
            )


def unopened_lists(me: Partner) -> QuerySet[ShownList]:
    """Return the other's list if it's shown and this partner hasn't opened it."""
    lists = ShownList.objects.filter(owner__couple=me.couple_id, opened_at=None)
    return lists.exclude(owner=me)


def find_lists(reader: Reader) -> Iterator[HomeItem]:
    """Yield the other's list."""
    sentence = _("{name} wrote down what makes them feel cared for").format(name=reader.partner.name)
    yield HomeItem(sentence, reverse("caring:partner_lines"), _("Read it"), Rank.QUIET)
