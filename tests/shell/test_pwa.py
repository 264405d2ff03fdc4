"""What makes the app installable: the manifest, its icons, the service worker and the offline page."""

from __future__ import annotations

import gzip
import json
import os
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client


@pytest.fixture
def manifest(client: Client) -> dict[str, Any]:
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    return dict(response.json())


def size_of_png(url: str) -> str:
    data = (settings.STATIC_ROOT / url.removeprefix(settings.STATIC_URL)).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return f"{width}x{height}"


def kept(client: Client) -> list[str]:
    """What the worker puts on its shelf."""
    response = client.get("/sw.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    found = re.match(r"const SHELL = (\{.*\});\n", response.text)
    assert found
    return list(json.loads(found[1])["files"])


def test_the_manifest_says_what_a_phone_needs_to_install_it(manifest: dict[str, Any]):
    assert manifest["name"] == "imago"
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert manifest["display"] == "standalone"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_the_icons_are_as_large_as_the_manifest_says(manifest: dict[str, Any]):
    for icon in manifest["icons"]:
        assert size_of_png(icon["src"]) == icon["sizes"]


def test_the_worker_keeps_hashed_static_files_only(client: Client):
    files = kept(client)
    assert any(re.fullmatch(r"/static/css/base\.[0-9a-f]{12}\.css", name) for name in files)
    assert all(re.fullmatch(r"/static/[\w/.-]+\.[0-9a-f]{12}\.\w+", name) for name in files), files


def test_every_file_the_worker_keeps_exists(client: Client):
    for name in kept(client):
        assert (settings.STATIC_ROOT / name.removeprefix(settings.STATIC_URL)).is_file()


def bytes_sent(url: str) -> int:
    """The size of a static file as a browser gets it: compressed, where that makes it smaller."""
    path = settings.STATIC_ROOT / url.removeprefix(settings.STATIC_URL)
    compressed = path.with_name(f"{path.name}.gz")
    return (compressed if compressed.exists() else path).stat().st_size


def test_the_worker_fetches_little(client: Client):
    sizes = {name: bytes_sent(name) for name in kept(client)}
    assert sum(sizes.values()) < 76_000, sizes


def test_the_worker_is_asked_for_anew_each_time(client: Client):
    assert client.get("/sw.js").headers["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_the_offline_page_is_about_nobody(client: Client, ana):
    signed_out = client.get("/offline/").content
    client.force_login(ana)
    assert client.get("/offline/").content == signed_out
    assert b"saved on this phone" in signed_out


def test_nobody_is_invited_to_index_it(client: Client):
    assert "Disallow: /" in client.get("/robots.txt").text


@pytest.mark.slow
def test_our_modules_find_each_other_by_hashed_names(tmp_path: Path, settings):
    (tmp_path / "from" / "js").mkdir(parents=True)
    (tmp_path / "from" / "js" / "a.js").write_text('import { b } from "./b.js";\nb();\n')
    (tmp_path / "from" / "js" / "b.js").write_text("export function b() {}\n")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "from"], tmp_path / "to"
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "to" / "staticfiles.json").read_text())["paths"]
    assert f'from "./{Path(names["js/b.js"]).name}"' in (tmp_path / "to" / names["js/a.js"]).read_text()


def test_only_what_has_changed_is_compressed_again(tmp_path: Path, settings):
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path / "from"], tmp_path / "to"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "from").mkdir()
    for name in ("same", "changed"):
        (tmp_path / "from" / f"{name}.css").write_text("a { color: red; }\n" * 20)
    call_command("collectstatic", interactive=False, verbosity=0)
    was = tmp_path / "to" / "same.css.gz"
    made = was.stat()
    was.write_bytes(gzip.compress((tmp_path / "to" / "same.css").read_bytes(), 1))
    os.utime(was, ns=(made.st_atime_ns, made.st_mtime_ns))
    kept = was.read_bytes()
    (tmp_path / "from" / "changed.css").write_text("b { color: red; }\n" * 20)
    os.utime(tmp_path / "from" / "changed.css", (2**32, 2**32))  # later than it was collected
    call_command("collectstatic", interactive=False, verbosity=0)
    assert was.read_bytes() == kept
    for packed in (tmp_path / "to").glob("*.gz"):
        assert gzip.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()
    assert b"b {" in gzip.decompress((tmp_path / "to" / "changed.css.gz").read_bytes())
