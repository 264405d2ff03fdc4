"""What suggestions have for home: this week's small thing."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from core.timezones import is_late
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from suggestions.after_dialogue import local_hour
from suggestions.first_month import first_dialogues, read_month, thing_now


def register() -> None:
    """Register this week's small thing. It never counts as open: nobody waits for it."""
    register_home_items(
        HomeSource(
            "suggestions", find_small_thing, lambda reader: [first_dialogues(reader.me)], counted=False
        )
    )


def find_small_thing(reader: Reader) -> Iterator[HomeItem]:
    """Yield this week's small thing, by day and on a good day."""
    if is_late(local_hour(reader.me.user)):
        return
    if thing := thing_now(read_month(reader.me), timezone.now()):
        name = reader.partner.name
        yield HomeItem(
            gettext(thing.sentence).format(partner=name),
            reverse(thing.url_name),
            gettext(thing.button),
            Rank.QUIET,
            detail=gettext(thing.detail).format(partner=name),
        )
