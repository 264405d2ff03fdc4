"""Data of an earlier version isn't touched by an update that doesn't have its keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore as SignedSessions
from django.core.management.base import CommandError
from django.db import connection
from django.test import override_settings

from couples.sessions import SessionStore
from tests.upgrades.old_data import loaded, prepare
from vault import keyring

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_update_without_the_keys_changes_nothing_and_signs_nobody_out(tmp_path: Path):
    with loaded("0.1.0", tmp_path):
        phone = SignedSessions()
        phone["said"] = "something"
        phone.create()
        lost = keyring.load_keyring({}, tmp_path / "lost" / "keys")
        with (
            override_settings(KEYRING=lost, SECRET_KEY=lost.secret),
            pytest.raises(CommandError, match="copy of"),
        ):
            prepare()
        connection.close()
        prepare()
        assert SessionStore(phone.session_key)["said"] == "something"
