"""Migrates an empty database in half of the time.

For each model that a migration creates, Django renders every model again that is somehow related to it. On the first
start that happens for each model in turn, though nothing can refer to a new one yet, and there are no rows to lose.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

DJANGOS = ProjectState.add_model


@contextmanager
def quick_if_first() -> Iterator[None]:
    """Within this context, a new model is rendered alone, if nothing was ever migrated here."""
    if MigrationRecorder(connection).has_table():
        yield
        return
    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = DJANGOS  # type: ignore[method-assign]


def add_model(self: ProjectState, model_state: ModelState) -> None:
    """Like Django's own, which renders all related models as well."""
    if "apps" not in self.__dict__ or model_state.name_lower in self.apps.all_models[model_state.app_label]:
        DJANGOS(self, model_state)
        return
    apps = self.__dict__.pop("apps")  # without them, Django's own renders nothing
    DJANGOS(self, model_state)
    self.__dict__["apps"] = apps
    apps.render_multiple([model_state])
