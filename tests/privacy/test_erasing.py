"""What somebody lets go is gone, in every room; what the other wrote stays, and so do the pages of both."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest
from django.db import transaction
from django.test import Client

from couples import theirs
from couples.deleting import delete
from couples.leaving import leave
from couples.models import User
from couples.people import update_profile
from tests.people import signed_in
from tests.privacy.columns import SEALED
from tests.privacy.everything import (
    WITHOUT_WORDS,
    addresses,
    end_all,
    fill,
    held_of,
    opened,
    place_of,
    word_of,
)
from transcripts.models import Parcel

pytestmark = pytest.mark.django_db
PACKED = "transcripts_parcel.content"
ANSWERED = "workup_thanks.words"  # thanks for a part of a workup go with that part
ERASABLE = [name for name, belonging in theirs.belongings().items() if belonging.can_go]
Both = tuple[User, User]


@pytest.fixture
def both(ana: User, ben: User) -> Both:
    fill(ana, ben)
    return ana, ben


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def columns(found: set[tuple[str, object]]) -> set[str]:
    return {column for column, _pk in found}


def said_by(user: User) -> set[tuple[str, object]]:
    """Where their words are found, but for packed copies, which last a day."""
    return {one for one in held_of(word_of(user)) if one[0] != PACKED}


def test_there_is_a_word_of_each_in_all_that_is_sealed(both: Both):
    assert {column for column, _pk, _words in opened()} == SEALED
    for user in both:
        assert columns(held_of(word_of(user))) == SEALED - WITHOUT_WORDS | {PACKED}


def test_what_is_let_go_in_a_room_is_gone_there_and_the_other_s_words_stay(both: Both):
    end_all()
    for (user, other), name in product((both, both[::-1]), ERASABLE):
        before = said_by(other)
        with undone():
            theirs.erase(user, name)
            assert not [column for column in columns(held_of(word_of(user))) if column.startswith(f"{name}_")]
            lost = columns(before - said_by(other))
            assert lost == ({ANSWERED} if name == "workup" else set()), name
            assert not Parcel.objects.filter(user=user).exists()


def test_all_that_is_let_go_everywhere_is_gone_everywhere(both: Both):
    end_all()
    for user, other in (both, both[::-1]):
        before = said_by(other)
        with undone():
            theirs.erase(user)
            assert held_of(word_of(user)) == set()
            assert columns(before - said_by(other)) == {ANSWERED}


def test_nothing_is_let_go_by_halves(both: Both, monkeypatch: pytest.MonkeyPatch):
    user, before = both[0], said_by(both[0])

    def fails(user: User) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(theirs._belongings, "last", theirs.Belonging("last", "last", exported, fails))
    with pytest.raises(ZeroDivisionError):
        theirs.erase(user)
    assert said_by(user) == before


def answers(user: User, pages: list[str]) -> dict[str, int]:
    """What somebody gets of these pages."""
    browser: Client = signed_in(user)
    browser.raise_request_exception = False
    return {page: browser.get(page).status_code for page in pages}


def pages_of(user: User) -> list[str]:
    """All pages that open for somebody."""
    with undone():
        return [page for page, status in answers(user, addresses()).items() if status == 200]


def faults(user: User, pages: list[str]) -> list[tuple[str, int]]:
    """Those that break."""
    return [(page, status) for page, status in answers(user, pages).items() if status >= 500]


def test_every_page_of_both_works_after_words_went(both: Both):
    pages = {user: pages_of(user) for user in both}
    assert all(len(found) > 80 for found in pages.values())
    for names in [
        *([name] for name in ERASABLE),
        ERASABLE,
    ]:  # both have done the same, so one of them is enough
        with undone():
            theirs.erase(both[0], *names)
            assert [faults(user, found) for user, found in pages.items()] == [[], []], names


def test_every_page_of_the_other_works_after_an_account_was_deleted(both: Both):
    for user, other in (both, both[::-1]):
        pages = addresses()
        with undone():
            delete(user)
            assert faults(other, pages) == []


def exported(user: User) -> str:
    """All that somebody can take away, as the file that it becomes."""
    found = {name: belonging.export(user) for name, belonging in theirs.belongings().items()}
    return html.unescape(json.dumps(found, ensure_ascii=False))


def test_what_is_taken_away_holds_all_own_words_and_none_of_the_other_s(both: Both):
    for user, other in (both, both[::-1]):
        mine, yours = word_of(user), word_of(other)
        taken = exported(user)
        assert yours not in taken
        assert taken.count(mine) >= 50
        for belonging in ("dialogues", "workup", "exits", "change_requests", "transcripts"):
            assert mine in json.dumps(theirs.belongings()[belonging].export(user)), belonging
        assert "wpush" not in taken


def test_own_words_are_still_there_to_take_and_to_let_go_when_the_couple_has_ended(both: Both):
    ana, ben = both
    before = exported(ana).count(word_of(ana))
    assert '"with": "Ben"' in exported(ana)
    leave(place_of(ben))
    update_profile(ben, first_name="Benedict")
    assert '"with": "your partner of that time"' in exported(ana)
    assert "Ben" not in exported(ana).replace(word_of(ben), "")
    assert exported(ana).count(word_of(ana)) >= before * 0.8
    assert word_of(ben) not in exported(ana)
    theirs.erase(ana)
    assert word_of(ana) not in exported(ana)
    assert held_of(word_of(ana)) == set()
