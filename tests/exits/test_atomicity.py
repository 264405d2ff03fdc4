"""The last move and the promise are stored together, or neither is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection

from couples.models import User
from dialogues import hooks
from dialogues.hooks import DialogueHooks
from dialogues.models import Turn
from dialogues.protocol import Refusal
from exits import dialogue_hooks, services, shared_commitments
from exits.models import FULLY, Commitment, Exit, Review
from exits.states import OPEN
from tests.exits.factories import (
    FULL_SCRIPT,
    PROMISE,
    ExitTalk,
    active_commitment,
    in_days,
    partner_of,
    reload_exit,
)

LAST = "ana thank"
BEFORE_LAST = FULL_SCRIPT.removesuffix(f", {LAST}")


@pytest.fixture
def talk(exit: Exit, ben: User) -> ExitTalk:
    return ExitTalk(exit, ben)


def test_the_promise_is_stored_with_the_last_move_and_not_before(talk: ExitTalk, exit: Exit, ben: User):
    talk.play(BEFORE_LAST)
    assert reload_exit(exit).state == OPEN
    assert not Commitment.objects.exists()
    talk.play(LAST)
    commitment = active_commitment(exit)
    assert (commitment.words, commitment.how_far, commitment.dialogue_id) == (PROMISE, FULLY, talk.pk)
    assert (commitment.made_on, commitment.ends_on) == (in_days(0), None)
    assert Review.objects.get().due_on == in_days(28)
    (read,) = shared_commitments.commitments_shared_by(partner_of(ben).other())
    assert read.commitment.pk == commitment.pk


def test_a_lost_race_for_the_last_move_stores_nothing(talk: ExitTalk):
    talk.play(BEFORE_LAST)
    result = talk.make("ana", "thank", "Thank you.", seen=talk.now().version - 1)
    assert result.refusal is Refusal.STALE
    assert not Commitment.objects.exists()


def test_the_last_move_sent_twice_promises_once(talk: ExitTalk):
    talk.play(BEFORE_LAST)
    key, seen = "k" * 22, talk.now().version
    for _ in range(2):
        assert talk.make("ana", "thank", "Thank you.", seen=seen, key=key).refusal is None
    assert Commitment.objects.count() == 1


@contextmanager
def registered(replacement: DialogueHooks) -> Iterator[None]:
    hooks.register_hooks(services.KIND, replacement)
    try:
        yield
    finally:
        hooks.register_hooks(services.KIND, dialogue_hooks.HOOKS)


def test_if_the_promise_cannot_be_stored_neither_is_the_last_move(talk: ExitTalk, exit: Exit):
    def store_and_fail(scene: Any, lines: Any) -> None:
        dialogue_hooks.on_dialogue_closed(scene, lines)
        assert Commitment.objects.exists()
        raise RuntimeError("the disk is full")

    talk.play(BEFORE_LAST)
    version = talk.now().version
    with (
        registered(DialogueHooks(dialogue_hooks.on_dialogue_begun, store_and_fail)),
        pytest.raises(RuntimeError),
    ):
        talk.play(LAST)
    assert (talk.now().version, talk.now().closed_at) == (version, None)
    assert not Commitment.objects.exists()
    assert Turn.objects.filter(words__isnull=False).exists()  # no word was erased
    talk.play(LAST)
    assert active_commitment(exit).words == PROMISE


def test_if_the_dialogue_cannot_be_closed_no_promise_is_stored(talk: ExitTalk, exit: Exit):
    talk.play(BEFORE_LAST)
    version = talk.now().version
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.full() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE UPDATE ON dialogues_turn FOR EACH ROW EXECUTE FUNCTION pg_temp.full()"
        )
    with pytest.raises(DatabaseError):
        talk.play(LAST)
    assert (talk.now().version, talk.now().closed_at, reload_exit(exit).state) == (version, None, OPEN)
    assert not Commitment.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER full_disk ON dialogues_turn")
    talk.play(LAST)
    assert active_commitment(exit).words == PROMISE
