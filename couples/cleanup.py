"""Deletes what expired sign-ins leave behind."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from couples import signups


def delete_expired_sign_ins() -> None:
    """Delete expired sessions with the addresses and browsers they came from, throttle counts, and links to sign up."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    signups.delete_expired()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < now()")
