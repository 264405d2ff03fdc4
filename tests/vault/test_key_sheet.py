"""The keys on paper: what is printed comes back, by scanning or typing, and no typo is taken for a key."""

from __future__ import annotations

import io
import random
import re
import stat
import sys
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from types import ModuleType

import pytest
import segno
from django.core.management import call_command
from django.core.management.base import CommandError
from pypdf import PdfReader
from pytest_django import Settings

from vault import key_sheet, key_text, keyring
from vault.key_text import ALPHABET, Mistyped, keyring_lines, read_keys
from vault.keyring import Keyring, generate_keyring

SECRETS = [generate_keyring().secret, "django-insecure-%$#@ ü", "x", "A" * 64, "a" * 200]


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Keyring:
    """The keys of this server, in its data folder."""
    settings.DATA = tmp_path
    new = replace(generate_keyring(), path=tmp_path / "keys", stored=False)
    settings.KEYRING = saved = keyring.save_new_keyring(new)
    return saved


def lines_of(ring: Keyring) -> list[str]:
    return [line for _name, lines in keyring_lines(ring) for line in lines]


def typed(text: str, monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    """`manage.py keys read`, and these lines; what it says."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    call_command("keys", "read", *options, stdout=(said := StringIO()))
    return said.getvalue()


@pytest.mark.parametrize("secret", SECRETS, ids=range(len(SECRETS)))
@pytest.mark.parametrize("masters", [1, 3])
def test_what_is_printed_comes_back(secret: str, masters: int):
    ring = replace(generate_keyring(masters), secret=secret)
    back = read_keys("\n".join(lines_of(ring)))
    assert (back.secret, list(back.masters.items())) == (secret, list(ring.masters.items()))


def test_it_may_be_typed_as_one_pleases():
    ring = generate_keyring()
    lines = lines_of(ring)
    for text in (
        "\n\n".join(lines).lower(),
        "\n".join(line.replace(" ", "-") for line in lines),
        "\n".join(line.replace(" ", "").replace("0", "O").replace("1", "l") for line in lines),
        " ".join(lines),
        "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1)),
    ):
        assert read_keys(text).masters == ring.masters


def test_the_lines_are_few_and_hold_no_letters_that_look_alike():
    lines = lines_of(generate_keyring())
    assert len(lines) == 9
    assert set("".join(lines)) <= {*ALPHABET, " "}
    assert not set(ALPHABET) & set("OILU")
    assert {len(line) for line in lines} == {26}


def test_a_typo_is_found_in_its_line():
    random.seed(7)
    lines = lines_of(generate_keyring())
    for number, line in enumerate(lines):
        for place in random.sample([place for place, letter in enumerate(line) if letter != " "], 8):
            other = random.choice([letter for letter in ALPHABET if letter != line[place]])
            wrong = [*lines[:number], line[:place] + other + line[place + 1 :], *lines[number + 1 :]]
            with pytest.raises(Mistyped) as refusal:
                read_keys("\n".join(wrong))
            assert f"Line {number + 1} " in str(refusal.value) or "don't belong" in str(refusal.value)


def test_what_is_wrong_is_said():
    ring = generate_keyring()
    lines = lines_of(ring)
    other = lines_of(generate_keyring())
    for wrong, sentence in (
        ([lines[0][:-1], *lines[1:]], "Line 1 has 21 letters instead of 22."),
        ([lines[0].replace(lines[0][7], "U"), *lines[1:]], "Line 1 has a “U”, which is never used."),
        ([lines[1], lines[0], *lines[2:]], "Line 1 has a typo, or is in the wrong place."),
        ([*lines[:2], *other[2:]], "These lines aren't all from one key."),
        (lines[:-1], "The last lines of a key are missing."),
        (lines[:5], "The master key is missing."),
        (lines[5:], "The secret key is missing."),
        ([], "The secret key is missing."),
        (key_text.key_lines(9, b"x"), "printed by a newer version"),
    ):
        with pytest.raises(Mistyped, match=re.escape(sentence)):
            read_keys("\n".join(wrong))


def test_the_sheet_is_for_its_owner_alone_and_holds_all_lines(
    own: Keyring, tmp_path: Path, settings: Settings
):
    settings.ORIGINS = ["https://imago.example.org"]
    call_command("keys", "sheet", stdout=(said := StringIO()))
    path = tmp_path / "keys-sheet.pdf"
    assert f"{path} is ready. Print it" in said.getvalue()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    reader = PdfReader(BytesIO(path.read_bytes()))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert "imago.example.org" in text
    printed = "\n".join(re.findall(r"(?:[0-9A-Z]{5} ){4}[0-9A-Z]{2}(?= *$)", text, re.MULTILINE))
    assert read_keys(printed) == replace(own, path=None)
    assert own.secret not in said.getvalue()


def test_a_browser_can_print_it_too(own: Keyring, tmp_path: Path):
    call_command("keys", "sheet", "--html", "--to", str(tmp_path / "sheet.html"), stdout=StringIO())
    page = (tmp_path / "sheet.html").read_text()
    assert "http:" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https:" not in page
    for name, lines in keyring_lines(own):
        assert all(line in page for line in lines), name
        code = segno.make(" ".join(lines), error="m", micro=False)
        assert code.mode == "alphanumeric"
        assert code.svg_inline(omitsize=True, border=4) in page


def test_a_scanned_code_is_taken(own: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    scanned = "\n".join(key_sheet.qr_text(lines) for _name, lines in keyring_lines(own))
    (tmp_path / "keys").unlink()
    said = typed(scanned, monkeypatch)
    assert said.startswith(f"The keys are in {tmp_path}/keys.")
    assert keyring.read_keyring(tmp_path / "keys").masters == own.masters
    assert own.secret not in said


class NoPango(ModuleType):
    """WeasyPrint on a machine without Pango."""

    def __getattr__(self, name: str) -> object:
        print("WeasyPrint could not import some external libraries.")
        raise OSError("cannot load library")


def test_without_pango_only_our_own_sentence_is_printed(
    own: Keyring, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "weasyprint", NoPango("weasyprint"))
    with pytest.raises(CommandError, match="Add --html"):
        call_command("keys", "sheet")
    assert capfd.readouterr().out == ""


def test_a_sheet_can_be_checked_against_the_keys(own: Keyring, monkeypatch: pytest.MonkeyPatch):
    assert "The sheet is right" in typed("\n".join(lines_of(own)), monkeypatch)


def test_no_keys_are_overwritten(own: Keyring, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(CommandError, match="holds different keys"):
        typed("\n".join(lines_of(generate_keyring())), monkeypatch)
    assert keyring.read_keyring(own.path or Path()) == own


def test_keys_for_the_environment_are_printed(own: Keyring, monkeypatch: pytest.MonkeyPatch):
    other = generate_keyring()
    said = typed("\n".join(lines_of(other)), monkeypatch, "--print")
    secret, masters = (line.partition("=")[2] for line in said.splitlines())
    assert (secret, keyring.parse_masters(masters)) == (other.secret, other.masters)


def test_a_typo_changes_nothing(own: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "keys").unlink()
    with pytest.raises(CommandError, match="Line 1 "):
        typed("X" + "\n".join(lines_of(own)), monkeypatch)
    assert not (tmp_path / "keys").exists()


def test_before_the_first_start_there_is_nothing_to_print(settings: Settings):
    settings.KEYRING = replace(generate_keyring(), stored=False)
    with pytest.raises(CommandError, match="There are no keys yet."):
        call_command("keys", "sheet")
