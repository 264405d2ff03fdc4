"""What exits have for home: a promise to look back at, and a note that the partner shared."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from exits.page_context import due_reviews
from exits.shared_commitments import unseen_notes


def register() -> None:
    """Register the exits' items."""
    register_home_items(
        HomeSource("exits", find_reviews, lambda reader: [due_reviews(reader.me, reader.today)]),
        HomeSource("exits", find_notes, lambda reader: [unseen_notes(reader.me)]),
    )


def find_reviews(reader: Reader) -> Iterator[HomeItem]:
    """Yield each promise that is due for a look back."""
    for exit in due_reviews(reader.me, reader.today).values_list("commitment__exit", flat=True):
        yield HomeItem(
            _("You wanted to look back at a promise"),
            reverse("exits:exit", args=[exit]),
            _("Look back"),
            Rank.NEWS,
            is_open=True,
        )


def find_notes(reader: Reader) -> Iterator[HomeItem]:
    """Yield the partner's new notes, as one item."""
    yield HomeItem(
        _("{name} shared a note about a promise").format(name=reader.partner.name),
        reverse("exits:commitments"),
        _("Read it"),
        Rank.NEWS,
        is_open=True,
    )
