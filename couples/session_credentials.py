"""Credentials: the few values by which every later check knows who is signed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from couples.models import User
from couples.sessions import SessionStore, hash_session_key

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A signed-in user: their id, the session's key, and the password hash that the session depends on.

    When the session row is deleted or the hash changes, they are signed out.
    """

    user_id: int
    session_key: str = field(repr=False)
    password: str = field(repr=False)
    session_hash: str = field(init=False, repr=False)  # the session key's hash, as stored in the database

    def __post_init__(self) -> None:
        object.__setattr__(self, "session_hash", hash_session_key(self.session_key))


def credentials_of_request(request: HttpRequest) -> Credentials:
    """The credentials of a signed-in request."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("nobody is signed in")
    return Credentials(user.pk, request.session.session_key or "", user.password)


def credentials_of_session(session_key: str) -> Credentials | None:
    """Return the credentials of the session with this key; None if nobody is signed in by it."""
    request = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request)
    if not isinstance(user, User):
        return None
    return Credentials(user.pk, session_key, user.password)


def is_signed_in_session(session: Session, user: User) -> bool:
    """Return whether a stored session signs this user in; not if it has expired or predates a password
    change."""
    request = HttpRequest()
    request.session = SessionStore()
    request.session.update(request.session.decode(session.session_data))
    return session.expire_date > timezone.now() and get_user(request) == user


def create_session(user: User) -> Credentials:
    """Sign the user in without a browser, as the sign-in page would."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Credentials(user.pk, session.session_key or "", user.password)


def end_session(credentials: Credentials) -> None:
    """End the session of these credentials."""
    SessionStore(credentials.session_key).delete()
