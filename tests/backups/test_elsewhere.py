"""Moving to another machine: its own database, the same master keys, and all that was said is there."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
from django.conf import settings

from couples.models import User
from tests.backups.shelves import Shelves
from tests.dialogues.talk import WHOLE, Talk
from tests.up.conftest import empty_folder
from tests.up.running import Up
from vault import keyring


def test_what_was_said_here_is_read_there_and_backed_up_there_again(shelves: Shelves, ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    shelves.back_up()
    with empty_folder() as data:
        data.mkdir(mode=0o700)
        keyring.save(settings.KEYRING, data / "keys")
        there = Up(data).start()
        try:
            moved(there, shelves, talk)
        finally:
            there.stop()
        code, said = there.run("backup", *folders(shelves))
        assert (code, "Is imago running?" in said, "Traceback" in said) == (1, True, False)


def folders(shelves: Shelves) -> list[str]:
    return ["--to", str(shelves.to), "--keys-to", str(shelves.keys_to), "--for", shelves.recipient]


def moved(there: Up, shelves: Shelves, talk: Talk) -> None:
    words = [str(shelves.to), str(shelves.keys_to), "--identity", str(shelves.identity)]
    code, said = there.run("restore", *words)
    assert code == 0, said
    assert "2 people" in said
    code, said = there.run("restore", *words)
    assert code == 1
    assert "2 people live in this database" in said
    _, link = there.run("signin_link", "ben@example.org")
    with httpx.Client(base_url=f"http://127.0.0.1:{there.port}", follow_redirects=True) as phone:
        assert phone.get(urlsplit(link).path.strip()).status_code == 200
        assert "ana has something to send" in phone.get(f"/transcripts/{talk.pk}/").text
    code, said = there.run("backup", *folders(shelves))
    assert code == 0, said
    assert str(there.data / "keys") in said
    assert len(shelves.of_data()) == len(shelves.of_keys()) == 2
