"""What a person types: options that each command shows, ports that are taken, and terminals of all kinds."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.core.management import CommandError, CommandParser, call_command, get_commands

from runtime import banner, ports
from runtime.command_line import CommandLine
from runtime.instance import ROOT
from tests.runtime.running import Up


def parser_of(command: str) -> CommandParser:
    return CommandLine(["manage.py"]).fetch_command(command).create_parser("manage.py", command)


def test_each_command_shows_where_the_data_is_chosen() -> None:
    for command in get_commands():
        help_text = parser_of(command).format_help()
        assert help_text.count("--data DIR") == 2, command  # in the usage, and with what it means


@pytest.mark.parametrize("word", ["--version", "version"])
def test_the_version_is_the_one_of_the_project(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    CommandLine(["manage.py", word]).execute()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert capsys.readouterr().out.startswith(f"imago {version} (Django ")


def test_half_an_option_chooses_no_other_folder() -> None:
    with pytest.raises(CommandError, match="write --data in full"):
        parser_of("signin_link").parse_args(["--dat", "/elsewhere", "a@b.example"])


@pytest.mark.parametrize("options", [[], ["--email", "me@example.org", "--no-input"]])
def test_no_superuser_is_made(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command = CommandLine(["manage.py"]).fetch_command("createsuperuser")
    with pytest.raises(SystemExit):
        command.run_from_argv(["manage.py", "createsuperuser", *options])
    assert "imago has no admin accounts" in capsys.readouterr().err


def test_a_command_without_its_database_says_so_in_one_line(tmp_path: Path) -> None:
    code, said = Up(tmp_path / "data").run("signin_link", "ana@example.org")
    assert code == 1
    assert said == (
        "imago isn't running with this data, so its database isn't either. Start imago, then try again.\n"
    )


def test_a_free_port_is_suggested_in_the_words_of_who_typed() -> None:
    with ports.listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        after = ports.next_free_port("127.0.0.1", port)
        with ports.listen("127.0.0.1", after), pytest.raises(ports.PortUnavailable) as refusal:
            ports.listen("127.0.0.1", port, "--https-port")
    other = refusal.value.other
    assert other not in (port, after)
    assert (
        refusal.value.message()
        == f"Port {port} is already in use. Add this to the command, for example: "
        + (f"--https-port {other}")
    )
    assert refusal.value.message(by_make=True).endswith(f": HTTPS_PORT={other}")
    ports.listen("127.0.0.1", other).close()


@pytest.mark.parametrize("host", ["192.0.2.77", "no such name", "2001:db8::1"])
def test_an_address_of_another_machine_is_no_taken_port(host: str) -> None:
    with pytest.raises(ports.PortUnavailable, match="This computer can't be reached as") as refusal:
        ports.listen(host, 0)
    assert "port" not in refusal.value.message()


def test_one_web_process_names_a_taken_port_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is already in use.*: --port "):
            call_command("serve", "--port", str(port))


@pytest.mark.parametrize("text", ["-1", "65536", "eighty", "٨٠", ""])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="a port is a number"):
        parser_of("up").parse_args([f"--port={text}"])


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "latin-1", "ascii"])
def test_the_code_for_the_phones_fits_the_terminal(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    code = banner.qr_code("http://192.168.1.5:8000/")
    assert code.encode(encoding)
    assert ("\N{UPPER HALF BLOCK}" in code) is (encoding in ("utf-8", "cp437"))


@pytest.mark.parametrize("folder", ["a b", "it's $HOME; here", "*"])
def test_make_takes_any_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / "bin").mkdir()
    for name in ("bin/python", ".installed"):
        (tmp_path / name).touch()
    given = [f"VENV={tmp_path}", "MANAGE=printf '%s\\n'", f"DATA={folder.replace('$', '$$')}", "PORT=8080"]
    done = subprocess.run(["make", "run", *given], cwd=ROOT, capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert said[said.index("--data") + 1] == folder
    assert said[said.index("--port") + 1] == "8080"
    assert "--make" in said
