"""How many invitations one partner may send: few stand open at a time, and few an hour."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from couples.models import Partner
from dialogues.followers import CannotBegin
from dialogues.models import Dialogue
from dialogues.protocol import INVITED

OPEN, AN_HOUR = 3, 6
HOUR = timedelta(hours=1)
# Also one that was paused, stopped or declined before there was a yes or another time.
NEVER_ANSWERED = Q(snapshot__step=INVITED) | Q(snapshot__back=INVITED)


def check(partner: Partner) -> None:
    """Raises CannotBegin where this partner has invited often enough. Until the transaction ends nobody else of the
    couple gets past here."""
    lock(partner)
    sent = Dialogue.objects.filter(NEVER_ANSWERED, couple=partner.couple_id, started_by=partner).order_by()
    name = partner.other().name
    if sent.filter(closed_at=None).count() >= OPEN:
        raise CannotBegin(
            _(
                "{name} still has three invitations from you to answer. Wait for a reply,"
                " or end one of them before you send another."
            ).format(name=name)
        )
    if sent.filter(created_at__gt=timezone.now() - HOUR).count() >= AN_HOUR:
        raise CannotBegin(
            _(
                "You've invited {name} quite a few times in the last hour. Give it a little time, then try again."
            ).format(name=name)
        )


def lock(partner: Partner) -> None:
    """A lock of its own: who begins may hold a row that somebody wants who holds the couple's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dialogues.begin:{partner.couple_id}"]
        )
