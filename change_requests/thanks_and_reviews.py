"""Writes what partners say about a gift: thanks and reviews; and deletes their own words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from django.db import transaction

from change_requests.models import Gift, LookedBack, Plan, Request, Thanks
from change_requests.transitions import lock_request
from core.exceptions import InvalidTransition, StaleVersion
from couples.models import Partner


@transaction.atomic
def add_thanks(found: Request, asker: Partner, gift: uuid.UUID, words: str) -> None:
    """Thank for a gift. Repeating it changes nothing; words can be added later.

    Raises InvalidTransition, and StaleVersion if other words are stored.
    """
    row = lock_request(found)
    given = Gift.objects.filter(plan__asked__request=row, pk=gift).first()
    if given is None or row.asker_id != asker.pk:
        raise InvalidTransition
    thanks = Thanks.objects.filter(gift=given).first() or Thanks(gift=given)
    thanks.author = asker
    if thanks.words and words not in ("", thanks.words):
        raise StaleVersion
    if words and not thanks.words:
        thanks.words, thanks.seen_at = words, None
    thanks.save()


@transaction.atomic
def add_review(found: Request, author: Partner, plan: uuid.UUID, seen: int, said: Mapping[str, str]) -> None:
    """Store what a plan changed for oneself and for the other, over version `seen` (0 for none).

    Raises InvalidTransition, StaleVersion.
    """
    row = lock_request(found)
    looked_at = Plan.objects.filter(asked__request=row, asked__text__isnull=False, pk=plan).first()
    if looked_at is None:
        raise InvalidTransition
    saw = looked_at.looked_back.filter(author=author).first() or LookedBack(plan=looked_at, version=0)
    saw.author = author
    text = json.dumps(dict(said), ensure_ascii=False)
    if saw.version and saw.text == text:
        return
    if saw.version != seen:
        raise StaleVersion
    saw.text, saw.seen_at, saw.version = text, None, saw.version + 1
    saw.save()


@transaction.atomic
def delete_own_words(found: Request, author: Partner, what: uuid.UUID) -> None:
    """Delete the author's own words: to a choice, a gift, a thanks or a review."""
    row = lock_request(found)
    Plan.objects.filter(asked__request=row, giver=author, pk=what).update(words=None)
    Gift.objects.filter(plan__asked__request=row, plan__giver=author, pk=what).update(words=None)
    Thanks.objects.filter(gift__plan__asked__request=row, author=author, pk=what).update(words=None)
    LookedBack.objects.filter(plan__asked__request=row, author=author, pk=what).delete()
