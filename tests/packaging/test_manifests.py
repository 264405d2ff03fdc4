"""What app stores are told is what the product does: version, port, folders, architectures; and no secret is in it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import stamp

from core.version import VERSION
from runtime.instance import ROOT
from tests.packaging.manifests import NAMED_SECRET, PACKAGING, REGISTRY_HOST, read_yaml

MANIFESTS = [
    path for store in ("umbrel", "casaos", "yunohost", "debian") for path in (PACKAGING / store).rglob("*")
]
TEXTS = [ROOT / "Dockerfile", ROOT / "docker-compose.yml", *(path for path in MANIFESTS if path.is_file())]
SCRIPTS = [path for path in TEXTS if path.read_text().startswith(("#!/bin/sh", "#!/bin/bash"))]
STORES = {"umbrel": "web", "casaos": "imago"}  # and their service that is the product
STORE_FILES = [("umbrel", "umbrel-app.yml"), ("casaos", "docker-compose.yml")]
ARCHITECTURES = ["amd64", "arm64"]


@pytest.fixture(params=STORES)
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    compose = read_yaml(PACKAGING / request.param / "docker-compose.yml")
    found: dict[str, Any] = compose["services"][STORES[request.param]]
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_secret_and_no_registry_is_in_it(path: Path) -> None:
    text = path.read_text()
    assert not NAMED_SECRET.search(text)
    assert not REGISTRY_HOST.search(text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_shell_can_read_each_script(path: Path) -> None:
    shell = path.read_text().split("\n", 1)[0].removeprefix("#!")
    subprocess.run([shell, "-n", str(path)], check=True)


def test_each_names_this_version() -> None:
    umbrel, casaos = (read_yaml(PACKAGING / store / name) for store, name in STORE_FILES)
    yunohost = read_toml()
    assert umbrel["version"] == casaos["x-casaos"]["version"] == VERSION
    assert yunohost["version"] == f"{VERSION}~ynh1"
    assert f"-{VERSION}.tar" in yunohost["resources"]["sources"]["main"]["url"]
    assert f"\nVersion: {VERSION}\n" in (PACKAGING / "debian" / "control").read_text()


def read_toml() -> dict[str, Any]:
    return tomllib.loads((PACKAGING / "yunohost" / "manifest.toml").read_text())


def test_the_image_runs_there_as_it_is_meant_to(service: dict[str, Any]) -> None:
    assert service["image"] == f"imago:{VERSION}"
    assert (service["read_only"], service["tmpfs"], service["cap_drop"]) == (True, ["/tmp"], ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    [volume] = service["volumes"]
    assert (volume["target"] if isinstance(volume, dict) else volume.split(":")[1]) == "/data"


def test_umbrel_finds_the_port_and_the_keys_it_needs() -> None:
    app = read_yaml(PACKAGING / "umbrel" / "umbrel-app.yml")
    compose = read_yaml(PACKAGING / "umbrel" / "docker-compose.yml")
    needed = "manifestVersion id category name version tagline description developer website dependencies repo support"
    assert {*needed.split(), "port", "gallery", "path", "defaultUsername", "defaultPassword"} <= set(app)
    proxy = compose["services"]["app_proxy"]["environment"]
    assert (proxy["APP_HOST"], proxy["APP_PORT"]) == (f"{app['id']}_web_1", 8000)
    assert app["port"] != proxy["APP_PORT"]
    assert (PACKAGING / "umbrel" / "data" / ".gitkeep").exists()  # so that it belongs to the image's user


def test_casaos_finds_the_port_and_the_keys_it_needs() -> None:
    compose = read_yaml(PACKAGING / "casaos" / "docker-compose.yml")
    app = compose["x-casaos"]
    assert {"id", "main", "index", "port_map", "icon", "title", "category", "version"} <= set(app)
    assert re.fullmatch(r"[a-z0-9_-]+", compose["name"])
    [port] = compose["services"][app["main"]]["ports"]
    assert (port["target"], port["published"]) == (8000, app["port_map"])
    assert app["architectures"] == ARCHITECTURES


def test_yunohost_finds_what_its_schema_requires() -> None:
    manifest = read_toml()
    assert manifest["packaging_format"] == 2
    assert {"id", "name", "description", "maintainers", "upstream", "integration", "install"} <= set(manifest)
    assert manifest["integration"]["architectures"] == ARCHITECTURES
    assert {"sources", "system_user", "install_dir", "data_dir", "permissions", "ports"} <= set(
        manifest["resources"]
    )
    scripts = {path.name for path in (PACKAGING / "yunohost" / "scripts").iterdir()}
    assert scripts == {"_common.sh", "install", "upgrade", "remove", "backup", "restore"}
    assert "proxy_pass http://127.0.0.1:__PORT__;" in (PACKAGING / "yunohost/conf/nginx.conf").read_text()


def test_a_new_version_is_stamped_everywhere() -> None:
    for name, patterns in stamp.PLACES.items():
        stamped = stamp.stamp((ROOT / name).read_text(), patterns, "9.8.7")
        assert "9.8.7" in stamped
        assert VERSION not in stamped, name
