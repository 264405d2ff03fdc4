"""Writes thanks and reviews, and deletes a partner's own words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from django.db import transaction

from change_requests.models import Gift, Plan, Request, RequestReview, Thanks
from change_requests.transitions import lock_request
from core.exceptions import InvalidTransition, StaleVersion
from couples.models import Partner


@transaction.atomic
def add_thanks(change_request: Request, asker: Partner, gift_pk: uuid.UUID, words: str) -> None:
    """Store thanks for a gift. Repeating it changes nothing; words can be added later.

    Raises InvalidTransition, and StaleVersion if other words are stored.
    """
    row = lock_request(change_request)
    gift = Gift.objects.filter(plan__request_dialogue__request=row, pk=gift_pk).first()
    if gift is None or row.asker_id != asker.pk:
        raise InvalidTransition
    thanks = Thanks.objects.filter(gift=gift).first() or Thanks(gift=gift)
    thanks.author = asker
    if thanks.words and words not in ("", thanks.words):
        raise StaleVersion
    if words and not thanks.words:
        thanks.words, thanks.seen_at = words, None
    thanks.save()


@transaction.atomic
def add_review(
    change_request: Request, author: Partner, plan_pk: uuid.UUID, seen: int, answers: Mapping[str, str]
) -> None:
    """Store what a plan changed for oneself and for the other, over version `seen` (0 for none).

    Raises InvalidTransition, StaleVersion.
    """
    row = lock_request(change_request)
    plan = Plan.objects.filter(
        request_dialogue__request=row, request_dialogue__text__isnull=False, pk=plan_pk
    ).first()
    if plan is None:
        raise InvalidTransition
    review = plan.reviews.filter(author=author).first() or RequestReview(plan=plan, version=0)
    review.author = author
    text = json.dumps(dict(answers), ensure_ascii=False)
    if review.version and review.text == text:
        return
    if review.version != seen:
        raise StaleVersion
    review.text, review.seen_at, review.version = text, None, review.version + 1
    review.save()


@transaction.atomic
def delete_own_words(change_request: Request, author: Partner, pk: uuid.UUID) -> None:
    """Delete the author's own words: to a choice, a gift, a thanks or a review."""
    row = lock_request(change_request)
    Plan.objects.filter(request_dialogue__request=row, giver=author, pk=pk).update(words=None)
    Gift.objects.filter(plan__request_dialogue__request=row, plan__giver=author, pk=pk).update(words=None)
    Thanks.objects.filter(gift__plan__request_dialogue__request=row, author=author, pk=pk).update(words=None)
    RequestReview.objects.filter(plan__request_dialogue__request=row, author=author, pk=pk).delete()
