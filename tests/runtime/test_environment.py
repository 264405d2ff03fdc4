"""The environment is read once, at startup: small slips are corrected, anything else is named in one sentence."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dialogues.consumers import is_same_origin
from runtime import environment
from runtime.instance import ROOT

NEAR_MISSES = {
    "https://imago.example.org/": ["https://imago.example.org"],
    " HTTPS://Imago.Example.ORG ": ["https://imago.example.org"],
    "https://imago.example.org:443": ["https://imago.example.org"],
    "http://imago.example.org:80//": ["http://imago.example.org"],
    "https://imago.example.org:/": ["https://imago.example.org"],
    "https://imago.example.org.": ["https://imago.example.org"],
    "https://a.example,https://b.example:8443": ["https://a.example", "https://b.example:8443"],
    '"https://a.example, https://a.example/"': ["https://a.example"],
    "https://Bücher.example": ["https://xn--bcher-kva.example"],
    "https://straße.example": ["https://xn--strae-oqa.example"],
    "https://[2001:DB8:0:0::1]:443": ["https://[2001:db8::1]"],
    "https://[::1]:8443": ["https://[::1]:8443"],
}
NO_ORIGINS = [
    "imago.example.org",
    "imago.example.org:8443",
    "//imago.example.org",
    "https://",
    "https://https://imago.example.org",
    "https://imago.example.org/app",
    "https://imago.example.org?next=/",
    "https://me:word@imago.example.org",
    "https://imago.example.org:0x50",
    "https://imago.example.org:99999",
    "https://[::1",
    "https://[fe80::1%eth0]",
    "https://my_host",
    "https://-a.example",
    "https://*",
    "https://*.example.org",
    "*",
]
JUNK = {
    "IMAGO_ORIGINS": ["*", "https://a.example b.example"],
    "IMAGO_PUSH_SERVICES": ["push.example", "https://*"],
    "EMAIL_SECURITY": ["ssl", "yes"],
    "IMAGO_SIGNUPS": ["yes", "invite"],
    "IMAGO_LOG": ["xml"],
    "IMAGO_METRICS_TOKEN": ["short", "twenty letters with spaces"],
    "IMAGO_HOME_TLS": ["yes", "-1", "70000"],
    "IMAGO_MOVES_A_MINUTE": ["0", "6e1", "٦"],
    "IMAGO_SOCKETS_A_PERSON": ["many"],
    "IMAGO_KEEP_ALIVE": ["0", "1.5", "23"],
    "IMAGO_CONTACT": ["https://imago.example.org/contact", "me"],
    "IMAGO_BACKUP_HOUR": ["24", "-1", "3:30"],
    "IMAGO_BACKUP_FOR": ["age1", "ssh-ed25519 AAAA", "age1" + "q" * 58],
    "IMAGO_MASTER_KEYS": ["one", "one:AAAA"],
    "DATABASE_URL": [
        "junk",
        "mysql://h/n",
        "postgresql://h",
        "postgresql://u:a/b@h/n",
        "postgresql://u:a#b@h/n",
    ],
    "REDIS_URL": ["junk", "redis://", "redis://h:port", "redis://:a#b@h:6379/0", "redis://h/first"],
    "EMAIL_HOST": ["smtp://smtp.example.org", "smtp.example.org:587", "two words"],
    "EMAIL_PORT": ["abc", "0", "70000", "58 7"],
    "EMAIL_FROM": ["imago", "imago <imago>", "a@b.example\nBcc: c@d.example"],
    "IMAGO_PROXIES": ["one", "-1", "10"],
    "FORWARDED_ALLOW_IPS": ["10.0.0/8", "caddy"],
}
TAKEN_AS_THEY_ARE = {
    "IMAGO_BACKUPS",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "IMAGO_CONTAINER",
    "IMAGO_DATA",
    "IMAGO_HOME_ORIGIN",
    "IMAGO_STATIC",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reloads the settings, as a process started with these variables would."""

    def settings_with(**environ: str) -> dict[str, Any]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "imago_web" / "settings.py"))

    return settings_with


@pytest.mark.parametrize("given", NEAR_MISSES)
def test_a_near_miss_is_put_right(read, given: str) -> None:
    settings = read(IMAGO_ORIGINS=given)
    assert settings["ORIGINS"] == settings["CSRF_TRUSTED_ORIGINS"] == NEAR_MISSES[given]
    assert all(f"//{host}" in "".join(NEAR_MISSES[given]) for host in settings["ALLOWED_HOSTS"])


def test_a_socket_opens_where_the_page_did(read, settings) -> None:
    settings.ORIGINS = read(IMAGO_ORIGINS="https://Imago.example:443/")["ORIGINS"]
    assert is_same_origin({"scheme": "wss"}, {"origin": "https://imago.example", "host": "imago.example"})


