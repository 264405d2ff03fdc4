"""What an inviter's page shows: a message ready to send, a QR code, and four words to say."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import segno
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from couples import pairing
from couples.decorators import PersonRequest
from couples.models import Invitation

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}  # addresses that lead nowhere from another phone


def invite_context(request: PersonRequest) -> dict[str, Any]:
    """Return the context of the templates `couples/invite_*.html`. Makes an invitation if none is open."""
    invitation = pairing.open_invitation(request.user)
    link = request.build_absolute_uri(reverse("invitation_link", args=[pairing.invitation_token(invitation)]))
    picture = segno.make(link, micro=False).svg_inline(omitsize=True, border=1)
    return {
        "message": invitation_message(invitation, link),
        "names_inviter": invitation.names_inviter,
        "qr": mark_safe(picture),  # drawn by segno, holds no text of anybody  # noqa: S308
        "code": pairing.invitation_code(invitation),
        "until": invitation.code_expires_at,
        "only_here": urlsplit(link).hostname in LOCAL_HOSTS,
    }


def invitation_message(invitation: Invitation, link: str) -> str:
    """Return what the inviter sends. It names them only if they chose so."""
    if invitation.names_inviter:
        name = invitation.inviter.profile.name
        return _(
            "%(name)s would like ten minutes with you, on two phones. One of you talks, the other says it back."
            " You can stop any time. Here's the link: %(link)s"
        ) % {"name": name, "link": link}
    return _(
        "Ten minutes with me, on two phones? One of us talks, the other says it back."
        " You can stop any time. Here's the link: %(link)s"
    ) % {"link": link}
