"""What makes the app installable: manifest, service worker, offline page."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PRECACHED_FOLDERS = {"css", "js"}
ICONS = [
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/maskable-512.png", "512x512", "maskable"),
]
PRECACHED_ICONS = {"icons/favicon.svg", ICONS[0][0]}  # a phone asks for the others once, to install the app


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Serve the page that the service worker shows without a network. It is cached, so it is about nobody."""
    return HttpResponse(render_to_string("shell/offline.html"))


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Serve the web app manifest."""
    about = {
        "id": "/",
        "name": "imago",
        "short_name": "imago",
        "description": gettext("A quiet place for two to talk."),
        "lang": "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#fbf6ef",
        "theme_color": "#fbf6ef",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it may serve every page."""
    return HttpResponse(service_worker_script(), content_type="text/javascript; charset=utf-8")


@cache
def service_worker_script() -> str:
    """The worker with the list of what it keeps, and a name for the list that changes with it."""
    script = (settings.BASE_DIR / "static" / "sw.js").read_text()
    files = static_files()
    told = json.dumps([files, script, render_to_string("shell/offline.html")])
    name = f"imago-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    shell = {"name": name, "files": files, "icon": static(ICONS[0][0])}
    return f"const SHELL = {json.dumps(shell)};\n{script}"


def static_files() -> list[str]:
    """The addresses of our own static files. Those of packages are many, and most of them no page asks for."""
    hashed = getattr(staticfiles_storage, "hashed_files", {})
    names = [
        name
        for name in sorted(hashed)
        if PurePosixPath(name).parts[0] in PRECACHED_FOLDERS or name in PRECACHED_ICONS
    ]
    return [staticfiles_storage.url(name) for name in names]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Disallow everything except the secret calendar addresses, because calendar fetchers may obey robots.txt."""
    calendars = reverse("appointments:feed", args=["token"]).partition("token")[0]
    rules = f"User-agent: *\nAllow: {calendars}\nDisallow: /\n"
    return HttpResponse(rules, content_type="text/plain")


urlpatterns = [
    path("offline/", offline, name="offline"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("sw.js", service_worker, name="worker"),
    path("robots.txt", robots, name="robots"),
]
