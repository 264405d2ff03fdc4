"""The top of the house: it puts the rooms together and holds the commands that run them."""

from __future__ import annotations

from django.apps import AppConfig


class ImagoWebConfig(AppConfig):
    name = "imago_web"

    def ready(self) -> None:
        from imago_web import celery  # noqa: F401  a page that calls a worker finds the queue by it
