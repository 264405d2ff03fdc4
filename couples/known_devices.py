"""Browsers on which someone has signed in before. Their wrong guesses are counted apart from strangers', so that
nobody who knows an address can lock its owner out.

The cookie lets nobody in. It holds a random number, and for each account that signed in here a mark that only the
server can make and read; it says nothing about a deleted account.
"""

from __future__ import annotations

import re
import secrets

from allauth.account.internal.userkit import filter_users_by_email
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from couples.models import User
from couples.sessions import hash_session_key

COOKIE_AGE = 60 * 60 * 24 * 365  # seconds
MAX_ACCOUNTS = 8  # accounts per browser; beyond that the oldest is forgotten
COOKIE_PATTERN = re.compile(r"[0-9a-f]{32}(\.[0-9a-f]{32})*")


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Recognise this browser the next time this person signs in here."""
    device, *marks = read_cookie(request) or [secrets.token_hex(16)]
    other_marks = [mark for mark in marks if mark != account_mark(device, user)]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        ".".join([device, account_mark(device, user), *other_marks][: MAX_ACCOUNTS + 1]),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read_cookie(request: HttpRequest) -> list[str]:
    """This browser's number and marks; empty if it has none."""
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return value.split(".") if COOKIE_PATTERN.fullmatch(value) else []


def account_mark(device: str, user: User) -> str:
    """Return the mark that ties a device to an account."""
    return salted_hmac("couples.known_devices", f"{device}:{user.pk}", algorithm="sha256").hexdigest()[:32]


def throttle_key(request: HttpRequest, user: User) -> str:
    """The key that counts wrong guesses at this account: the browser's own, if it is known or signed in."""
    device, *marks = read_cookie(request) or [""]
    if any(constant_time_compare(mark, account_mark(device, user)) for mark in marks):
        return f"{user.pk}:{device}"
    if request.user == user:
        return f"{user.pk}:{hash_session_key(request.session.session_key or '')}"
    return str(user.pk)


def throttle_key_for_email(request: HttpRequest, email: str) -> str:
    """Like `throttle_key`, for whoever signs in with this address."""
    user = user_with_address(email)
    return throttle_key(request, user) if user else email.lower()


def user_with_address(email: str) -> User | None:
    """Return the user with this address, if any."""
    users: list[User] = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    return users[0] if users else None
