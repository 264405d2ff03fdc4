"""What the workup has for home: what the partner shared, their thanks, and one's own questions half answered."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from core.reminder_types import LONG_LOOK_BACK
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner
from workup import sharing
from workup.models import Workup


def register() -> None:
    """Register the workup's items."""
    register_home_items(
        HomeSource("workup", find_parts, lambda reader: [sharing.unseen_parts(reader.me)]),
        HomeSource("workup", find_thanks, lambda reader: [sharing.unseen_thanks(reader.me)]),
        HomeSource("workup", find_unfinished, lambda reader: [unfinished(reader.me)], counted=False),
    )


def find_parts(reader: Reader) -> Iterator[HomeItem]:
    """Yield what the partner shared since one last looked, as one item."""
    yield news(_("{name} shared a part of “Where I come from”"), reader)


def find_thanks(reader: Reader) -> Iterator[HomeItem]:
    """Yield the partner's thanks since one last looked, as one item."""
    yield news(_("{name} thanked you for what you shared"), reader)


def news(sentence: str, reader: Reader) -> HomeItem:
    """Return something new on the page of what is shared."""
    name, path = reader.partner.name, reverse("workup:shared_parts")
    return HomeItem(sentence.format(name=name), path, _("Read it"), Rank.NEWS, is_open=True)


def unfinished(me: Partner) -> QuerySet[Workup]:
    """Return this partner's workup if it was begun but isn't finished. After a month it's left alone."""
    lately = Now() - LONG_LOOK_BACK
    return Workup.objects.filter(user=me.user_id, finished_at=None, answers__changed_at__gt=lately)


def find_unfinished(reader: Reader) -> Iterator[HomeItem]:
    """Yield the questions that aren't all answered."""
    yield HomeItem(_("Continue “Where I come from”"), reverse("workup:overview"), _("Continue"), Rank.QUIET)
