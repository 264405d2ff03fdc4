"""The drill: the data is lost and comes back, and who was signed in is not."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backups.tables import EXCLUDED_TABLES
from couples.magic_links import create_link
from couples.models import SignInLink, User
from imago_web import demo, heartbeats
from reminders.models import Delivery, Notice, ReminderPreferences
from reminders.scheduler import claim_due
from tests.backups.snapshots import rows, sealed, words
from tests.backups.storage_helpers import Shelves, fits
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import pair, person, signed_in
from tests.privacy.cast import SECRET, gather
from vault.models import DataKey
from vault.process_registry import ProcessAnnouncer, running_processes

AFTERWARDS = {*EXCLUDED_TABLES, "reminders_notice", "backups_copy"}  # what a backup and a restore change


def test_all_comes_back_as_it_was_and_every_word_opens(shelves: Shelves):
    demo.create()
    claim_due()  # as each minute, which works out what comes next
    stood, said = rows(*AFTERWARDS), words()
    shelves.back_up()
    output = shelves.restore_elsewhere()
    assert rows(*AFTERWARDS) == stood
    assert words() == said
    assert len(said) > 60
    for table, what in (
        ("couples_user", "people"),
        ("couples_couple", "couples"),
        ("dialogues_dialogue", "dialogues"),
        ("dialogues_turn", "turns"),
    ):
        assert re.search(rf"^ +{len(stood[table])} {what}$", output, re.MULTILINE)
    assert "were repeated" not in output


def test_nobody_is_signed_in_and_no_link_lets_anybody_in(shelves: Shelves):
    cast = gather()
    hers, link = cast.browser("ana"), create_link(User.objects.get(email="ana@example.org"))
    assert hers.get("/dialogues/").status_code == 200
    shelves.back_up()
    shelves.restore_elsewhere()
    assert hers.get("/dialogues/").status_code == 302
    assert Client().post(link).status_code == 404
    assert not SignInLink.objects.exists()
    refilled = {"core_change"}  # by what the restore itself changes, for pages that are open
    left = EXCLUDED_TABLES.keys() - refilled
    assert {name: stands for name, stands in rows().items() if name in left and stands} == {}


def test_running_processes_are_still_known_after_it(shelves: Shelves, monkeypatch: pytest.MonkeyPatch):
    gather()
    web = ProcessAnnouncer("web")
    web.announce()
    shelves.back_up()
    heartbeats.record(heartbeats.BEAT)
    monkeypatch.setattr("sys.stdin", io.StringIO("replace\n"))
    shelves.restore(None, None, "--replace")
    assert heartbeats.is_alive(heartbeats.BEAT)
    assert running_processes().filter(pid=web.process.pid, role="web").exists()


def test_life_goes_on_after_it(shelves: Shelves):
    gather()
    shelves.back_up()
    shelves.restore_elsewhere()
    ana, ben = (User.objects.get(email=f"{name}@example.org") for name in ("ana", "ben"))
    Talk(ana, ben).play(WHOLE)
    pair(person("Fay"), person("Gil"))
    assert User.objects.count() == 9
    for address in (
        "/",
        "/dialogues/",
        "/exits/",
        "/requests/",
        "/workup/",
        "/pulse/",
        "/inbox/",
        "/appointments/",
    ):
        assert signed_in(ana).get(address, follow=True).status_code == 200, address


def test_nobody_is_reminded_twice(shelves: Shelves):
    """What fell due after the backup may have been sent before the data was lost: now it only stands in the inbox."""
    gather()
    ben = User.objects.get(email="ben@example.org")
    ReminderPreferences.objects.create(user=ben, by_mail=True, quiet_from="00:00", quiet_until="00:00")
    shelves.back_up()
    assert not Notice.objects.exists()
    shelves.restore_elsewhere()
    notices = Notice.objects.filter(user=ben)
    assert notices.exists()
    assert not Delivery.objects.exists()
    claim_due(timezone.now() + timedelta(seconds=1))
    assert not Delivery.objects.filter(notice__in=notices).exists()


def test_no_word_lies_open_in_a_backup_and_no_key_of_one_in_the_other(shelves: Shelves):
    """Not even for who has the identity: the data alone stays closed, and the key store alone says nothing."""
    gather()
    said = words()
    assert any(SECRET in text for text in said.values())
    shelves.back_up()
    (data,), (keys,) = shelves.data_files(), shelves.key_files()
    for file in (data, keys):
        for text in (SECRET, "example.org", "imago"):
            assert text.encode() not in file.read_bytes()
    assert not fits(shelves.pyrage_identity(), data)
    data_content, keys_content = shelves.opened(data), shelves.opened(keys)
    for text in said.values():
        assert len(text) < 6 or text.encode() not in data_content + keys_content
    assert all(blob in data_content for blob in sealed())
    assert not any(blob in keys_content for blob in sealed())
    wrapped = [bytes(key.wrapped).hex().encode() for key in DataKey.objects.all() if key.wrapped]
    assert wrapped
    assert all(key in keys_content for key in wrapped)
    assert not any(key in data_content for key in wrapped)
    assert b"example.org" not in data_content
