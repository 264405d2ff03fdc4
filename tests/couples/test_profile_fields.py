"""A field added to a profile is exported and emptied without further code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import checks
from django.db import connection, models

from backups import tables, tombstones
from couples import personal_data_registry
from couples.account_deletion import delete_account
from couples.forms import ProfileForm
from couples.models import Profile, User
from couples.profile_fields import PROFILE, NoEmptyValue, PersonalFields, check_fields
from couples.profiles import update_profile
from vault.fields import SealedTextField

Add = Callable[..., None]


@pytest.fixture
def add(db: None) -> Iterator[Add]:
    """Adds a field to the profile, in the model and the database, while the test runs."""
    added: list[Any] = []

    def add(name: str, field: Any, *, in_database: bool = True) -> None:
        field.contribute_to_class(Profile, name)
        added.append(field)
        if in_database:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with connection.schema_editor() as editor:
                editor.add_field(Profile, field)

    yield add
    for field in added:
        Profile._meta.local_fields.remove(field)
        delattr(Profile, field.name)
    Profile._meta._expire_cache()  # type: ignore[attr-defined]


def about(user: User) -> dict[str, Any]:
    exported: dict[str, Any] = personal_data_registry.providers()["about"].export(user)
    return exported


@pytest.mark.parametrize(
    ("field", "value", "empty"),
    [
        (models.CharField(max_length=40, default=""), "she knits", ""),
        (models.IntegerField(null=True), 39, None),
        (models.BooleanField(default=False), True, False),
        (models.DateField(null=True), "1980-02-29", None),
        (SealedTextField(null=True), "she dreams", None),
    ],
    ids=["text", "number", "yes or no", "day", "sealed text"],
)
def test_one_more_field_is_taken_away_and_goes_with_the_account(
    ana: User, ben: User, add: Add, field: Any, value: object, empty: object
):
    add("extra", field.clone())
    update_profile(ana, extra=value)
    assert about(ana)["extra"] == value
    with connection.cursor() as cursor:
        every = tables.all_tables(cursor)
    parts = (part for part, _ in tombstones.tombstone_parts(every) if part.table == "couples_profile")
    assert any({"first_name", "pronouns", "extra"} <= set(part.columns) for part in parts)
    delete_account(ana)
    rows: Any = Profile.objects.filter(user=ana)
    assert rows.values_list("extra", flat=True).get() == empty
    assert checks.run_checks() == []


def test_a_field_without_an_empty_value_fails_the_check(add: Add):
    add("born", models.DateField(), in_database=False)
    with pytest.raises(NoEmptyValue, match="Profile.born"):
        PROFILE.empty()
    assert [one.id for one in check_fields(None)] == ["couples.E002"]


def test_an_exception_for_a_field_that_is_not_there_any_more_fails_the_check(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        "couples.profile_fields.PROFILE",
        PersonalFields(Profile, retained={**PROFILE.retained, "shoe": "a reason"}),
    )
    assert [one.msg for one in check_fields(None)] == ["There is no field shoe."]


def test_the_form_asks_for_every_field_that_a_person_fills_in():
    """A field that nobody fills in is named here."""
    not_asked = {"user", "key", "adult_at", "agrees", "kept_appreciation"}
    fields = {field.name for field in Profile._meta.concrete_fields} - not_asked
    assert set(ProfileForm.base_fields) == fields, (
        "Add each field to ProfileForm in couples/forms.py, or name it here."
    )


def test_of_a_profile_nothing_stays_that_is_not_declared(ana: User):
    Profile.objects.filter(user=ana).update(
        first_name="Ana", pronouns="she", language="de", time_zone="Asia/Tokyo"
    )
    before = about(ana)
    assert [before[name] for name in ("first_name", "pronouns", "language", "time_zone")] == [
        "Ana",
        "she",
        "de",
        "Asia/Tokyo",
    ]
    assert before["adult_at"]
    delete_account(ana)
    row = Profile.objects.get(user=ana)
    stays = {one.name for one in Profile._meta.concrete_fields if one.name in PROFILE.retained}
    assert stays == {"user", "key", "adult_at"}
    assert [row.first_name, row.pronouns, row.language, row.time_zone, row.agrees] == [
        "",
        "",
        "en",
        "UTC",
        False,
    ]
