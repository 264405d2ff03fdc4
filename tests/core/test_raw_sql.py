"""Statements that bypass the ORM."""

from __future__ import annotations

from struct import unpack

import pytest
from django.db import DatabaseError, connection
from django.db.models import Value

from core.raw_sql import copy_rows
from couples.models import User


def copied_ids(users: tuple[User, ...]) -> list[int]:
    ids: list[int] = []
    rows = User.objects.filter(pk__in=[user.pk for user in users]).order_by("-pk")
    copy_rows(rows.values_list("pk"), lambda row: ids.extend(unpack(">hiq", row)[2:]))
    return ids


def test_each_row_of_a_query_is_copied_in_its_order(ana: User, ben: User):
    assert copied_ids((ana, ben)) == sorted([ana.pk, ben.pk], reverse=True)


def test_a_query_without_rows_copies_nothing(ana: User):
    assert copied_ids(()) == []
    nobody = User(pk=ana.pk + 1000)
    assert copied_ids((nobody,)) == []


@pytest.mark.django_db(transaction=True)
def test_a_failure_while_copying_leaves_the_connection_usable(ana: User):
    def refuse(_row: bytes) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        copy_rows(User.objects.values_list("pk"), refuse)
    with pytest.raises(DatabaseError):
        copy_rows(User.objects.annotate(none=Value(1) / Value(0)).values_list("none"), refuse)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
