"""A dialogue erased for both: neither can read it, and both can read their own words for seven days."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from couples import personal_data_registry
from couples.account_deletion import delete_account
from couples.leaving import leave_couple
from couples.models import User
from dialogues import erasure, own_words
from dialogues.models import Dialogue, Turn
from reminders import tasks
from reminders.models import MutedReminder, Notice
from reminders.scheduler import claim_due
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.privacy.opened import in_dialogues
from tests.transcripts.random_dialogue import current_partner, load_all_transcripts
from tests.transcripts.search_helpers import search_as
from transcripts.exports import services, worker
from transcripts.insights import queries
from transcripts.models import Export

SAID = {"ana": "ana has something to", "ben": "ben has something to"}
TOPIC = "Quiet dinners"


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    """A dialogue in which Ana withdrew one turn and erased another, and which Ben then erased for both."""
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", "a hasty word")
    talk.play("ana withdraw")
    talk.play(WHOLE.split("ben ready, ", 1)[1])
    erasure.erase_turn(talk.now(), current_partner(ana), seq_of(talk, "summarise"))
    answer = signed_in(ben).post(
        f"/transcripts/{talk.pk}/let-go/", {"what": "whole", "sure": "yes"}, follow=True
    )
    assert "Neither of you can read this dialogue any more." in answer.content.decode()
    return talk


def seq_of(talk: Talk, move: str) -> int:
    return Turn.objects.filter(dialogue=talk.pk, move=move, author__slot=0)[0].seq


def page(user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, address
    return compact(answer.content.decode())


def read(user: User, talk: Talk) -> str:
    return page(user, f"/transcripts/{talk.pk}/")


def own_data(user: User) -> str:
    return json.dumps(
        {name: provider.export(user) for name, provider in personal_data_registry.providers().items()}
    )


def stored() -> str:
    """All words left in the database that can be decrypted."""
    return str(list(in_dialogues()))


def day_of(talk: Talk) -> str:
    until = talk.now().own_words_until
    assert until
    return f"{timezone.localtime(until):%A} {until.day} {until:%B}"


def a_week_passes(talk: Talk) -> None:
    Dialogue.objects.filter(pk=talk.pk).update(own_words_until=timezone.now())


def names(user: User) -> tuple[str, str]:
    """The names of this partner and the other, as used in their words."""
    name = user.email.split("@")[0]
    return name, {"ana": "ben", "ben": "ana"}[name]


@pytest.mark.slow
def test_neither_can_read_the_partners_words_anywhere(ana: User, ben: User, talk: Talk):
    urls = [
        f"/transcripts/{talk.pk}/",
        f"/transcripts/{talk.pk}/let-go/?turn=5",
        f"/transcripts/{talk.pk}/6/note/",
        f"/dialogues/{talk.pk}/",
        "/transcripts/",
        "/transcripts/kept/",
        "/transcripts/insights/",
        "/dialogues/",
    ]
    for user in (ana, ben):
        _, other = names(user)
        browser = signed_in(user)
        browser.post(f"/transcripts/{talk.pk}/6/star/", {"on": "yes"})
        for address in urls:
            assert SAID[other] not in page(user, address), address
        assert SAID[other] not in own_data(user)
        assert search_as(user, "something").count == 0
        assert not any(
            line.words for transcript in load_all_transcripts(user)[1] for line in transcript.lines
        )
        assert queries.load_insights(current_partner(user)).feelings == {}
        frames = browser.get(f"/dialogues/{talk.pk}/stage/?seen=0").content.decode()
        assert "has something" not in frames


def test_the_partners_sealed_words_are_not_even_loaded(ana: User, ben: User, talk: Talk):
    for user in (ana, ben):
        me = current_partner(user)
        turns = list(own_words.turns_for(me, Turn.objects.filter(dialogue=talk.pk)))
        assert any(turn.words for turn in turns)
        assert not [turn for turn in turns if turn.words and turn.author_id != me.pk]
        assert {line.slot for line in own_words.lines_for(me, talk.now(), me.other())} == {me.slot}


@pytest.mark.slow
def test_both_can_read_their_own_words_and_see_until_when(ana: User, ben: User, talk: Talk):
    for user in (ana, ben):
        own_name, _ = names(user)
        html = read(user, talk)
        assert f"Only you can see them, until {day_of(talk)}" in html
        assert f"{SAID[own_name]} send" in html
        assert "your own words are here until" in page(user, "/transcripts/")
        assert f"{SAID[own_name]} mirror" in own_data(user)
    assert TOPIC in read(ana, talk)  # she gave it
    assert TOPIC in own_data(ana)
    assert TOPIC not in read(ben, talk) + page(ben, "/transcripts/") + own_data(ben)


@pytest.mark.slow
def test_words_erased_before_stay_erased(ana: User, talk: Talk):
    assert "a hasty word" not in read(ana, talk) + own_data(ana) + stored()
    assert f"{SAID['ana']} summarise" not in read(ana, talk) + own_data(ana) + stored()


def test_they_are_part_of_an_own_data_export(ana: User, talk: Talk):
    for shape in ("json", "md"):
        export, _ = services.request_export(ana, current_partner(ana), scope=Export.OWN, format=shape)
        worker.build_waiting()
        export.refresh_from_db()
        content = services.open_content(export).decode()
        assert f"{SAID['ana']} send" in content
        assert SAID["ben"] not in content


@pytest.mark.slow
def test_the_link_preselects_the_own_data_export(ana: User, ben: User, talk: Talk):
    url = "/transcripts/take/?what=mine"
    for user in (ana, ben):
        for address in (f"/transcripts/{talk.pk}/", f"/transcripts/{talk.pk}/let-go/"):
            assert f'href="{url}"' in page(user, address)
        assert 'value="mine" required checked' in page(user, url)
        assert 'value="all" required>' in page(user, url)


def test_own_data_exports_stay_and_shared_ones_are_revoked(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    own, together = [
        services.request_export(ana, current_partner(ana), scope=scope, format="json")[0]
        for scope in (Export.OWN, Export.ALL)
    ]
    worker.build_waiting()
    erasure.erase_for_both(talk.now(), current_partner(ben))
    own.refresh_from_db()
    together.refresh_from_db()
    assert (own.state, together.state) == (Export.READY, Export.REVOKED)
    assert f"{SAID['ana']} send" in services.open_content(own).decode()


def test_the_partner_is_told_about_the_week(ana: User, ben: User, talk: Talk):
    claim_due()
    assert Notice.objects.get(sort="let_go").user_id == ana.pk
    assert "You can save your own words for seven days." in page(ana, "/inbox/")


def test_after_the_week_nobody_is_told_about_it(ana: User, ben: User, talk: Talk):
    muted = MutedReminder.objects.create(user=ana, sort="let_go")
    claim_due()
    muted.delete()
    claim_due(timezone.now() + own_words.RETENTION + timedelta(minutes=1))
    assert not Notice.objects.filter(sort="let_go").exists()


@pytest.mark.slow
def test_both_may_delete_their_own_words_early(ana: User, ben: User, talk: Talk):
    address = f"/transcripts/{talk.pk}/let-go/"
    assert "Delete your words now?" in page(ana, address)
    answer = signed_in(ana).post(address, {"what": "mine"}, follow=True)
    assert "Only you can see them" not in answer.content.decode()
    assert SAID["ana"] not in read(ana, talk) + own_data(ana) + stored()
    assert TOPIC not in read(ana, talk) + own_data(ana) + stored()
    assert f"{SAID['ben']} send" in read(ben, talk)
    assert f"{SAID['ben']} send" in own_data(ben)
    assert "Ana deleted these words" in read(ben, talk)  # the turn erased before
    assert read(ben, talk).count("Ana deleted these words") == 1


@pytest.mark.slow
def test_after_a_week_nobody_can_read_them_even_if_erasure_is_late(ana: User, ben: User, talk: Talk):
    a_week_passes(talk)
    for user in (ana, ben):
        assert "has something" not in read(user, talk) + own_data(user)
        assert "your own words are here until" not in page(user, "/transcripts/")
        assert TOPIC not in read(user, talk) + own_data(user)
    assert "has something" in stored()
    tasks.let_go()
    assert "has something" not in stored()
    assert TOPIC not in stored()
    assert own_words.blank_expired() == 0


def test_within_the_week_they_are_not_erased(ana: User, talk: Talk):
    until = talk.now().own_words_until
    assert until
    assert own_words.RETENTION - timedelta(minutes=1) < until - timezone.now() <= own_words.RETENTION
    tasks.let_go()
    assert f"{SAID['ana']} send" in read(ana, talk)


@pytest.mark.parametrize(
    "act",
    [
        lambda user: personal_data_registry.erase_personal_data(user, "dialogues"),
        personal_data_registry.erase_personal_data,
        delete_account,
    ],
    ids=["room", "all", "account"],
)
def test_erasing_all_own_words_erases_these(ana: User, ben: User, talk: Talk, act: Callable[[User], None]):
    assert personal_data_registry.providers()["dialogues"].has_data(ana)
    act(ana)
    assert not Turn.objects.filter(author__user=ana, own_words__isnull=False).exists()
    assert not Dialogue.objects.filter(own_topic__isnull=False).exists()
    assert SAID["ana"] not in stored()
    assert not personal_data_registry.providers()["dialogues"].has_data(ana)
    assert f"{SAID['ben']} send" in own_data(ben)


@pytest.mark.slow
def test_they_stay_for_the_week_after_the_couple_has_ended(ana: User, ben: User, talk: Talk):
    leave_couple(current_partner(ben))
    for user in (ana, ben):
        own_name, other = names(user)
        assert signed_in(user).get(f"/transcripts/{talk.pk}/").status_code == 302
        assert f"{SAID[own_name]} send" in own_data(user)
        assert SAID[other] not in own_data(user)
    a_week_passes(talk)
    assert "has something" not in own_data(ana)


def test_nobody_else_can_read_them(ana: User, talk: Talk, cleo: User):
    assert signed_in(cleo).get(f"/transcripts/{talk.pk}/").status_code == 404
    assert own_words.lines_for(current_partner(cleo), talk.now(), current_partner(ana)) == []
    assert own_words.topic_for(current_partner(cleo), talk.now()) is None
    assert own_words.expiry_dates(current_partner(cleo), [talk.now()]) == {}


def test_words_that_were_not_kept_are_not_kept_for_a_week(ana: User, ben: User):
    talk = Talk(ana, ben, keep=False)
    talk.play(WHOLE)
    assert not erasure.erase_for_both(talk.now(), current_partner(ben))
    assert not Turn.objects.filter(own_words__isnull=False).exists()
