"""“Everything that's yours” really is: every new column is in it, or the reason why not is declared."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from couples.profile_fields import PROFILE
from tests.privacy.exports import LEFT, ON_THEIR_WAY, TAKEN

DERIVED = {
    PROFILE.model._meta.db_table
}  # exported by its fields; tested in tests/couples/test_profile_fields.py
NOT_ROOMS = {
    "account",
    "auth",
    "contenttypes",
    "mfa",
    "sessions",
    "usersessions",
    "backups",
    "imago_web",
    "vault",
}


def columns() -> Iterator[tuple[str, str]]:
    """Each of the rooms' columns that holds content, as table and column."""
    for model in apps.get_models():
        if model._meta.app_label in NOT_ROOMS or model._meta.db_table in {*ON_THEIR_WAY, *DERIVED}:
            continue
        for field in model._meta.local_fields:
            if not (field.primary_key or isinstance(field, models.ForeignKey)):
                yield model._meta.db_table, str(field.column)


def declared() -> list[tuple[str, str]]:
    taken = [(table, column) for table, some in TAKEN.items() for column in some.split()]
    left = [
        (table, column) for table, why in LEFT.items() for some in why.values() for column in some.split()
    ]
    return taken + left


def test_each_column_is_taken_along_or_has_a_reason():
    found = declared()
    assert len(found) == len(set(found))
    assert set(columns()) - set(found) == set(), (
        "Export each in its app's personal_data.py and list it under TAKEN in tests/privacy/exports.py, or say under"
        " LEFT why not."
    )
    assert set(found) - set(columns()) == set(), "Take these out of tests/privacy/exports.py."
