"""Creates thousands of couples in seconds, each at the first `send` of a dialogue: what the services write, in bulk."""

from __future__ import annotations

import itertools
import os
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from bench.shapes import Household
from couples.models import Couple, Partner, Profile, User
from couples.session_credentials import BACKEND
from couples.sessions import SessionStore, hash_session_key
from dialogues.models import Dialogue, to_snapshot
from dialogues.protocol import first_state
from dialogues.protocol.kinds import KINDS
from vault.models import DataKey, current_master

BATCH = 1000
KIND = "intentional"
FILLED = (User, Profile, DataKey, Couple, Partner, Dialogue, Session)
numbers = itertools.count(1)


def create(number: int) -> list[Household]:
    """Create so many couples, and VACUUM what they filled, as autovacuum would after a while."""
    made = [one for start in range(0, number, BATCH) for one in create_batch(min(BATCH, number - start))]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE " + ", ".join(model._meta.db_table for model in FILLED))
    return made


def create_batch(number: int) -> list[Household]:
    """Create some couples, their accounts, sessions and dialogues."""
    password = make_password(None)  # nobody signs in with it
    users = User.objects.bulk_create(
        User(email=f"person{next(numbers)}@example.org", password=password) for _ in range(2 * number)
    )
    keys = data_keys(3 * number)
    now = timezone.now()
    Profile.objects.bulk_create(
        Profile(user=user, first_name=name, adult_at=now, key=key)
        for user, name, key in zip(users, itertools.cycle(("Ana", "Ben")), keys[number:], strict=False)
    )
    couples = Couple.objects.bulk_create(Couple(key=key) for key in keys[:number])
    partners = Partner.objects.bulk_create(
        Partner(couple=couple, user=user, slot=slot)
        for couple, pair in zip(couples, pairs(users), strict=True)
        for slot, user in enumerate(pair)
    )
    senders = partners[::2]
    dialogues = Dialogue.objects.bulk_create(at_first_send(sender) for sender in senders)
    cookies = pairs(sign_in(users))
    return [Household(str(one.pk), both) for one, both in zip(dialogues, cookies, strict=True)]


def data_keys(number: int) -> list[DataKey]:
    """Create so many data keys."""
    master, keys = current_master(), [DataKey() for _ in range(number)]
    for key in keys:
        key.wrap(os.urandom(32), master)
    return DataKey.objects.bulk_create(keys)


def at_first_send(sender: Partner) -> Dialogue:
    """Return a dialogue in which both have said that they are ready."""
    state = replace(first_state(KINDS[KIND]), step="sending")
    return Dialogue(
        couple=sender.couple,
        started_by=sender,
        kind=KIND,
        keep_asked=True,
        version=3,
        snapshot=to_snapshot(state),
    )


def sign_in(users: Iterable[User]) -> list[str]:
    """Sign each user in. Returns their session keys, as cookies hold them."""
    store, expires = SessionStore(), timezone.now() + timedelta(days=14)
    keys, rows = [], []
    for user in users:
        keys.append(secrets.token_hex(16))
        data = store.encode(
            {
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: BACKEND,
                HASH_SESSION_KEY: user.get_session_auth_hash(),
            }
        )
        rows.append(Session(hash_session_key(keys[-1]), data, expires))
    Session.objects.bulk_create(rows)
    return keys


def pairs(items: list[Any]) -> list[tuple[Any, Any]]:
    """Return the items two by two."""
    return list(zip(items[::2], items[1::2], strict=True))
