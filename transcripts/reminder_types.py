"""The reminder that a partner erased a dialogue for both, so that one's own words can still be saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import DueItem, People, ReminderType, in_batches, register_reminder_type
from couples.models import Partner
from dialogues import own_words
from dialogues.models import Dialogue


def register() -> None:
    """Register the reminder."""
    register_reminder_type(
        ReminderType(
            "let_go",
            _("A deleted dialogue"),
            _(
                "Your partner deleted a past dialogue for you both. You can save your own words for seven days."
            ),
            erased_by_partner,
            never_late=True,
            look_back=own_words.RETENTION,
            from_partner=True,
        )
    )


def erased_by_partner(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the dialogues that the other partner erased for both."""
    rows = Dialogue.objects.filter(let_go_at__gt=after, let_go_at__lte=until, let_go_by__isnull=False)
    if people is not None:
        rows = rows.filter(couple__in=Partner.objects.couples_of(people))
    for batch in in_batches(rows.order_by("let_go_at", "pk").defer("topic", "prepared")):
        partners = Partner.objects.living_by_couple(row.couple_id for row in batch)
        for row in batch:
            page = reverse("transcripts:detail", args=[row.pk])
            for partner in partners.get(row.couple_id, ()):
                if partner.pk != row.let_go_by_id and row.let_go_at:
                    yield DueItem(partner.user_id, str(row.pk), row.let_go_at, page)
