"""`manage.py prepare`: the old name of `manage.py setup`."""

from __future__ import annotations

from imago_web.management.commands.setup import Command

__all__ = ["Command"]
