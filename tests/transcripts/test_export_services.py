"""Exports are private, sealed and limited in number, and are revoked with the words in them."""

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
from couples.signals import personal_data_erased
from dialogues import erasure
from dialogues.models import Dialogue
from dialogues.signals import words_erased
from tests.concurrency import at_once
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import pair
from tests.transcripts.random_dialogue import current_partner
from transcripts.exports import services, worker
from transcripts.exports.services import TooManyExports
from transcripts.models import Export
from vault.models import DataKey
from vault.sealing import CannotOpen, Destroyed, unseal_bytes

WORDS = b"ana has something to send"


def request_export(user: User, scope: str = Export.ALL, format: str = "json", **options: Any) -> Export:
    return services.request_export(
        user, Partner.objects.current(user), scope=scope, format=format, **options
    )[0]


def build_export_now(user: User, scope: str = Export.ALL, format: str = "json", **options: Any) -> Export:
    export = request_export(user, scope, format, **options)
    worker.build_waiting()
    export.refresh_from_db()
    assert export.state == Export.READY
    return export


def key_of(export: Export) -> uuid.UUID:
    """The export's own key."""
    assert export.key_id
    return export.key_id


def has_no_key(export: Export) -> bool:
    return not DataKey.objects.filter(pk=key_of(export)).exists()


def is_deleted(export: Export) -> bool:
    return not Export.objects.filter(pk=export.pk).exists() and has_no_key(export)


def is_revoked(export: Export) -> bool:
    """Whether only the row is left, without content and key."""
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


def test_content_is_sealed_for_its_owner_and_row(ana: User, ben: User, talk: Talk):
    export = build_export_now(ana)
    sealed = bytes(export.content or b"")
    assert WORDS not in sealed
    assert WORDS in services.open_content(export)
    assert export.size == len(services.open_content(export))
    with pytest.raises(CannotOpen):
        unseal_bytes([ben.profile.key_id, key_of(export)], sealed, export.place)
    with pytest.raises(CannotOpen):
        unseal_bytes(export.vault_owners(), sealed, build_export_now(ana, format="md").place)


def test_an_identical_request_returns_the_existing_export(ana: User, talk: Talk):
    place_of_ana = current_partner(ana)
    first, is_new = services.request_export(ana, place_of_ana, scope=Export.ALL, format="pdf")
    again, is_new_too = services.request_export(ana, place_of_ana, scope=Export.ALL, format="pdf")
    assert (first, is_new, is_new_too) == (again, True, False)
    assert request_export(ana, format="pdf", notes=True) != first
    assert request_export(ana, Export.ONE, "pdf", dialogue=talk.dialogue) != first


def test_each_partner_may_have_three_exports(ana: User, ben: User, talk: Talk):
    for format in ("pdf", "md", "json"):
        request_export(ana, format=format)
    with pytest.raises(TooManyExports):
        request_export(ana, Export.OWN)
    assert request_export(ben)
    services.delete_exports(Export.objects.of(ana).filter(format="pdf"))
    assert request_export(ana, Export.OWN)


def test_a_new_request_deletes_failed_exports(ana: User, talk: Talk):
    failed = request_export(ana)
    Export.objects.update(state=Export.FAILED)
    assert request_export(ana) != failed
    assert is_deleted(failed)


def test_an_export_expires_after_a_day(ana: User, talk: Talk):
    export = build_export_now(ana)
    content = bytes(export.content or b"")
    assert timedelta(hours=23, minutes=59) < export.expires_at - timezone.now() <= timedelta(hours=24)
    assert services.delete_expired_exports(timezone.now() + timedelta(hours=23)) == 0
    Export.objects.update(expires_at=timezone.now())
    assert not Export.objects.of(ana).exists()
    assert services.delete_expired_exports() == 1
    assert is_deleted(export)
    with pytest.raises(Destroyed):
        unseal_bytes([ana.profile.key_id, key_of(export)], content, export.place)


def test_the_end_of_a_couple_deletes_shared_exports_only(ana: User, ben: User, talk: Talk):
    together = [build_export_now(ana), build_export_now(ben, Export.ONE, dialogue=talk.dialogue)]
    own = build_export_now(ana, Export.OWN)
    leave_couple(current_partner(ben))
    assert all(map(is_deleted, together))
    assert list(Export.objects.of(ana)) == [own]
    assert b"imago-mine" in services.open_content(own)


