"""Sessions are stored by the hash of their key, and an upgrade signs nobody out."""

from __future__ import annotations

from importlib import import_module

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangosOwn
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from couples import session_credentials
from couples.models import User
from couples.sessions import SessionStore, hash_session_key
from reminders.models import PushSubscription

pytestmark = pytest.mark.django_db
migration = import_module("reminders.migrations.0003_hash_session_keys")


def session_of_before(user: User) -> str:
    """Stores a session as Django itself does, with a phone attached. Returns its cookie."""
    session = DjangosOwn()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = session_credentials.BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    key = session.session_key or ""
    UserSession.objects.create(user=user, ip="127.0.0.1", user_agent="x", session_key=key)
    PushSubscription(user=user, session_id=key, address_hash=key, address="{}").save(force_insert=True)
    return key


def test_an_upgrade_signs_nobody_out_and_forgets_no_phone(ana: User, ben: User):
    keys = [session_of_before(user) for user in (ana, ben)]
    migration.hash_keys(apps, connection.schema_editor())
    migration.encrypt_data(apps, connection.schema_editor())
    connection.check_constraints()
    for key, user in zip(keys, (ana, ben), strict=True):
        phone = Client()
        phone.cookies[settings.SESSION_COOKIE_NAME] = key
        assert phone.session["_auth_user_id"] == str(user.pk)
        assert "Here, on this device" in phone.get("/accounts/sessions/").text
        assert session_credentials.is_signed_in_session(user.push_subscriptions.get().session, user)
        phone.post("/accounts/logout/")
        assert not PushSubscription.objects.filter(user=user).exists()
    assert not Session.objects.exists()


def test_a_session_of_another_secret_key_signs_nobody_in(ana: User, settings):
    who = session_credentials.create_session(ana)
    settings.SECRET_KEY, old = "another one", settings.SECRET_KEY
    assert session_credentials.credentials_of_session(who.session_key) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert SessionStore(who.session_key)["_auth_user_id"] == str(ana.pk)


@async_to_sync
async def use_without_waiting() -> None:
    store = SessionStore()
    await store.aset("ferry", "at noon")
    await store.acreate()
    key = store.session_key or ""
    assert await Session.objects.aget() == await Session.objects.aget(pk=hash_session_key(key))
    again = SessionStore(key)
    assert await again.aget("ferry") == "at noon"
    assert await again.aexists(key)
    await again.aflush()
    assert not await store.aexists(key)


def test_a_session_is_the_same_for_async_code():
    use_without_waiting()
