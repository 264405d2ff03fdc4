"""What signing in leaves behind goes when it is of no use any more."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


def delete_expired_sign_ins() -> None:
    """Forget the sessions that have run out, from which address and browser each came, and the counts of who tried to
    sign in from where."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < now()")
