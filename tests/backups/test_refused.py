"""What cannot be restored is refused with a sentence, and nothing is changed."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management.base import CommandError
from pytest_django import Settings

from backups import inspection, restore
from backups.encryption import BackupRefused, read_identities
from bench import dataset
from core.version import VERSION
from couples.models import Couple, User
from tests import fast_flush
from tests.backups.snapshots import rows
from tests.backups.storage_helpers import Shelves
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, Talk
from tests.factories import pair, person
from vault import keyring

SAMPLES = 40  # places at which each file is cut and changed
CHUNK = 64 * 1024 + 16  # in which age encrypts


@pytest.fixture
def backup(shelves: Shelves) -> tuple[Path, Path]:
    """A backup of Ana and Ben, and now only Cleo and Dan live here."""
    ana, ben = person("Ana"), person("Ben")
    couple = pair(ana, ben)
    dataset.create(couple, 8)
    Talk(ana, ben).play(ROUND_OF_ANA)
    shelves.back_up()
    fast_flush.empty()
    pair(person("Cleo"), person("Dan"))
    return shelves.data_files()[0], shelves.key_files()[0]


@pytest.fixture
def refused(shelves: Shelves, backup: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch):
    """Restore in vain, in the place of what is here; what was said."""

    def restore(data: Path = backup[0], keys: Path = backup[1]) -> str:
        stood = rows()
        monkeypatch.setattr("sys.stdin", io.StringIO("replace\n"))
        with pytest.raises(CommandError) as refusal:
            shelves.restore(data, keys, "--replace")
        assert rows() == stood
        assert refusal.value.returncode == 1
        return str(refusal.value)

    return restore


Restore = Callable[..., str]


def rewritten(shelves: Shelves, path: Path, change: Callable[[list[bytes]], Any]) -> Path:
    """A file with other lines in it, encrypted for the same identity."""
    identity = shelves.opener(path)
    lines = shelves.opened(path).splitlines(keepends=True)
    change(lines)
    packed = gzip.compress(b"".join(lines))
    path.write_bytes(pyrage.encrypt(packed, [identity.to_public()]))
    return path


def head(**changed: Any) -> Callable[[list[bytes]], None]:
    def change(lines: list[bytes]) -> None:
        lines[0] = json.dumps({**json.loads(lines[0]), **changed}).encode() + b"\n"

    return change


def test_wherever_a_file_is_cut_or_changed_it_is_refused(shelves: Shelves, backup: tuple[Path, Path]):
    chance, identities = random.Random(), read_identities(shelves.identity)
    for path in backup:
        whole = path.read_bytes()
        places = [0, 1, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(SAMPLES))]
        begins = len(whole) % CHUNK  # so long is what stands before the chunks, give or take the last of them
        chunks = range(begins, len(whole), CHUNK)
        damaged = [(f"cut at {at}", whole[:at]) for at in [*places, *chunks]]
        damaged += [(f"changed at {at}", changed(whole, at, chance)) for at in places]
        for how, blob in [*damaged, ("longer", whole + b"x"), ("twice", whole + whole)]:
            path.write_bytes(blob)
            assert path.name in refusal(backup, identities), how
        path.write_bytes(whole)
    assert refusal(backup, identities) == ""


def refusal(backup: tuple[Path, Path], identities: Any) -> str:
    try:
        inspection.inspect_backup(*backup, identities)
    except BackupRefused as why:
        return str(why)
    return ""


def changed(whole: bytes, at: int, chance: random.Random) -> bytes:
    return whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]


def test_an_end_that_is_missing_is_noticed_even_if_it_says_nothing(
    refused: Restore, shelves: Shelves, backup: tuple[Path, Path]
):
    packed = gzip.compress(shelves.opened(backup[0])) + bytes(3 * CHUNK)
    encrypted = pyrage.encrypt(packed, [shelves.opener(backup[0]).to_public()])
    backup[0].write_bytes(encrypted[:-10])
    assert "damaged or incomplete" in refused()


def test_the_command_refuses_a_damaged_file_and_changes_nothing(refused: Restore, backup: tuple[Path, Path]):
    for path in backup:
        whole = path.read_bytes()
        path.write_bytes(whole[:-100])
        assert "damaged or incomplete" in refused()
        path.write_bytes(whole)


def test_another_identity_opens_nothing(refused: Restore, shelves: Shelves):
    shelves.identity.write_text(str(pyrage.x25519.Identity.generate()))
    assert "not encrypted for this identity" in refused()


def test_an_identity_that_is_none_is_named(refused: Restore, shelves: Shelves):
    shelves.identity.write_text(f"# {shelves.recipient}\n{shelves.recipient}\n")
    assert "no identity in" in refused()
    shelves.identity.unlink()
    assert "no identity in" in refused()


def test_a_foreign_file_is_no_backup(refused: Restore, shelves: Shelves, backup: tuple[Path, Path]):
    """Nor is something else that is encrypted for the same."""
    for path in backup:
        whole, recipient = path.read_bytes(), shelves.opener(path).to_public()
        others = [b"hello\n", b"{}\n", b"[]\n", gzip.compress(b"hello\n")]
        for content in (
            b"",
            b"hello\n" * 1000,
            b"age-encryption.org/v1\n",
            *(pyrage.encrypt(other, [recipient]) for other in others),
        ):
            path.write_bytes(content)
            assert "isn't a backup of imago" in refused(), content
        path.write_bytes(whole)


def test_a_folder_without_a_backup_says_so(refused: Restore, tmp_path: Path):
    assert "no backup at" in refused(tmp_path)
    assert "no backup at" in refused(tmp_path / "nowhere")


def test_the_two_in_the_wrong_order_are_told_apart(refused: Restore, backup: tuple[Path, Path]):
    assert "Name the data (imago-data-...) first" in refused(*reversed(backup))


def test_one_that_says_it_is_the_other_is_refused(
    refused: Restore, shelves: Shelves, backup: tuple[Path, Path]
):
    rewritten(shelves, backup[0], head(imago="keys"))
    assert backup[0].name in refused()


def test_a_key_store_that_is_older_than_the_data_is_refused(
    refused: Restore, shelves: Shelves, backup: tuple[Path, Path]
):
    """It knows nothing of what came since, so all of that would be taken for let go."""
    taken_at = json.loads(shelves.opened(backup[0]).splitlines()[0])["taken_at"]
    before = datetime.fromisoformat(taken_at) - timedelta(microseconds=1)
    rewritten(shelves, backup[1], head(taken_at=before.isoformat()))
    assert "older than the data" in refused()


def test_a_key_store_of_before_does_not_open_the_data(
    refused: Restore, shelves: Shelves, backup: tuple[Path, Path]
):
    shelves.back_up()
    message = refused(shelves.data_files()[-1], backup[1])
    assert f"{backup[1]} doesn't open {shelves.data_files()[-1]}" in message
    assert "made with it, or one from the days after" in message


@pytest.mark.parametrize("which", [0, 1])
def test_another_version_is_named(refused: Restore, shelves: Shelves, backup: tuple[Path, Path], which: int):
    known = json.loads(shelves.opened(backup[which]).splitlines()[0])["migrations"]
    rewritten(shelves, backup[which], head(migrations=[*known[1:], "dialogues.9999_from_the_future"]))
    message = refused()
    assert "+dialogues.9999_from_the_future" in message
    assert f"-{known[0]}" in message
    rewritten(shelves, backup[which], head(migrations=known, format=2))
    assert "another version" in refused()


@pytest.mark.parametrize(
    ("version", "advice"),
    [
        ("99.0.0", "Get version 99.0.0, then try again."),
        ("0.0.9", "Restore it with version 0.0.9, then"),
    ],
)
def test_the_version_that_restores_it_is_named(
    refused: Restore, shelves: Shelves, backup: tuple[Path, Path], version: str, advice: str
):
    rewritten(shelves, backup[1], head(version=version, migrations=["dialogues.9999_from_another_time"]))
    message = refused()
    assert advice in message
    assert VERSION in message
    assert "9999" not in message


def test_a_backup_says_which_version_made_it(shelves: Shelves, backup: tuple[Path, Path]):
    for path in backup:
        assert json.loads(shelves.opened(path).splitlines()[0])["version"] == VERSION


def test_keys_of_somebody_else_open_nothing(refused: Restore, settings: Settings):
    settings.KEYRING = keyring.generate_keyring()
    assert "don't open this data" in refused()


def test_the_data_of_one_and_the_keys_of_another_do_not_belong_together(refused: Restore, shelves: Shelves):
    shelves.back_up()
    data, keys = shelves.data_files()[0], shelves.key_files()[-1]
    message = refused(data, keys)
    assert "doesn't open" in message


def name_another_table(lines: list[bytes]) -> None:
    at = next(at for at, line in enumerate(lines) if b'"couples_consent"' in line)
    lines[at] = lines[at].replace(b"couples_consent", b"django_migrations")


def name_another_column(lines: list[bytes]) -> None:
    at = next(at for at, line in enumerate(lines) if b'"couples_consent"' in line)
    lines[at] = lines[at].replace(b'"what"', b'"what) FROM STDIN; DROP TABLE couples_user"')


def tell_of_more_rows(lines: list[bytes]) -> None:
    at = max(at for at, line in enumerate(lines) if line.startswith(b'{"rows"'))
    lines[at] = b'{"rows": 99}\n'


def lose_a_row(lines: list[bytes]) -> None:
    del lines[next(at for at, line in enumerate(lines) if b'"couples_consent"' in line) + 1]


def lose_the_end(lines: list[bytes]) -> None:
    del lines[-1]


def go_on_after_the_end(lines: list[bytes]) -> None:
    lines.append(b"{}\n")


@pytest.mark.parametrize(
    "change",
    [
        name_another_table,
        name_another_column,
        tell_of_more_rows,
        lose_a_row,
        lose_the_end,
        go_on_after_the_end,
    ],
)
def test_an_archive_that_is_not_as_we_write_it_is_refused(
    refused: Restore, shelves: Shelves, backup: tuple[Path, Path], change: Callable[[list[bytes]], None]
):
    rewritten(shelves, backup[0], change)
    assert backup[0].name in refused()


def test_rows_that_the_database_does_not_take_change_nothing(
    refused: Restore, shelves: Shelves, backup: tuple[Path, Path]
):
    def change(lines: list[bytes]) -> None:
        at = next(at for at, line in enumerate(lines) if b'"couples_couple"' in line)
        lines[at + 1] = b"no id" + lines[at + 1]

    rewritten(shelves, backup[0], change)
    assert "rejected the backup" in refused()


def test_where_somebody_lives_nothing_is_replaced_unasked(
    shelves: Shelves, backup: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
):
    stood = rows()
    with pytest.raises(CommandError, match="This database has 2 users"):
        shelves.restore()
    for answer in ("", "yes\n", "\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        with pytest.raises(CommandError, match="Nothing was changed"):
            shelves.restore(None, None, "--replace")
    assert rows() == stood
    monkeypatch.setattr("sys.stdin", io.StringIO("replace\n"))
    shelves.restore(None, None, "--replace")
    assert set(User.objects.values_list("email", flat=True)) == {"ana@example.org", "ben@example.org"}
    assert Couple.objects.count() == 1


def test_who_signs_up_while_the_backup_is_read_is_not_let_go(shelves: Shelves, backup: tuple[Path, Path]):
    fast_flush.empty()
    found = inspection.inspect_backup(*backup, read_identities(shelves.identity))
    person("Eve")
    with pytest.raises(BackupRefused, match="by now"):
        restore.restore_backup(found)
    assert User.objects.get().email == "eve@example.org"
