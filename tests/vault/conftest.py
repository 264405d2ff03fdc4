"""Keys for the vault's tests."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from vault import datakeys, keyring, startup
from vault.models import Check, Process
from vault.sealing import forget_ciphers


@pytest.fixture(autouse=True)
def _forget():
    yield
    forget_ciphers()


@pytest.fixture
def owners(db) -> tuple[uuid.UUID, uuid.UUID]:
    return datakeys.create_key().pk, datakeys.create_key().pk


@pytest.fixture
def key_file(transactional_db, tmp_path, settings):
    """A database whose keys live in a file, as on one's own machine. All other tests get theirs back after."""
    before = list(Check.objects.all())
    with transaction.atomic():  # keeps out other tests' servers, which have other keys
        Check.objects.all().delete()
        Process._default_manager.all().delete()
        settings.KEYRING = keyring.load_keyring({}, tmp_path / "keys")
        startup.verify_keys()
    yield settings
    Check.objects.all().delete()
    Check.objects.bulk_create(before)
