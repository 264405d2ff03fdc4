"""What someone lets go is gone, in every room; what the other wrote stays, and so do the pages of both."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from couples import personal_data_registry
from couples.account_deletion import delete_account
from couples.leaving import leave_couple
from couples.models import User
from couples.profiles import update_profile
from dialogues.models import Dialogue, Turn
from tests.factories import signed_in
from tests.privacy.columns import SEALED
from tests.privacy.everything import WITHOUT_WORDS, place_of, word_of
from tests.privacy.opened import held_of, opened
from tests.privacy.pages import addresses, once_a_view
from transcripts.models import Export

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("erasure")]
PACKED = "transcripts_parcel.content"
ERASABLE = [name for name, provider in personal_data_registry.providers().items() if provider.is_erasable]
SOME = ["dialogues", "workup", "pulse", "reminders"]  # each room hangs on one of the others
COPIES = {  # what came of dialogues and stays when they alone were let go, by the room with which it goes
    "exits": {"exits_commitment.words", "exits_easing.words"},
    "change_requests": {"change_requests_asked.text", "change_requests_plan.words"},
    "vision": {"vision_joining.words", "vision_sharedline.words"},
}
TOGETHER = {"therapist"}  # what one ends has ended for both
# What the other added to a line that's gone is among their own lines from then on.
GIVEN_BACK = {"vision_joining.words", "vision_dreamline.details_text"}
Both = tuple[User, User]


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def columns(found: set[tuple[str, object]]) -> set[str]:
    return {column for column, _pk in found}


def said_by(*users: User) -> list[set[tuple[str, object]]]:
    """Where the words of each are found, but for packed copies, which last a day."""
    among = [one for one in opened() if one[0] != PACKED]
    return [held_of(word_of(user), among) for user in users]


def staying(found: set[tuple[str, object]]) -> set[tuple[str, object]]:
    """What of this stays where it is, whatever the other lets go."""
    return {one for one in found if one[0] not in GIVEN_BACK}


def test_there_is_a_word_of_each_in_all_that_is_sealed(both: Both):
    found = list(opened())
    assert {column for column, _pk, _words in found} == SEALED, "Fill each in tests/privacy/everything.py."
    for user in both:
        assert columns(held_of(word_of(user), found)) == SEALED - WITHOUT_WORDS | {PACKED}
    assert Turn.objects.filter(dialogue__closed_at=None, words__isnull=False).exists()


def test_what_is_let_go_in_a_room_is_gone_there_and_the_other_s_words_stay(both: Both):
    user, other = both  # the other has done the same
    _, before = said_by(*both)
    for name in ERASABLE:
        provider = personal_data_registry.providers()[name]
        assert provider.has_data(user)
        with undone():
            personal_data_registry.erase_personal_data(user, name)
            mine, yours = said_by(*both)
            assert not [column for column in columns(mine) if column.startswith(f"{name}_")]
            assert columns(staying(before) - yours) == set(), name
            assert not Export.objects.filter(user=user).exists()
            assert not provider.has_data(user), name
            assert provider.has_data(other) or name in TOGETHER


def test_all_that_is_let_go_everywhere_is_gone_everywhere_also_where_they_talk_just_now(both: Both):
    for user, other in (both, both[::-1]):
        before, _ = said_by(other, user)
        with undone():
            personal_data_registry.erase_personal_data(user)
            yours, mine = said_by(other, user)
            assert mine == set()
            assert staying(before) == staying(yours)
            assert word_of(user) not in str(list(opened()))
            assert Dialogue.objects.filter(closed_at=None).count() == 2


def test_letting_go_of_dialogues_alone_says_with_what_the_copies_of_them_go(both: Both):
    user, _other = both
    moves = set(Turn.objects.values_list("move", flat=True))
    personal_data_registry.erase_personal_data(user, "dialogues")
    said = {
        column for column, _pk, words in opened() if any(f"{word_of(user)} {move}" in words for move in moves)
    }
    assert said == set.union(*COPIES.values())
    sentence = personal_data_registry.providers()["dialogues"].erased
    assert "promises and offers in “Ways I avoid us”" in sentence
    assert "wishes and words about gifts in “Requests”" in sentence
    assert "lines in “Our dream relationship”" in sentence
    for room, copied in COPIES.items():
        personal_data_registry.erase_personal_data(user, room)
        assert not columns(held_of(word_of(user))) & copied


def test_nothing_is_let_go_by_halves(both: Both, monkeypatch: pytest.MonkeyPatch):
    user, before = both[0], said_by(both[0])

    def fails(user: User) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(
        personal_data_registry._registry,
        "last",
        personal_data_registry.PersonalDataProvider("last", "last", exported, fails),
    )
    with pytest.raises(ZeroDivisionError):
        personal_data_registry.erase_personal_data(user)
    assert said_by(user) == before


def look_through(user: User, pages: list[str]) -> int:
    """How many of these pages open for someone. None of them may break."""
    browser = signed_in(user)
    browser.raise_request_exception = False
    answers = {page: browser.get(page).status_code for page in pages}
    assert [(page, status) for page, status in answers.items() if status >= 500] == []
    return list(answers.values()).count(200)


def test_every_page_of_both_works_after_words_went(both: Both):
    pages = once_a_view(addresses())
    with undone():
        for user, names in zip(both, (SOME, set(ERASABLE) - set(SOME)), strict=True):
            personal_data_registry.erase_personal_data(user, *names)
        assert all(look_through(user, pages) > 60 for user in both)
    with undone():
        personal_data_registry.erase_personal_data(both[0])
        assert look_through(both[0], pages) > 40
        assert look_through(both[1], pages) > 80


def test_every_page_of_the_other_works_after_an_account_was_deleted(both: Both):
    pages = once_a_view(addresses())
    delete_account(both[0])
    assert look_through(both[1], pages) > 20


def exported(user: User) -> str:
    """All that someone can take away, as the file that it becomes."""
    found = {name: provider.export(user) for name, provider in personal_data_registry.providers().items()}
    return html.unescape(json.dumps(found, ensure_ascii=False))


def test_what_is_taken_away_holds_all_own_words_and_none_of_the_other_s(both: Both):
    for user, other in (both, both[::-1]):
        mine, yours = word_of(user), word_of(other)
        taken = exported(user)
        assert yours not in taken
        assert taken.count(mine) >= 50
        for provider in ("dialogues", "workup", "exits", "change_requests", "transcripts"):
            assert mine in json.dumps(personal_data_registry.providers()[provider].export(user)), provider
        assert "wpush" not in taken


def test_what_is_taken_away_holds_the_facts_beside_ones_words(both: Both):
    found = {name: one.export(both[0]) for name, one in personal_data_registry.providers().items()}
    assert found["about"]["adult_at"]
    assert found["about"]["invitations"] == []
    assert found["pulse"]["asked_on"]["since"]
    [gift, *_] = found["change_requests"]["gifts"]
    assert gift["given"][0]["given_at"]
    assert gift["weekdays"] == []
    assert "come_back_on" in found["change_requests"]["requests"][0]
    [turn, *_] = [turn for one in found["dialogues"] for turn in one["turns"] if turn["mine"]]
    assert turn["time"] is None


def test_own_words_are_still_there_to_take_and_to_let_go_when_the_couple_has_ended(both: Both):
    ana, ben = both
    before = exported(ana).count(word_of(ana))
    assert '"with": "Ben"' in exported(ana)
    leave_couple(place_of(ben))
    update_profile(ben, first_name="Benedict")
    assert '"with": "your partner at the time"' in exported(ana)
    assert "Ben" not in exported(ana).replace(word_of(ben), "")
    assert exported(ana).count(word_of(ana)) >= before * 0.8
    assert word_of(ben) not in exported(ana)
    personal_data_registry.erase_personal_data(ana)
    assert word_of(ana) not in exported(ana)
    assert held_of(word_of(ana)) == set()
