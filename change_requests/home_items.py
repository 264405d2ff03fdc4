"""What change requests have for home: today's gift, a look back, a request to come back to, and news."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator
from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from change_requests import selectors
from change_requests.history import NEWS_SENTENCES
from change_requests.models import Plan
from change_requests.page_context import request_title
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items


def register() -> None:
    """Register the change requests' items."""
    register_home_items(
        HomeSource(
            "change_requests", find_items, lambda reader: selectors.waiting_rows(reader.me, reader.today)
        )
    )


def find_items(reader: Reader) -> Iterator[HomeItem]:
    """Yield what waits for the partner, one item a request."""
    waits = reader.cached(selectors.waiting_for)
    yield from map(gift_item, waits.gifts.values())
    others = (waits.reviews | waits.returns | waits.news.keys()) - waits.gifts.keys()
    title = title_finder(others)
    for pk in sorted(others):
        yield HomeItem(
            waiting_sentence(pk, waits, reader),
            reverse("change_requests:request", args=[pk]),
            _("Look at it"),
            Rank.NEWS,
            is_open=True,
            detail=title(pk),
        )


def gift_item(plan: Plan) -> HomeItem:
    """Return today's gift, to be ticked where it is shown."""
    pk = plan.request_dialogue.request_id
    return HomeItem(
        _("Today's gift"),
        reverse("change_requests:request", args=[pk]),
        _("Done"),
        Rank.TODAY,
        is_open=True,
        detail=plan.wish.words if plan.wish else "",
        action=reverse("change_requests:give", args=[pk]),
        fields={"plan": str(plan.pk), "day": timezone.localdate().isoformat(), "next": "home"},
    )


def waiting_sentence(pk: uuid.UUID, waits: selectors.WaitingRequests, reader: Reader) -> str:
    """Return what the partner is to do about a request, or what the other did last."""
    name = reader.partner.name
    if pk in waits.returns:
        return _("You wanted to look again at {name}'s request").format(name=name)
    if pk in waits.reviews:
        return _("A gift has ended. What's changed?")
    return _(NEWS_SENTENCES[waits.news[pk]]).format(name=name)


def title_finder(requests: Collection[uuid.UUID]) -> Callable[[uuid.UUID], str]:
    """Return a function from a request to its title for both, the desire as it was said. All titles are read at once,
    when the first is shown."""
    spoken = cache(lambda: selectors.latest_spoken_by_request(requests))

    def title(pk: uuid.UUID) -> str:
        row = spoken().get(pk)
        return _("“{words}”").format(words=request_title(row.request, row)) if row else ""

    return lazy(title, str)
