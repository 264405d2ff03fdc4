"""`manage.py up`: one command starts everything, one Ctrl-C stops it, and nothing is lost in between."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import redis

from runtime import instance
from tests.runtime.running import PARTS, PATIENCE, Up, until, what_is_kept, write_something

pytestmark = pytest.mark.xdist_group("up")
Start = Callable[..., Up]


def test_its_beat_and_its_worker_are_seen(running: Up) -> None:
    # A task reaches the worker within one minute of its schedule, and it may have been started just now.
    address = f"http://127.0.0.1:{running.port}/healthz?only=worker"
    assert httpx.get(address).status_code == 200
    parts = ("--only", "beat", "--only", "worker")
    assert "NOT OK" not in running.run("status", *parts)[1]  # at most "starting"
    until(lambda: running.run("status", *parts)[1].count("running") == 2, within=60 + PATIENCE)


def test_it_starts_says_where_and_stops_leaving_only_the_data(first_day: dict[str, Any], up: Start) -> None:
    assert first_day["health"] == {"database": True, "redis": True}
    assert f"http://localhost:{first_day['port']}/" in first_day["said"]
    assert "Keep a copy of that file in a safe place" in first_day["said"]
    assert set(first_day["parts"]) == set(PARTS)

    assert first_day["code"] == 0
    assert "Traceback" not in first_day["said"]
    assert first_day["left"] == []
    assert "run.json" not in first_day["files"]

    again = up()
    assert what_is_kept(again) == ["from the first day"]
    assert "Keep a copy of that file" not in again.said
    assert "There's no copy yet. The first will be made tonight, or the next time imago runs." in again.said
    assert again.stop(signal.SIGTERM) == 0


def test_it_recovers_after_it_was_killed_and_after_everything_was(up: Start) -> None:
    first = up()
    write_something(first, "still here")
    first.kill()

    second = up()
    assert "still here" in what_is_kept(second)
    assert second.health().status_code == 200
    everything = second.parts()
    second.kill()
    for process in everything.values():
        if process.is_running():
            process.kill()

    third = up()
    assert "still here" in what_is_kept(third)
    assert third.stop() == 0
    assert third.parts() == {}


def test_a_second_start_says_so_and_changes_nothing(running: Up) -> None:
    before = running.published()
    said = Up(running.data).refused()
    assert "imago is already running" in said
    assert f"http://localhost:{running.port}/" in said
    assert running.published() == before
    assert running.health().status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_ends_is_started_again(running: Up, part: str) -> None:
    dying = running.parts()[part]
    dying.kill()
    until(lambda: running.parts().get(part, dying).pid != dying.pid)
    until(lambda: running.health().status_code == 200)


def test_without_the_password_the_queue_tells_nothing(running: Up) -> None:
    assert stat.S_IMODE((running.data / "run.json").stat().st_mode) == 0o600
    url = running.published()["REDIS_URL"]
    port = int(url.split(":")[-1].split("/")[0])
    with redis.Redis.from_url(url) as known, redis.Redis(port=port) as stranger:
        assert known.set("a", "b")
        with pytest.raises(redis.exceptions.NoPermissionError):
            stranger.get("a")


def test_a_taken_port_is_named(data: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as other:
        port = other.getsockname()[1]
        said = Up(data, port=port).refused()
    assert f"Port {port} is already in use. Add this to the command, for example: --port " in said
    assert not (data / "postgres").exists()


def test_what_the_system_refuses_is_said_in_one_sentence(data: Path) -> None:
    data.parent.joinpath("file").touch()
    assert re.fullmatch(
        r"Can't use .*/file/data: Not a directory\.\n", Up(data.parent / "file" / "data").refused()
    )


def test_a_disk_that_takes_no_more_is_said_in_one_sentence(data: Path) -> None:
    code, said = Up(data).run("up", "--port", "0", largest_file=500)
    assert (code, said.count("\n")) == (1, 3), said
    assert re.search(r"^PostgreSQL can't be set up: could not \w+ .*: File too large$", said, re.MULTILINE)
    assert not (data / "postgres.new").exists()


def test_ctrl_c_while_it_starts_stops_it_quietly(data: Path) -> None:
    starting = Up(data)
    process = starting.popen("up", "--port", "0", start_new_session=True)
    until((data / "postgres").exists)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process in it gets the signal
    said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said.splitlines()) == (
        0,
        ["Stopping ...", f"Everything has stopped. Your data is in {data}."],
    )
    assert starting.parts() == {}


def test_lost_keys_are_asked_for_and_not_replaced(
    up: Start, used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")  # a terminal that knows no blocks for the QR code
    first = up()
    assert first.stop() == 0
    assert "Traceback" not in first.said
    (used / "keys").unlink()
    assert f"Restore your copy of {used / 'keys'}" in Up(used).refused()
    assert not (used / "keys").exists()
    assert not (used / "run.json").exists()


def test_keys_that_others_can_read_are_refused_with_a_sentence(data: Path) -> None:
    data.mkdir()
    keys = data / "keys"
    keys.write_text("")
    os.chmod(keys, 0o644)
    assert f"chmod 600 {keys}" in Up(data).refused()


def test_a_command_in_another_shell_finds_the_only_instance(
    running: Up, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert str(running.data) in instance.REGISTER.read_text().splitlines()
    monkeypatch.setattr(instance, "ROOT", tmp_path)  # nothing runs in its ./data
    monkeypatch.setattr(instance, "REGISTER", tmp_path / "register")
    instance.REGISTER.write_text(f"/gone/long/ago\n{running.data}\n")
    monkeypatch.delenv("IMAGO_DATA")

    assert instance.take_data_option(["manage.py", "signin_link", "x"]) == [
        "manage.py",
        "signin_link",
        "x",
    ]
    assert os.environ["IMAGO_DATA"] == str(running.data)


def test_a_command_takes_the_folder_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (["--data", "/here"], ["--data=/here"]):
        monkeypatch.delenv("IMAGO_DATA", raising=False)
        assert instance.take_data_option(["manage.py", *words, "check"]) == ["manage.py", "check"]
        assert os.environ["IMAGO_DATA"] == "/here"


def tap(phone: httpx.Client, path: str) -> httpx.Response:
    """Open a sign-in link and tap its button, if there is one."""
    page = phone.get(path)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    return phone.post(path, data={"csrfmiddlewaretoken": token[1]}) if token and page.is_success else page


def test_the_demo_lets_two_phones_in_and_has_a_dialogue_to_read(up: Start) -> None:
    running = up("--demo")
    links = re.findall(r"(Ana|Ben)'s phone: (\S+)", running.said)
    assert [name for name, _ in links] == ["Ana", "Ben"]
    for name, link in links:
        with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", follow_redirects=True) as phone:
            assert 'href="/transcripts/"' in tap(phone, urlsplit(link).path).text
            page = phone.get("/transcripts/").text
            paths = re.findall(r'"(/transcripts/[0-9a-f-]+/)"', page)
            read = [phone.get(path).text for path in paths]
            for words in ("when my voice got small", "disappear into the news", "nobody looked up"):
                assert any(words in page for page in read)
            assert tap(phone, urlsplit(link).path).status_code == 404, f"{name}'s link works once"
    assert running.stop() == 0
