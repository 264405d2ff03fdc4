"""Where someone is signed in: allauth's table, with hashed session keys like the sessions themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_set, user_logged_in
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from couples.session_credentials import is_signed_in_session
from couples.sessions import hash_session_key

MAX_USER_AGENT_LENGTH = UserSession._meta.get_field("user_agent").max_length


def connect_receivers() -> None:
    """Connect our receivers instead of allauth's, which would store the keys themselves."""
    user_logged_in.connect(on_user_logged_in)
    for signal in (password_set, password_changed):
        signal.connect(on_password_changed)


def on_user_logged_in(request: HttpRequest, **_: Any) -> None:
    """Record the new session."""
    active_sessions(request.user)
    record_session(request)


def on_password_changed(request: HttpRequest, **_: Any) -> None:
    """Record the session under its new key."""
    record_session(request)


def record_session(request: HttpRequest) -> None:
    """Record the signed-in browser that made this request."""
    if not request.session.session_key:
        request.session.save()
    details = {
        "user": request.user,
        "ip": get_adapter().get_client_ip(request),
        "user_agent": request.headers.get("User-Agent", "")[:MAX_USER_AGENT_LENGTH],
        "last_seen_at": timezone.now(),
    }
    UserSession.objects.update_or_create(session_key=current_hash(request), defaults=details)


def active_sessions(user: Any) -> list[UserSession]:
    """The rows of browsers where this person is still signed in, oldest first. Deletes stale ones."""
    rows = UserSession.objects.filter(user_id=user.pk).order_by("created_at")
    sessions = Session.objects.in_bulk([row.session_key for row in rows])
    active = [
        row
        for row in rows
        if row.session_key in sessions and is_signed_in_session(sessions[row.session_key], user)
    ]
    rows.exclude(pk__in=[row.pk for row in active]).delete()
    return active


def current_hash(request: HttpRequest) -> str:
    """Return the hash of this request's session key."""
    return hash_session_key(request.session.session_key or "")


def end_sessions(request: HttpRequest, *rows: UserSession) -> None:
    """End these sessions. Their sockets close too."""
    keys = {row.session_key for row in rows}
    Session.objects.filter(pk__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    if current_hash(request) in keys:
        logout(request)


def end_other_sessions(request: HttpRequest) -> None:
    """End all sessions of the user except this one."""
    end_sessions(
        request, *UserSession.objects.filter(user=request.user).exclude(session_key=current_hash(request))
    )
