"""Two devices at the same time, and buttons that are pressed twice."""

from __future__ import annotations

import pytest

from couples.models import User
from dialogues.models import Dialogue
from exits import deletion, services
from exits.categories import ExitDetails
from exits.models import Brought, Commitment, Exit, Freed
from tests.concurrency import at_once
from tests.dialogues.dialogue_driver import new_key
from tests.exits.factories import bring, note, place, terms


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_one_is_first_and_the_other_is_told(phone: Exit):
    both = [lambda words=words: services.commit(phone, terms(words), seen=0) for words in ("One.", "Two.")]
    assert at_once(*both) == ["StaleVersion", "done"]
    assert at_once(lambda: bring(phone), lambda: bring(phone)) == ["DialogueInProgress", "done"]
    assert Commitment.objects.count() == Brought.objects.count() == 1
    assert (
        at_once(lambda: services.reopen_exit(phone), lambda: services.complete_exit(phone)).count("done") >= 1
    )


@pytest.mark.django_db(transaction=True)
def test_a_double_press_names_promises_and_notes_once(ana: User, phone: Exit):
    key = new_key()
    again = lambda: services.create_exit(place(ana), ExitDetails("tidying up"), key)  # noqa: E731
    assert at_once(*[again] * 4) == ["done"] * 4
    assert Exit.objects.count() == 2
    assert at_once(*[lambda: services.commit(phone, terms(), seen=0)] * 3) == ["done"] * 3
    assert at_once(*[lambda: note(phone, "Cards.", key=key)] * 3) == ["done"] * 3
    assert Commitment.objects.count() == Freed.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_let_go_and_brought_at_once_it_is_one_or_the_other(phone: Exit):
    outcome = at_once(lambda: deletion.delete_exit(phone), lambda: bring(phone))
    assert outcome in (["Http404", "done"], ["DialogueInProgress", "done"])
    assert Exit.objects.count() == Brought.objects.count() == Dialogue.objects.count()