@pytest.mark.parametrize("letting", ["turn", "dialogue", "everywhere", "for both"])
def test_erasing_words_revokes_exports_that_contain_them(
    ana: User, ben: User, talk: Talk, dan: User, letting: str
):
    together = [
        build_export_now(ana),
        build_export_now(ben),
        build_export_now(ana, Export.ONE, "md", dialogue=talk.dialogue),
    ]
    own, others = build_export_now(ana, Export.OWN), build_export_now(dan)
    now, me = talk.now(), current_partner(ana)
    acts: dict[str, Callable[[], object]] = {
        "turn": lambda: erasure.erase_turn(now, me, 4),
        "dialogue": lambda: erasure.erase_dialogue(now, me),
        "everywhere": lambda: erasure.erase_everywhere(ana),
        "for both": lambda: erasure.erase_for_both(now, current_partner(ben)),
    }
    acts[letting]()
    assert all(map(is_revoked, together))
    assert is_revoked(own) == (letting != "for both")  # then her own words are hers for a week
    assert list(Export.objects.of(dan)) == [others]
    assert b"imago-dialogues" in services.open_content(others)


@pytest.mark.parametrize("by", ["ana", "ben", None])
def test_the_partners_erasure_does_not_revoke_own_data(ana: User, ben: User, talk: Talk, by: str | None):
    users = {"ana": ana, "ben": ben}
    own = {name: build_export_now(user, Export.OWN) for name, user in users.items()}
    together = [build_export_now(ana), build_export_now(ben)]
    words_erased.send(Dialogue, couples=[talk.dialogue.couple_id], by=users[by] if by else None)
    assert all(map(is_revoked, together))
    assert [name for name in own if is_revoked(own[name])] == ([by] if by else [])
    for name in {"ana", "ben"} - {by}:
        assert b"imago-mine" in services.open_content(Export.objects.get(pk=own[name].pk))


def test_revoked_exports_are_deleted_by_a_new_request_or_after_a_day(ana: User, ben: User, talk: Talk):
    revoked = [build_export_now(ana), build_export_now(ana, Export.OWN), build_export_now(ben)]
    erasure.erase_for_both(talk.now(), current_partner(ben))
    erasure.erase_dialogue(talk.now(), current_partner(ana))
    assert all(map(is_revoked, revoked))
    assert build_export_now(ana).pk not in {export.pk for export in revoked}
    assert [is_deleted(export) for export in revoked] == [True, True, False]
    assert services.delete_expired_exports(revoked[2].expires_at) == 1
    assert is_deleted(revoked[2])


def test_the_end_of_a_couple_deletes_revoked_exports(ana: User, ben: User, talk: Talk):
    revoked = build_export_now(ana)
    erasure.erase_for_both(talk.now(), current_partner(ben))
    leave_couple(current_partner(ben))
    assert is_deleted(revoked)


def test_every_deletion_destroys_the_keys(ana: User, ben: User, talk: Talk):
    before = set(DataKey.objects.values_list("pk", flat=True))
    for way in (
        lambda: services.delete_exports(Export.objects.of(ana)),
        lambda: services.delete_expired_exports(
            timezone.now() + services.EXPORT_LIFETIME + timedelta(minutes=1)
        ),
        lambda: personal_data_erased.send(User, user=ana),
        lambda: words_erased.send(Dialogue, couples=[talk.dialogue.couple_id], by=ana),
        lambda: leave_couple(current_partner(ana)),
    ):
        build_export_now(ana)
        way()
        assert set(DataKey.objects.values_list("pk", flat=True)) == before


def test_erasing_words_of_an_earlier_couple_revokes_own_data(ana: User, talk: Talk):
    leave_couple(current_partner(ana))
    own = build_export_now(ana, Export.OWN)
    someone = User.objects.create_user("gil@example.org")
    create_profile(someone, first_name="Gil")
    pair(ana, someone)
    erasure.erase_everywhere(ana)
    assert is_revoked(own)


def test_erasing_personal_data_deletes_all_own_exports(ana: User, ben: User, talk: Talk):
    own, together, others = build_export_now(ana, Export.OWN), build_export_now(ana), build_export_now(ben)
    personal_data_erased.send(User, user=ana)
    assert is_deleted(own)
    assert is_deleted(together)
    assert list(Export.objects.of(ben)) == [others]


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_create_one_export(ana: User, ana_and_ben: Couple):
    assert at_once(*(lambda: request_export(ana) for _ in range(4))) == ["done"] * 4
    assert Export.objects.count() == 1
    formats = [(Export.ALL, "pdf"), (Export.ALL, "md"), (Export.OWN, "pdf")]
    done = at_once(
        *(lambda scope=scope, format=format: request_export(ana, scope, format) for scope, format in formats)
    )
    assert done == ["TooManyExports", "done", "done"]


@pytest.mark.django_db(transaction=True)
def test_a_request_waits_for_an_erasure_in_progress(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    asking = threading.Thread(target=at_once, args=[lambda: request_export(ana)])
    with transaction.atomic():
        erasure.erase_for_both(talk.now(), current_partner(ben))
        asking.start()
        asking.join(0.5)
        assert asking.is_alive()
    asking.join()
    worker.build_waiting()
    content = services.open_content(Export.objects.get())
    assert b"has something to" not in content
    assert b'"let_go_by": 1' in content
