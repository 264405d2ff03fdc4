"""For the pages of other rooms: when a partner is told, and how one is told of their answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings

from couples.models import Partner
from dialogues.reminder_types import ANSWER
from reminders import inbox, mail, vapid
from reminders.outlook import is_recent, outlook

register = template.Library()


@register.inclusion_tag("reminders/partner_told.html")
def partner_told(name: str, partner: int, occasion: object, at: datetime | None = None) -> dict[str, Any]:
    """Say when this partner gets a notification of an occasion of this reminder type.

    Nothing is said of what happened `at` a time that is long over.
    """
    if at and not is_recent(at):
        return {}
    row = Partner.objects.select_related("user__profile", "user__reminder_preferences").get(pk=partner)
    return {"outlook": outlook(row.user, name, str(occasion)), "name": row.name}


@register.inclusion_tag("reminders/answer_notice.html", takes_context=True)
def answer_notice(context: template.RequestContext, partner: str, next_url: str) -> dict[str, Any]:
    """Offer to tell the one who has invited when the partner answers, in the best way that this browser has."""
    request = context["request"]
    known = request.user.push_subscriptions.values_list("address_hash", flat=True)
    return {
        "partner": partner,
        "csrf_token": context["csrf_token"],
        "next_url": next_url,
        "is_wanted": ANSWER in inbox.enabled_types(request.user),
        "gets_mail": mail.gets_mail(request.user),
        "offers_mail": settings.HAS_MAIL and mail.may_mail(request.user),
        "push_key": vapid.public_key(),
        "known": " ".join(known),
    }
