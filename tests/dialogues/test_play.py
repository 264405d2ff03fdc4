"""The one writer: what it stores, what it refuses, and that nothing is lost or doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from couples.leaving import leave_couple
from couples.models import Partner, Profile
from couples.profiles import withdraw_consent
from couples.session_credentials import Credentials
from dialogues import retention, stage, transcript_lines
from dialogues.models import Dialogue, Turn
from dialogues.play import MoveResult, MoveSubmission, play
from dialogues.protocol import Refusal
from dialogues.scenes import NotDialoguePartner, SignedOut, load_scene
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk, new_key, sign_in

SAID = "ana has something to send"


@pytest.fixture
def talk(ana, ben):
    return Talk(ana, ben)


def words_of(talk: Talk, name: str = "ana") -> list[str | None]:
    return [line.words for line in transcript_lines.read_lines(load_scene(talk.pk, talk.credentials[name]))]


def test_a_whole_dialogue_is_stored_in_order_and_read_by_both(talk):
    talk.play(WHOLE)
    dialogue = talk.now()
    assert dialogue.state.finished
    assert dialogue.closed_at
    assert list(dialogue.turns.values_list("seq", flat=True)) == list(range(1, dialogue.version + 1))
    assert words_of(talk, "ana") == words_of(talk, "ben")
    assert SAID in words_of(talk)


def test_the_same_key_makes_one_turn_and_answers_as_the_first_time_did(talk):
    talk.play("ben accept")
    key = new_key()
    first = talk.make("ana", "ready", "I want to stay close", key=key)
    talk.play("ben ready")
    again = talk.make("ana", "ready", "I want to stay close", key=key, seen=1)
    assert (first.version, again.version, again.refusal) == (2, 2, None)
    assert talk.now().version == 3


def test_a_key_of_the_partner_is_not_ones_own(talk):
    key = new_key()
    talk.make("ben", "accept", key=key)
    assert talk.make("ana", "ready", key=key, seen=0).refusal is Refusal.STALE
    assert talk.make("ana", "ready", key=key).refusal is Refusal.GARBLED


@pytest.mark.parametrize(
    ("who", "move", "words", "reason"),
    [
        ("ben", "send", "hello", Refusal.NOT_YOUR_TURN),
        ("ana", "mirror", "hello", Refusal.NOT_NOW),
        ("ana", "send", "   ", Refusal.EMPTY),
        ("ana", "send", "\u2800\u200b", Refusal.EMPTY),
        ("ana", "send", "\u202e\u0301\ufe0f", Refusal.EMPTY),
        ("ana", "send", "x" * 4001, Refusal.TOO_LONG),
        ("ana", "dance", "", Refusal.NOT_NOW),
    ],
)
def test_a_refused_move_says_why_and_changes_nothing(talk, who, move, words, reason):
    talk.play("ben accept, ana ready, ben ready")
    assert talk.make(who, move, words).refusal is reason
    assert talk.now().version == Turn.objects.count() == 3


def test_a_note_that_shows_nothing_is_no_note(talk, ana):
    talk.make("ben", "accept", "\u2800")
    assert not Turn.objects.exclude(words=None).exists()


def test_a_name_stored_with_an_override_turns_nothing_round_on_the_stage(talk, ana, ben):
    Profile.objects.filter(user=ben).update(first_name="\u202eneB\u2069")
    scene = load_scene(talk.pk, talk.credentials["ana"])
    shown = stage.render_stage(scene, 0, "en", "UTC")
    assert "Waiting for neB" in shown
    assert not set(shown) & set("\u202e\u2069")


def test_a_stale_a_paused_a_closed_and_a_keyless_move_are_refused(talk):
    talk.play("ben accept, ana ready, ben ready")
    assert talk.make("ana", "send", "hello", seen=2).refusal is Refusal.STALE
    assert talk.make("ana", "send", "hello", key="short").refusal is Refusal.GARBLED
    talk.play("ben pause")
    assert talk.make("ana", "send", "hello").refusal is Refusal.PAUSED
    talk.play("ana stop")
    assert talk.make("ana", "send", "hello").refusal is Refusal.CLOSED


def test_strangers_the_other_couple_and_ex_partners_do_not_get_in(talk, ana, cleo, eve):
    for stranger in (cleo, eve):
        with pytest.raises(NotDialoguePartner):
            load_scene(talk.pk, sign_in(stranger))
        with pytest.raises(NotDialoguePartner):
            play(talk.pk, sign_in(stranger), MoveSubmission("accept", "", 0, new_key()))
    Partner.objects.filter(user=ana).update(left_at=timezone.now())
    with pytest.raises(NotDialoguePartner):
        talk.make("ana", "stop")


def test_an_ended_couple_is_closed_to_both(talk):
    talk.dialogue.couple.ended_at = timezone.now()
    talk.dialogue.couple.save()
    for who in ("ana", "ben"):
        with pytest.raises(NotDialoguePartner):
            talk.make(who, "stop")


@pytest.mark.parametrize("how", ["logged out", "expired", "password changed", "switched off", "no consent"])
def test_every_move_checks_the_session_again(talk, ben, how):
    session = Session.objects.filter(pk=talk.credentials["ben"].session_hash)
    if how == "logged out":
        session.delete()
    elif how == "expired":
        session.update(expire_date=timezone.now() - timedelta(seconds=1))
    elif how == "password changed":
        ben.set_password("a new and longer one")
        ben.save()
    elif how == "no consent":
        withdraw_consent(ben)
    else:
        ben.is_active = False
        ben.save()
    with pytest.raises(SignedOut):
        talk.make("ben", "accept")
    assert talk.now().version == 0


def test_a_session_of_somebody_else_signs_nobody_in(talk, ben, ana):
    borrowed = Credentials(ben.pk, "0" * 32, ben.password)
    with pytest.raises(SignedOut):
        play(talk.pk, borrowed, MoveSubmission("accept", "", 0, new_key()))


def test_words_are_kept_only_when_both_said_yes(ana, ben):
    for sender_agrees, receiver_agrees in [(True, True), (True, False), (False, True), (False, False)]:
        talk = Talk(ana, ben, keep=sender_agrees)
        talk.keep = receiver_agrees
        talk.play(WHOLE)
        texts = [words for words in words_of(talk) if words]
        assert (SAID in texts) == (sender_agrees and receiver_agrees)
        assert (talk.now().topic == "Quiet dinners") == (sender_agrees and receiver_agrees)
        # The last thanks stay in the room for a while, so that the partner can take them in.
        assert "ben has something to appreciate" in texts


def test_the_last_thanks_go_a_little_later_even_where_the_sweep_is_late(ana, ben):
    talk = Talk(ana, ben, keep=False)
    talk.play(WHOLE)
    Dialogue.objects.update(closed_at=timezone.now() - retention.GRACE_PERIOD - timedelta(seconds=1))
    assert not any(words_of(talk))
    assert Turn.objects.filter(words__isnull=False).exists()
    assert retention.erase_expired() == 1
    assert not Turn.objects.filter(words__isnull=False).exists()
    assert retention.erase_expired() == 0


def test_the_question_of_keeping_is_asked_again_after_a_delay_and_only_of_the_invited(ana, ben):
    talk = Talk(ana, ben, keep=True)
    talk.make("ben", "later", at=timezone.now())
    talk.play("ana start, ana ready")
    assert not talk.now().kept
    talk.play("ben ready")
    assert talk.now().kept


def test_leaving_the_couple_lets_go_of_what_not_both_wanted_kept(ana, ben):
    kept, unkept = Talk(ana, ben, keep=True), Talk(ana, ben, keep=False)
    for talk in (kept, unkept):
        talk.play("ben accept, ana ready, ben ready, ana send")
    place = Partner.objects.current(ana)
    assert place
    leave_couple(place)
    assert unkept.now().closed_at
    assert unkept.now().topic is None
    assert not Turn.objects.filter(dialogue=unkept.pk, words__isnull=False).exists()
    assert Turn.objects.filter(dialogue=kept.pk, words__isnull=False).count() == 1


def test_stopping_lets_all_words_go_at_once(ana, ben):
    talk = Talk(ana, ben, keep=False)
    talk.play("ben accept, ana ready, ben ready, ana send, ben stop")
    assert not Turn.objects.filter(words__isnull=False).exists()


def test_words_taken_back_are_gone_for_good(talk):
    talk.play("ben accept, ana ready, ben ready, ana send, ana withdraw")
    assert words_of(talk, "ben") == ["", "", "", None, ""]
    assert Turn.objects.get(seq=4).words is None
    last = transcript_lines.read_lines(load_scene(talk.pk, talk.credentials["ben"]))[-1]
    assert (last.move, last.withdrawn_seq) == ("withdraw", 4)
    assert talk.now().state.step == "sending"


def test_a_time_to_meet_is_kept_until_they_go_on(talk):
    at = timezone.now() + timedelta(hours=1)
    play(talk.pk, talk.credentials["ben"], MoveSubmission("later", "", 0, new_key(), at=at))
    assert talk.now().meet_at == at
    talk.play("ana agree, ben start")
    assert (talk.now().state.step, talk.now().meet_at) == ("starting", at)
    talk.play("ana not_now")
    assert (talk.now().state.step, talk.now().meet_at) == ("agreed", at)
    talk.play("ben start, ana start")
    assert (talk.now().state.step, talk.now().meet_at) == ("centering", None)


@pytest.mark.parametrize("name", ["ana", "ben"])
def test_from_the_agreed_time_on_either_may_start(talk, name):
    talk.agree_on(timezone.now() - timedelta(minutes=1))
    talk.play(f"{name} start_now")  # a page that was opened before
    assert talk.now().state.step == "centering"


def test_a_time_that_nobody_agreed_to_starts_nothing(talk):
    talk.make("ben", "later", at=timezone.now() + timedelta(hours=1))
    assert talk.make("ana", "start").refusal is Refusal.NOT_NOW
    talk.make("ana", "propose", at=timezone.now() - timedelta(seconds=1))
    assert talk.make("ana", "start").refusal is Refusal.NOT_YOUR_TURN  # Ben hasn't answered
    talk.play("ben start")
    assert talk.now().state.step == "centering"


def test_the_one_who_asked_to_start_early_starts_when_the_time_has_come(talk):
    talk.agree_on(timezone.now() + timedelta(hours=1))
    talk.play("ana start")
    Dialogue.objects.update(meet_at=timezone.now())
    talk.play("ana start")
    assert talk.now().state.step == "centering"


def test_a_pause_with_a_time_is_twenty_minutes_at_least(talk):
    talk.play("ben accept")
    soon = timezone.now() + timedelta(minutes=2)
    play(
        talk.pk,
        talk.credentials["ben"],
        MoveSubmission("pause", "", talk.now().state.version, new_key(), at=soon),
    )
    assert talk.now().meet_at - timezone.now() > timedelta(minutes=19)
    talk.play("ana ready, ben ready")
    assert talk.now().state.step == "centering"


def test_words_are_sealed_in_the_database_and_bound_to_their_row(talk):
    talk.play(ROUND_OF_ANA)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, words FROM dialogues_turn WHERE words IS NOT NULL")
        stored = {seq: bytes(words) for seq, words in cursor.fetchall()}
    assert not any(b"something" in words for words in stored.values())
    first, second = sorted(stored)[:2]
    Turn.objects.filter(seq=first).update(words=stored[second])
    read = {
        line.seq: line for line in transcript_lines.read_lines(load_scene(talk.pk, talk.credentials["ana"]))
    }
    assert (read[first].words, read[first].blanked) == (None, Turn.UNREADABLE)
    assert read[second].words  # one broken turn does not hide the others


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_both_count_and_none_is_doubled(talk):
    talk.play("ben accept")

    def press(name: str) -> int:
        try:
            for _ in range(20):
                result: MoveResult = talk.make(name, "ready")
                if result.refusal is None:
                    return result.version
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        versions = sorted(pool.map(press, ["ana", "ben"]))
    assert versions == [2, 3]
    assert talk.now().state.step == "sending"


@pytest.mark.django_db(transaction=True)
def test_the_same_key_from_many_threads_makes_one_turn(talk):
    key = new_key()

    def press(_: int) -> int:
        try:
            result: MoveResult = talk.make("ben", "accept", key=key, seen=0)
            return result.version
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(press, range(24))) == {1}
    assert Turn.objects.count() == 1
