"""The project itself: it connects the apps and has the commands that run them."""

from __future__ import annotations

from django.apps import AppConfig


class ImagoWebConfig(AppConfig):
    name = "imago_web"

    def ready(self) -> None:
        from imago_web import celery  # noqa: F401  makes it the default app, so that views can queue tasks
