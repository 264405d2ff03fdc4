"""Reminders about transcripts: when one partner has let a dialogue go, the other can still save their own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import DueItem, ReminderType, in_batches, register_reminder_type
from couples.models import Partner
from dialogues import own_words
from dialogues.models import Dialogue


def register() -> None:
    """Register the reminder."""
    register_reminder_type(
        ReminderType(
            "let_go",
            _("Words that were let go"),
            _(
                "Your partner deleted a past dialogue for you both. You can save your own words for seven days."
            ),
            erased_by_partner,
            looks_back=own_words.RETENTION,
            from_partner=True,
        )
    )


def erased_by_partner(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Dialogues that the other partner erased for both."""
    rows = Dialogue.objects.filter(let_go_at__gt=after, let_go_at__lte=until, let_go_by__isnull=False)
    rows = rows.select_related("let_go_by")
    for batch in in_batches(rows.order_by("let_go_at", "pk").defer("topic", "prepared")):
        living = Partner.objects.filter(left_at=None, couple__ended_at=None)
        partners = living.filter(couple__in={row.couple_id for row in batch})
        others = {(one.couple_id, one.slot): one.user_id for one in partners}
        for row in batch:
            user = others.get((row.couple_id, 1 - row.let_go_by.slot)) if row.let_go_by else None
            if user and row.let_go_at:
                yield DueItem(user, str(row.pk), row.let_go_at, reverse("transcripts:read", args=[row.pk]))
