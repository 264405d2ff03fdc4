"""Where the keys come from: the environment, or a file that is made once and guarded."""

from __future__ import annotations

import base64
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runtime.instance import ROOT
from vault import keyring
from vault.keyring import Keyring, KeyringError

KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 32).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


def first_start(path: Path) -> Keyring:
    """What new data does with its keys."""
    ring = keyring.load_keyring({}, path)
    return ring if ring.stored else keyring.save_new_keyring(ring)


def test_the_file_is_made_for_new_data_for_its_owner_alone(path):
    assert keyring.save_new_keyring(keyring.load_keyring({}, path)).stored
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "Keep a copy" in path.read_text().splitlines()[0]
    assert [file.name for file in path.parent.iterdir()] == ["keys"]


def test_reading_settings_makes_no_file(path):
    assert not keyring.load_keyring({}, path).stored
    assert not path.parent.exists()


def test_the_second_start_finds_the_same_keys(path):
    made, found = first_start(path), keyring.load_keyring({}, path)
    assert (found.secret, found.masters, found.current) == (made.secret, made.masters, made.current)
    assert found.stored


def test_threads_that_start_at_once_make_one_file(path):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: first_start(path), range(16)))
    assert len({ring.secret for ring in made}) == 1
    assert [file.name for file in path.parent.iterdir()] == ["keys"]


def test_processes_that_start_at_once_make_one_file(path):
    load = (
        "import sys; from pathlib import Path; from vault import keyring; sys.stdin.readline();"
        "ring = keyring.save_new_keyring(keyring.load_keyring({}, Path(sys.argv[1])));"
        "print(ring.secret, *ring.masters)"
    )
    command = [sys.executable, "-c", load, str(path)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(6)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    keyrings = [process.communicate(timeout=30)[0].split() for process in started]
    assert len({(secret, master) for secret, master in keyrings}) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(path, mode):
    first_start(path)
    path.chmod(mode)
    with pytest.raises(KeyringError, match="chmod 600"):
        keyring.load_keyring({}, path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"secret s\n",
        f"masters a:{KEY}\n".encode(),
        b"secret s\nmasters\n",
        b"secret s\nmasters a:AAAA\n",
        f"secret s\nmasters a:{KEY}ä\n".encode(),
        f"secret s\nmasters :{KEY}\n".encode(),
        f"secret s\nmasters a:{KEY} a:{OTHER}\n".encode(),
        f"secret s\nmasters a:{KEY}\nmore than this\n".encode(),
        f"secret\nmasters a:{KEY}\n".encode(),
    ],
)
def test_a_broken_file_is_refused_and_left_alone(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyringError):
        keyring.load_keyring({}, path)
    assert path.read_bytes() == content


def test_the_environment_comes_before_the_file(path):
    first_start(path)
    ring = keyring.load_keyring({"IMAGO_SECRET_KEY": "s", "IMAGO_MASTER_KEYS": f"b:{OTHER} a:{KEY}"}, path)
    assert ring.secret == "s"
    assert ring.masters == {"b": b"o" * 32, "a": b"k" * 32}
    assert ring.current == "b"
    assert ring.path is None


@pytest.mark.parametrize(
    "environ",
    [
        {"IMAGO_SECRET_KEY": "s"},
        {"IMAGO_MASTER_KEYS": f"a:{KEY}"},
        {"IMAGO_SECRET_KEY": "s", "IMAGO_MASTER_KEYS": "a:AAAA"},
        {"IMAGO_SECRET_KEY": "s", "IMAGO_MASTER_KEYS": "a:***"},
        {"IMAGO_SECRET_KEY": "s", "IMAGO_MASTER_KEYS": KEY},
        {"DATABASE_URL": "postgresql://elsewhere/imago"},
    ],
)
def test_keys_are_never_guessed(environ, path):
    with pytest.raises(KeyringError):
        keyring.load_keyring(environ, path)
    assert not path.exists()


def test_a_server_of_ones_own_may_keep_its_key_file(path):
    made = first_start(path)
    assert (
        keyring.load_keyring({"DATABASE_URL": "postgresql://elsewhere/imago"}, path).masters == made.masters
    )


def test_a_printed_keyring_shows_no_key(path):
    ring = keyring.load_keyring({}, path)
    for shown in (repr(ring), str(ring)):
        assert ring.secret not in shown
        assert repr(ring.masters[ring.current]) not in shown


def test_fresh_keys_for_the_environment_can_be_printed(path):
    printed = subprocess.run(
        [sys.executable, "-m", "vault.keyring"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    environ = dict(line.split("=", 1) for line in printed.stdout.splitlines())
    assert len(keyring.load_keyring(environ, path).masters) == 1
    assert not path.exists()


def test_without_its_keys_a_command_ends_with_one_sentence(tmp_path):
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    environ = {"DATABASE_URL": "postgresql://elsewhere/imago", "IMAGO_DATA": str(tmp_path)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("A database of your own needs keys of your own")
    assert "Traceback" not in done.stderr
