"""What is declared as exported is in the file, and no row of a person's survives erasing without a reason."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import reduce
from operator import or_

import pytest
from django.apps import apps
from django.db import models

from couples import personal_data_registry
from couples.models import Partner, User
from tests.privacy.everything import word_of
from tests.privacy.exports import ON_THEIR_WAY, TAKEN
from tests.privacy.opened import opened
from tests.privacy.test_erasure import exported
from tests.privacy.test_exports import NOT_ROOMS
from transcripts.labels import outline

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("erasure")]
Both = tuple[User, User]
STAYS = {  # rows of a person's that are there after they erased everything but their account
    "change_requests_change": "the history of a request that the other gave; no words",
    "change_requests_plan": "what the other gave, emptied",
    "change_requests_request": "asked for what the other gave, emptied",
    "couples_consent": "goes with the account",
    "couples_partner": "their couple goes on",
    "couples_profile": "goes with the account",
    "dialogues_dialogue": "the other's words in it, and its order",
    "dialogues_turn": "the order of the other's words, emptied",
    "exits_exit": "what its dialogue is about, emptied",
    "suggestions_declinedsuggestion": "a setting: no suggestion is turned on again by erasing",
    "therapist_link": "that they asked, for a week, so that the other isn't asked again at once; no words",
    "reminders_muted": "a setting: no reminder is switched on again by erasing",
}


def own_texts(user: User) -> Iterator[tuple[str, str]]:
    """Each text of this person's that is exported: its column, and the text."""
    for column, _pk, content in opened():
        table, _, name = column.partition(".")
        if name in TAKEN.get(table, "").split():
            yield from ((column, text) for text in texts_in(content) if word_of(user) in text)


def texts_in(content: str) -> list[str]:
    """The texts of a sealed column, which holds lines or JSON."""
    try:
        value = json.loads(content)
    except ValueError:
        return content.splitlines()
    return re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(value, ensure_ascii=False))


def test_each_text_in_a_column_that_is_declared_as_exported_is_in_the_file(both: Both):
    for user in both:
        file, texts = exported(user), set(own_texts(user))
        assert len({column for column, _ in texts}) > 15
        missing = sorted((column, text) for column, text in texts if text not in file)
        assert missing == [], (
            "Export each in its app's personal_data.py, or move it to LEFT in tests/privacy/exports.py."
        )


def test_the_letter_leaves_out_none_of_them_and_tells_nothing_for_programs(both: Both):
    for user, other in (both, both[::-1]):
        entries = [
            entry
            for provider in personal_data_registry.providers().values()
            for entry in outline(provider.letter(provider.export(user)))
        ]
        letter = html.unescape("\n".join(f"{entry.label}\n{entry.text}" for entry in entries))
        assert [(column, text) for column, text in own_texts(user) if text not in letter] == []
        assert word_of(other) not in letter
        assert not re.findall(r"\b(?:Seq|Id|Move|Mine|Round|Version|[A-Z][a-z]+ at): .*|: no\b", letter)


def personal_rows(user: User) -> Counter[str]:
    """How many rows of each table of the rooms belong to this person, by a reference to them or their membership."""
    rows: Counter[str] = Counter()
    for model in apps.get_models():
        if model._meta.app_label in NOT_ROOMS or model._meta.db_table in ON_THEIR_WAY:
            continue
        owners = [
            models.Q(**{field.name if field.related_model is User else f"{field.name}__user": user})
            for field in model._meta.local_fields
            if field.related_model in (User, Partner)
        ]
        if owners:
            rows[model._meta.db_table] = model._base_manager.filter(reduce(or_, owners)).count()
    return rows


def test_each_personal_row_is_erased_or_stays_for_a_reason(both: Both):
    before = personal_rows(both[0])
    assert {table for table, count in before.items() if not count} <= {"couples_invitation"}, (
        "Fill it in tests/privacy/everything.py."
    )
    personal_data_registry.erase_personal_data(both[0])
    left = {table for table, count in personal_rows(both[0]).items() if count}
    assert left == set(STAYS), "Erase it in its app's personal_data.py, or say in STAYS why it stays."
