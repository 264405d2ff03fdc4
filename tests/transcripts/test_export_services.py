"""What is packed is its owner's alone, sealed, few at a time, and gone with the words in it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from couples.profiles import create_profile
from couples.signals import belongings_went
from dialogues import erasure
from dialogues.models import Dialogue
from dialogues.signals import words_erased
from tests.concurrency import at_once
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import pair
from tests.transcripts.random_dialogue import place
from transcripts.exports import services, worker
from transcripts.exports.services import TooManyExports
from transcripts.models import Export
from vault.models import DataKey
from vault.sealing import CannotOpen, Destroyed, unseal_bytes

SAID = b"ana has something to send"


def asked(user: User, what: str = Export.ALL, format: str = "json", **more: Any) -> Export:
    return services.request_export(user, Partner.objects.current(user), scope=what, format=format, **more)[0]


def packed(user: User, what: str = Export.ALL, format: str = "json", **more: Any) -> Export:
    export = asked(user, what, format, **more)
    worker.build_waiting()
    export.refresh_from_db()
    assert export.state == Export.READY
    return export


def key_of(export: Export) -> uuid.UUID:
    """The key that it was sealed by."""
    assert export.key_id
    return export.key_id


def has_no_key(export: Export) -> bool:
    return not DataKey.objects.filter(pk=key_of(export)).exists()


def is_gone(export: Export) -> bool:
    return not Export.objects.filter(pk=export.pk).exists() and has_no_key(export)


def is_empty(export: Export) -> bool:
    """Nothing that was in it is there any more, only that it was."""
    row = Export.objects.get(pk=export.pk)
    is_bare = (row.state, row.content, row.key_id, row.claim, row.size) == (
        Export.REVOKED,
        None,
        None,
        None,
        0,
    )
    return is_bare and has_no_key(export)


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


def test_what_is_packed_is_sealed_by_its_owner_and_for_its_place(ana: User, ben: User, talk: Talk):
    export = packed(ana)
    sealed = bytes(export.content or b"")
    assert SAID not in sealed
    assert SAID in services.open_content(export)
    assert export.size == len(services.open_content(export))
    with pytest.raises(CannotOpen):
        unseal_bytes([ben.profile.key_id, key_of(export)], sealed, export.place)
    with pytest.raises(CannotOpen):
        unseal_bytes(export.vault_owners(), sealed, packed(ana, format="md").place)


def test_the_same_again_is_the_one_that_is_there(ana: User, talk: Talk):
    place_of_ana = place(ana)
    first, is_new = services.request_export(ana, place_of_ana, scope=Export.ALL, format="pdf")
    again, is_new_too = services.request_export(ana, place_of_ana, scope=Export.ALL, format="pdf")
    assert (first, is_new, is_new_too) == (again, True, False)
    assert asked(ana, format="pdf", notes=True) != first
    assert asked(ana, Export.ONE, "pdf", dialogue=talk.dialogue) != first


def test_there_are_three_at_most_and_the_partner_has_their_own(ana: User, ben: User, talk: Talk):
    for format in ("pdf", "md", "json"):
        asked(ana, format=format)
    with pytest.raises(TooManyExports):
        asked(ana, Export.MINE)
    assert asked(ben)
    services.delete_exports(Export.objects.of(ana).filter(format="pdf"))
    assert asked(ana, Export.MINE)


def test_what_has_failed_gives_way_to_what_is_asked_for_next(ana: User, talk: Talk):
    failed = asked(ana)
    Export.objects.update(state=Export.FAILED)
    assert asked(ana) != failed
    assert is_gone(failed)


def test_after_a_day_it_is_gone(ana: User, talk: Talk):
    export = packed(ana)
    content = bytes(export.content or b"")
    assert timedelta(hours=23, minutes=59) < export.expires_at - timezone.now() <= timedelta(hours=24)
    assert services.delete_expired_exports(timezone.now() + timedelta(hours=23)) == 0
    Export.objects.update(expires_at=timezone.now())
    assert not Export.objects.of(ana).exists()
    assert services.delete_expired_exports() == 1
    assert is_gone(export)
    with pytest.raises(Destroyed):
        unseal_bytes([ana.profile.key_id, key_of(export)], content, export.place)


def test_when_the_couple_ends_what_was_together_goes_and_what_is_ones_own_stays(
    ana: User, ben: User, talk: Talk
):
    together = [packed(ana), packed(ben, Export.ONE, dialogue=talk.dialogue)]
    own = packed(ana, Export.MINE)
    leave_couple(place(ben))
    assert all(map(is_gone, together))
    assert list(Export.objects.of(ana)) == [own]
    assert b"imago-mine" in services.open_content(own)


@pytest.mark.parametrize("letting", ["turn", "dialogue", "everywhere", "for both"])
def test_with_words_that_go_goes_what_was_packed_of_them(
    ana: User, ben: User, talk: Talk, dan: User, letting: str
):
    together = [
        packed(ana),
        packed(ben),
        packed(ana, Export.ONE, "md", dialogue=talk.dialogue),
    ]
    own, others = packed(ana, Export.MINE), packed(dan)
    now, me = talk.now(), place(ana)
    acts: dict[str, Callable[[], object]] = {
        "turn": lambda: erasure.erase_turn(now, me, 4),
        "dialogue": lambda: erasure.erase_dialogue(now, me),
        "everywhere": lambda: erasure.erase_everywhere(ana),
        "for both": lambda: erasure.erase_for_both(now, place(ben)),
    }
    acts[letting]()
    assert all(map(is_empty, together))
    assert is_empty(own) == (letting != "for both")  # then her own words are hers for a week
    assert list(Export.objects.of(dan)) == [others]
    assert b"imago-dialogues" in services.open_content(others)


@pytest.mark.parametrize("by", ["ana", "ben", None])
def test_what_is_ones_own_stays_when_only_the_other_let_words_go(
    ana: User, ben: User, talk: Talk, by: str | None
):
    people = {"ana": ana, "ben": ben}
    own = {name: packed(user, Export.MINE) for name, user in people.items()}
    together = [packed(ana), packed(ben)]
    words_erased.send(Dialogue, couples=[talk.dialogue.couple_id], by=people[by] if by else None)
    assert all(map(is_empty, together))
    assert [name for name in own if is_empty(own[name])] == ([by] if by else [])
    for name in {"ana", "ben"} - {by}:
        assert b"imago-mine" in services.open_content(Export.objects.get(pk=own[name].pk))


def test_what_went_gives_way_to_what_is_asked_for_next_and_to_the_next_day(ana: User, ben: User, talk: Talk):
    went = [packed(ana), packed(ana, Export.MINE), packed(ben)]
    erasure.erase_for_both(talk.now(), place(ben))
    erasure.erase_dialogue(talk.now(), place(ana))
    assert all(map(is_empty, went))
    assert packed(ana).pk not in {one.pk for one in went}
    assert [is_gone(one) for one in went] == [True, True, False]
    assert services.delete_expired_exports(went[2].expires_at) == 1
    assert is_gone(went[2])


def test_when_the_couple_ends_nothing_says_that_something_was_packed(ana: User, ben: User, talk: Talk):
    went = packed(ana)
    erasure.erase_for_both(talk.now(), place(ben))
    leave_couple(place(ben))
    assert is_gone(went)


def test_no_key_stays_behind(ana: User, ben: User, talk: Talk):
    before = set(DataKey.objects.values_list("pk", flat=True))
    for way in (
        lambda: services.delete_exports(Export.objects.of(ana)),
        lambda: services.delete_expired_exports(
            timezone.now() + services.EXPORT_LIFETIME + timedelta(minutes=1)
        ),
        lambda: belongings_went.send(User, user=ana),
        lambda: words_erased.send(Dialogue, couples=[talk.dialogue.couple_id], by=ana),
        lambda: leave_couple(place(ana)),
    ):
        packed(ana)
        way()
        assert set(DataKey.objects.values_list("pk", flat=True)) == before


def test_with_words_of_an_earlier_couple_goes_what_is_ones_own(ana: User, talk: Talk):
    leave_couple(place(ana))
    own = packed(ana, Export.MINE)
    someone = User.objects.create_user("gil@example.org")
    create_profile(someone, first_name="Gil")
    pair(ana, someone)
    erasure.erase_everywhere(ana)
    assert is_empty(own)


def test_with_belongings_that_go_goes_every_export_of_theirs(ana: User, ben: User, talk: Talk):
    own, together, others = packed(ana, Export.MINE), packed(ana), packed(ben)
    belongings_went.send(User, user=ana)
    assert is_gone(own)
    assert is_gone(together)
    assert list(Export.objects.of(ben)) == [others]


@pytest.mark.django_db(transaction=True)
def test_of_many_devices_at_the_same_moment_one_export_comes(ana: User, ana_and_ben: Couple):
    assert at_once(*(lambda: asked(ana) for _ in range(4))) == ["done"] * 4
    assert Export.objects.count() == 1
    formats = [(Export.ALL, "pdf"), (Export.ALL, "md"), (Export.MINE, "pdf")]
    done = at_once(*(lambda what=what, format=format: asked(ana, what, format) for what, format in formats))
    assert done == ["TooManyExports", "done", "done"]


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_for_while_words_are_let_go_waits_until_they_are_gone(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    asking = threading.Thread(target=at_once, args=[lambda: asked(ana)])
    with transaction.atomic():
        erasure.erase_for_both(talk.now(), place(ben))
        asking.start()
        asking.join(0.5)
        assert asking.is_alive()
    asking.join()
    worker.build_waiting()
    content = services.open_content(Export.objects.get())
    assert b"has something to" not in content
    assert b'"let_go_by": 1' in content