@pytest.mark.parametrize("given", NO_ORIGINS)
def test_what_is_no_origin_is_refused_with_the_right_form(read, given: str) -> None:
    with pytest.raises(environment.Misconfigured) as refusal:
        read(IMAGO_ORIGINS=given)
    assert re.fullmatch(r"IMAGO_ORIGINS .* https://imago\.example\.org\.", str(refusal.value))


@pytest.mark.parametrize(("name", "given"), [(name, given) for name in JUNK for given in JUNK[name]])
def test_junk_is_named_in_one_sentence_that_tells_no_secret(read, name: str, given: str) -> None:
    with pytest.raises(environment.Misconfigured) as refusal:
        read(**{name: given})
    said = str(refusal.value)
    assert said.startswith(name)
    assert "\n" not in said
    assert given not in said or len(given) < 9


@pytest.mark.parametrize("name", sorted({*JUNK, *TAKEN_AS_THEY_ARE} - {"IMAGO_MASTER_KEYS", "DATABASE_URL"}))
def test_an_empty_variable_is_as_good_as_none(read, name: str) -> None:
    assert read(**{name: " "})["ALLOWED_HOSTS"] == ["*"]


def test_usual_values_stand(read) -> None:
    settings = read(
        REDIS_URL="redis://:word@redis:6379/0",
        DATABASE_URL="postgresql://imago:a%2Fb@postgres:5432/imago?sslmode=require",
        EMAIL_FROM="imago <imago@imago.example.org>",
        IMAGO_CONTACT="mailto:me@example.org",
        FORWARDED_ALLOW_IPS="10.0.0.1/8, ::1",
    )
    assert settings["REDIS_URL"] == "redis://:word@redis:6379/0"
    assert settings["DATABASES"]["default"]["PASSWORD"] == "a/b"
    assert settings["DEFAULT_FROM_EMAIL"] == "imago <imago@imago.example.org>"
    assert settings["PUSH_CONTACT"] == "mailto:me@example.org"
    assert settings["PROXIES"] == ["10.0.0.0/8", "::1/128"]


@pytest.mark.parametrize(
    ("tz", "zone"), [("Europe/Berlin", "Europe/Berlin"), (":UTC", "UTC"), ("nowhere/at all", "UTC")]
)
def test_the_time_zone_of_the_machine_outlasts_django(
    monkeypatch: pytest.MonkeyPatch, tz: str, zone: str
) -> None:
    """Which sets TZ to its own, and so for whatever this process starts."""
    monkeypatch.delenv("IMAGO_TZ", raising=False)
    monkeypatch.setenv("TZ", tz)
    assert str(environment.server_zone()) == zone
    monkeypatch.setenv("TZ", "UTC")
    assert str(environment.server_zone()) == zone


def test_copies_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for value, folder in (("", tmp_path), ("Off", None), ("/mnt/usb", Path("/mnt/usb"))):
        monkeypatch.setenv("IMAGO_BACKUPS", value)
        assert environment.optional_folder("IMAGO_BACKUPS", tmp_path) == folder


NOT_PRODUCT = {"tests", "bench", "packaging", ".venv", "data"}


@pytest.mark.slow
def test_every_variable_is_read_by_a_reader_and_tried_here() -> None:
    product = [path for path in ROOT.glob("*/**/*.py") if path.parts[len(ROOT.parts)] not in NOT_PRODUCT]
    code = {path.name: path.read_text() for path in product}
    named = {name for text in code.values() for name in re.findall(r'environment\.\w+\(\s*"(\w+)"', text)}
    assert named == {*JUNK, *TAKEN_AS_THEY_ARE, "IMAGO_MINUTE"} - {"IMAGO_MASTER_KEYS"}
    assert {name for name, text in code.items() if "os.environ.get(" in text} == {"environment.py"}
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    of_compose = {"DOMAIN", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "BACKUP_TO", "BACKUP_KEYS_TO", "BALANCERS"}
    assert example - of_compose - named == {"IMAGO_SECRET_KEY", "IMAGO_MASTER_KEYS"}


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["manage.py", "serve"], "EMAIL_PORT"),
        (["manage.py", "beat"], "IMAGO_MINUTE"),
    ],
)
def test_each_process_ends_with_the_sentence_alone(command: list[str], name: str) -> None:
    ended = subprocess.run(
        [sys.executable, *command], env=os.environ | {name: "x"}, cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert re.fullmatch(rf"{name} can't be used as it is: [^\n]+\.\n", ended.stdout + ended.stderr)
