"""The top of the house: it puts the rooms together and holds the commands that run them."""

from __future__ import annotations

from django.apps import AppConfig


class ImagoWebConfig(AppConfig):
    name = "imago_web"
