"""Each column by which something can end is recorded for restores, or may come back for a reason."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from backups.tables import EXCLUDED_TABLES, KEY_STORE_TABLES
from backups.tombstones import declared_tombstones
from vault.fields import SealedTextField

LOST = "how far it has got is lost, as is all else since the copy; nobody has deleted or withdrawn anything by it"
SHORT = "good for a few days at most"
REFERENCE = "emptied with the row it refers to, which the restore deletes again"
COMPUTED = "the next minute computes it again"
SEEN = "what was seen is new once more"
NOT_RECORDED = {
    "appointments_weeklytime": {LOST: "agreed_at", COMPUTED: "next_at"},
    "caring_caringgift": {COMPUTED: "reminder_days"},
    "caring_shownlist": {SEEN: "opened_at"},
    "change_requests_asked": {LOST: "come_back_on"},
    "change_requests_change": {LOST: "state", SEEN: "seen_at"},
    "change_requests_lookedback": {SEEN: "seen_at"},
    "change_requests_plan": {COMPUTED: "reminder_days"},
    "change_requests_request": {LOST: "come_back_on"},
    "change_requests_thanks": {SEEN: "seen_at"},
    "couples_invitation": {SHORT: "code_hash code_expires_at accepted_at names_inviter"},
    "dialogues_dialogue": {LOST: "keep_asked kept topic_asked topic_kept meet_at new_meet_at"},
    "dialogues_turn": {LOST: "meet_at"},
    "exits_commitment": {LOST: "ends_on ended_on", REFERENCE: "dialogue_id"},
    "exits_freed": {SEEN: "seen_at"},
    "exits_review": {LOST: "done_at"},
    "pulse_rhythm": {COMPUTED: "next_at"},
    "reminders_notice": {SEEN: "seen_at"},
    "vision_sharedline": {REFERENCE: "dialogue_id"},
    "workup_shared": {SEEN: "seen_at"},
    "workup_thanks": {SEEN: "seen_at", REFERENCE: "shared_id"},
    "workup_workup": {LOST: "finished_at"},
}


def columns_that_can_end() -> Iterator[tuple[str, str]]:
    """Columns of the data in which a change can mean an end: empty or not, yes or no, a state. Sealed ones are recorded
    by themselves."""
    for model in apps.get_models():
        table = model._meta.db_table
        if table in KEY_STORE_TABLES or table in EXCLUDED_TABLES:
            continue
        for field in model._meta.local_fields:
            can_end = field.null or isinstance(field, models.BooleanField) or field.name == "state"
            if can_end and not isinstance(field, SealedTextField):
                yield table, str(field.column)


def test_each_column_by_which_something_ends_is_recorded_or_may_come_back():
    recorded = {(entry.table, column) for entry in declared_tombstones() for column in entry.columns}
    excused = {
        (table, column)
        for table, reasons in NOT_RECORDED.items()
        for columns in reasons.values()
        for column in columns.split()
    }
    found = set(columns_that_can_end())
    assert found - recorded - excused == set(), (
        "Add each to DECLARED_TOMBSTONES in backups/tombstones.py, or say in NOT_RECORDED here why it may come back."
    )
    assert excused - found == set(), "Take these out of NOT_RECORDED."
    assert excused & recorded == set()


def test_tombstones_name_columns_that_exist():
    known = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
    }
    named = {(entry.table, column) for entry in declared_tombstones() for column in entry.columns}
    assert named - known == set()
