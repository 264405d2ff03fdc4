"""`manage.py work`: the old name of `manage.py worker`."""

from __future__ import annotations

from imago_web.management.commands.worker import Command

__all__ = ["Command"]
