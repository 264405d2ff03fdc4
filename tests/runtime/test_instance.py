"""Files that other runs left in the data folder and next to the code may be empty, truncated or someone else's."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from imago_web.staticfiles import StaticFiles
from runtime import instance
from tests.vault.test_files import JUNK


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A separate copy of the code, next to which nothing else writes."""
    monkeypatch.setattr(instance, "ROOT", tmp_path)
    monkeypatch.setattr(instance, "REGISTER", tmp_path / ".running")
    monkeypatch.delenv("IMAGO_DATA", raising=False)
    return tmp_path / ".running"


@pytest.fixture
def running(tmp_path: Path, register: Path) -> Iterator[Path]:
    """A data folder that is in use."""
    with instance.lock_data_folder(tmp_path / "elsewhere"):
        instance.publish_server_urls(tmp_path / "elsewhere", {"address": "http://localhost:8000"})
        yield tmp_path / "elsewhere"


def chosen() -> str | None:
    """Which data folder a command without --data uses."""
    instance.take_data_option(["manage.py", "signin_link"])
    return os.environ.pop("IMAGO_DATA", None)


@pytest.mark.parametrize("content", JUNK)
def test_a_damaged_run_file_says_nothing(running: Path, content: bytes) -> None:
    assert instance.server_urls(running)["address"]
    (running / "run.json").write_bytes(content)
    assert instance.server_urls(running) == {}


def test_a_run_that_was_cut_off_says_nothing_even_if_its_process_number_lives(
    register: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "lock").touch()
    (data / "run.json").write_text(f'{{"address": "http://localhost:1", "pid": "{os.getpid()}"}}')
    assert instance.server_urls(data) == {}
    with instance.lock_data_folder(data):
        assert instance.server_urls(data) == {}  # nor to a command that looks while the next one starts


def test_looking_at_a_folder_does_not_keep_it_from_starting(register: Path, tmp_path: Path) -> None:
    with instance.lock_data_folder(tmp_path / "data"):
        assert instance.is_locked(tmp_path / "data")
        with pytest.raises(instance.AlreadyRunning), instance.lock_data_folder(tmp_path / "data"):
            pass
    assert not instance.is_locked(tmp_path / "data")


def test_a_register_with_junk_in_it_still_finds_what_runs(running: Path, register: Path) -> None:
    assert chosen() == str(running)
    register.write_bytes(b"\xff\xfe\n\0\n/dev/null\n" + os.fsencode(running) + b"\n" + b"x" * 5000 + b"\n")
    assert chosen() == str(running)
    register.write_bytes(b"\x00" * 100)
    assert chosen() is None


def test_the_register_outlives_a_folder_that_cannot_be_read(running: Path, register: Path) -> None:
    theirs = register.parent / "theirs"
    theirs.mkdir()
    (theirs / "run.json").mkdir()  # as unreadable for root as another user's folder is for anyone
    (theirs / "lock").mkdir()
    register.write_text(f"{theirs}\n{theirs}/keys/keys\n{running}\n")
    assert chosen() == str(running)
    instance.unpublish_server_urls(running)
    assert not register.exists()


def test_code_that_cannot_be_written_keeps_nobody_from_running(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "REGISTER", Path("/proc/self/.running"))  # not even root can write there
    with instance.lock_data_folder(tmp_path / "data"):
        assert not instance.publish_server_urls(tmp_path / "data", {"address": "http://localhost:8000"})
        assert instance.server_urls(tmp_path / "data") == {"address": "http://localhost:8000"}
        instance.unpublish_server_urls(tmp_path / "data")


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_a_folder_that_is_there_already_is_closed_to_others(
    register: Path, tmp_path: Path, mode: int
) -> None:
    above, data = tmp_path / "above", tmp_path / "above" / "data"
    data.mkdir(parents=True)
    for folder in (above, data):
        folder.chmod(mode)
    with instance.lock_data_folder(data):
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert stat.S_IMODE(above.stat().st_mode) == mode


def test_a_folder_with_other_things_in_it_is_left_alone(register: Path, tmp_path: Path) -> None:
    home = tmp_path / "my home"
    home.mkdir(mode=0o755)
    (home / "letters").touch()
    with (
        pytest.raises(instance.UnusableDataFolder, match="--data '.*/my home/imago'"),
        instance.lock_data_folder(home),
    ):
        pass
    assert [path.name for path in home.iterdir()] == ["letters"]
    assert stat.S_IMODE(home.stat().st_mode) == 0o755


def test_a_folder_of_somebody_else_is_left_alone(register: Path, tmp_path: Path) -> None:
    theirs = Path("/")  # for all but root
    if os.geteuid() == 0:
        theirs = tmp_path / "theirs"
        theirs.mkdir()
        os.chown(theirs, pwd.getpwnam("nobody").pw_uid, -1)
    before = theirs.stat()
    with (
        pytest.raises(instance.UnusableDataFolder, match=r"Start imago as \w+ \(sudo -u"),
        instance.lock_data_folder(theirs),
    ):
        pass
    assert theirs.stat() == before


def test_an_option_without_its_folder_is_refused(register: Path) -> None:
    for words in (["manage.py", "up", "--data"], ["manage.py", "up", "--data="]):
        with pytest.raises(SystemExit, match="--data needs a folder"):
            instance.take_data_option(words)


@pytest.mark.parametrize("content", JUNK)
def test_static_files_that_lost_what_was_in_them_are_collected_again(
    tmp_path: Path, settings, content: bytes
) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_bytes(
        b'{"version": "1.1", "paths": {"a.css": "a.1.css"}, "hash": "1"}'
    )
    (tmp_path / "a.1.css").write_text("a {}")
    assert not StaticFiles(tmp_path).is_damaged()
    (tmp_path / "a.1.css").write_text("")
    assert StaticFiles(tmp_path).is_damaged()
    (tmp_path / "a.1.css").write_text("a {}")
    (tmp_path / "staticfiles.json").write_bytes(content)
    assert StaticFiles(tmp_path).is_damaged()


def test_files_that_an_image_brought_along_are_left_as_they_are(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {"a.js": "a.0.js"}, "hash": ""}')
    assert not StaticFiles(tmp_path).is_read_only()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root could write anywhere else
    assert StaticFiles(tmp_path).is_read_only()
    assert not StaticFiles(tmp_path / "nothing collected").is_read_only()
