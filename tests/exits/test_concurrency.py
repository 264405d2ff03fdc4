"""Two devices at the same time, and buttons pressed twice."""

from __future__ import annotations

import pytest

from couples.models import User
from dialogues.models import Dialogue
from exits import deletion, services
from exits.categories import ExitDetails
from exits.models import Commitment, Exit, SharedExit, TimeNote
from tests.concurrency import at_once
from tests.dialogues.dialogue_driver import new_key
from tests.exits.factories import add_note, partner_of, start_dialogue, terms


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_one_wins_and_the_other_gets_an_error(exit: Exit):
    both = [lambda words=words: services.commit(exit, terms(words), seen=0) for words in ("One.", "Two.")]
    assert at_once(*both) == ["StaleVersion", "done"]
    assert at_once(lambda: start_dialogue(exit), lambda: start_dialogue(exit)) == [
        "DialogueInProgress",
        "done",
    ]
    assert Commitment.objects.count() == SharedExit.objects.count() == 1
    assert (
        at_once(lambda: services.reopen_exit(exit), lambda: services.complete_exit(exit)).count("done") >= 1
    )


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_creates_exits_promises_and_notes_once(ana: User, exit: Exit):
    key = new_key()
    create = lambda: services.create_exit(partner_of(ana), ExitDetails("tidying up"), key)  # noqa: E731
    assert at_once(*[create] * 4) == ["done"] * 4
    assert Exit.objects.count() == 2
    assert at_once(*[lambda: services.commit(exit, terms(), seen=0)] * 3) == ["done"] * 3
    assert at_once(*[lambda: add_note(exit, "Cards.", key=key)] * 3) == ["done"] * 3
    assert Commitment.objects.count() == TimeNote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_deleting_and_sharing_at_once_does_only_one(exit: Exit):
    outcome = at_once(lambda: deletion.delete_exit(exit), lambda: start_dialogue(exit))
    assert outcome in (["Http404", "done"], ["DialogueInProgress", "done"])
    assert Exit.objects.count() == SharedExit.objects.count() == Dialogue.objects.count()
