"""What a page says about mail."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import RequestContext

from mail.delivery_notice import mail_notice as notice

register = template.Library()


@register.inclusion_tag("mail/notice.html", takes_context=True)
def mail_notice(context: RequestContext) -> dict[str, Any]:
    """Show what became of the mail this session is waiting for."""
    return {"notice": notice(context["request"])}


@register.simple_tag
def has_mail_server() -> bool:
    """Return whether a mail server is configured."""
    return bool(settings.HAS_MAIL)
