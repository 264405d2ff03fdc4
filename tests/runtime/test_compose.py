"""The files for a server of one's own say what this code understands."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from runtime.instance import ROOT

COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def test_all_parts_are_there(services: dict[str, Any]) -> None:
    always = {"postgres", "redis", "prepare", "web1", "web2", "worker", "beat", "caddy"}
    assert set(services) == always | {"backup"}
    assert [name for name, service in services.items() if "profiles" in service] == ["backup"]


def test_every_command_of_ours_exists(services: dict[str, Any]) -> None:
    commands = [
        service["command"] for service in services.values() if service.get("command", [""])[0] == "imago"
    ]
    assert {command[1] for command in commands} == {"setup", "serve", "worker", "beat", "backup"}
    assert {"setup", "prepare", "worker", "work", "serve", "beat", "backup", "up"} <= set(get_commands())


def test_our_parts_write_nowhere_but_to_their_volumes(services: dict[str, Any]) -> None:
    ours = [service for service in services.values() if service["image"] == "imago"]
    assert len(ours) == 6
    for service in ours:
        assert (service["read_only"], service["tmpfs"], service["cap_drop"]) == (True, ["/tmp"], ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_who_waits_for_whom_exists(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, waits in service.get("depends_on", {}).items():
            if waits["condition"] == "service_healthy":
                assert "healthcheck" in services[name]


def test_the_example_fills_in_every_variable(services: dict[str, Any]) -> None:
    named = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text()))
    filled = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == filled


def test_the_product_reads_every_variable_that_is_passed(services: dict[str, Any]) -> None:
    code = "".join((ROOT / name).read_text() for name in ("imago_web/settings.py", "vault/keyring.py"))
    passed = set(services["web1"]["environment"]) - {"FORWARDED_ALLOW_IPS"}  # uvicorn's own
    assert {name for name in passed if name not in code} == set()


def test_the_proxy_knows_both_web_processes(services: dict[str, Any]) -> None:
    proxied = re.findall(r"\b(web\d):8000", (ROOT / "Caddyfile").read_text())
    assert proxied == [name for name in services if name.startswith("web")]
