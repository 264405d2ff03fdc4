"""A copy of the data can be opened for as long as it is kept, for as long again at most, and never after that."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from backups import backup_keys
from backups.encryption import BackupRefused, read_identities
from backups.inspection import inspect_backup
from backups.models import BackupKey
from couples.models import User
from dialogues import erasure
from dialogues.models import Turn
from tests.backups.fixtures import place_of
from tests.backups.storage_helpers import Shelves, fits
from tests.dialogues.dialogue_driver import WHOLE, Talk


def opens(shelves: Shelves, keys: Path, data: Path) -> bool:
    with suppress(BackupRefused):
        return bool(inspect_backup(data, keys, read_identities(shelves.identity)))
    return False


def test_what_was_erased_singly_cannot_be_opened_any_more_once_the_key_stores_have_expired(
    shelves: Shelves, ana: User, ben: User, tmp_path: Path
):
    """Not even by who has kept an old copy of the data, and has all key stores, the identity and the server."""
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    erased = Turn.objects.filter(dialogue=talk.pk, author=place_of("ana"), words__isnull=False)[0]
    blob = bytes(erased.words or b"").hex().encode()
    shelves.back_up()
    (copy,) = shelves.data_files()
    assert blob in shelves.opened(copy)
    kept = tmp_path / copy.name
    kept.write_bytes(copy.read_bytes())
    assert erasure.erase_turn(talk.now(), place_of("ana"), erased.seq) == 1
    found = []
    for _run in range(4):  # on the 1st day and on the 30th, on the 59th and on the 88th
        shelves.let_pass(29)
        shelves.back_up()
        found.append([opens(shelves, keys, kept) for keys in shelves.key_files()])
    assert found == [[True, True], [True, False], [False, False], [False, False]]
    everything = [*shelves.openers(), *backup_keys.decrypt_identities(stored(), [shelves.pyrage_identity()])]
    assert len(everything) > 4
    assert not any(fits(one, kept) for one in everything)
    assert not any(blob in shelves.opened(data) for data in shelves.data_files())


def stored() -> list[bytes]:
    return [bytes(key.identity) for key in BackupKey.objects.all()]


def test_all_copies_that_are_still_kept_open_with_the_newest_key_store(shelves: Shelves):
    for _run in range(4):
        shelves.let_pass(9)
        shelves.back_up()
    assert len(shelves.data_files()) == len(stored()) == 4
    assert all(opens(shelves, shelves.key_files()[-1], data) for data in shelves.data_files())
    shelves.let_pass(9)
    shelves.back_up("--keep", "15")
    assert len(shelves.data_files()) == len(stored()) == 2


def test_after_a_restore_the_copies_go_on_expiring(shelves: Shelves):
    shelves.back_up()
    shelves.let_pass(20)
    shelves.back_up()
    older = shelves.data_files()[0]
    shelves.let_pass(5)
    shelves.back_up()
    shelves.restore_elsewhere()
    assert len(stored()) == 3
    shelves.let_pass(20)
    shelves.back_up()
    assert not older.exists()
    assert len(stored()) == len(shelves.data_files()) == 3


def test_the_server_itself_can_open_no_copy(shelves: Shelves):
    """What it stores of them takes the identity, which is elsewhere."""
    shelves.back_up()
    assert len(stored()) == 1
    with pytest.raises(StopIteration):
        next(backup_keys.decrypt_identities(stored(), []))
    (opener,) = backup_keys.decrypt_identities(stored(), [shelves.pyrage_identity()])
    assert fits(opener, shelves.data_files()[0])
