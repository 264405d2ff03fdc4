"""Every page that there is to open, of all that is stored now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Model
from django.urls import resolve

from appointments.models import WeeklyTime
from caring.models import Line
from change_requests.models import Gift, Plan, Request
from couples import personal_data_registry
from dialogues.models import Dialogue
from exits.models import Exit, TimeNote
from reminders.models import PushSubscription
from tests.privacy.matrix import MATRIX, PUBLIC
from tests.privacy.routes import Route, routes
from therapist.models import TherapistLink
from transcripts.models import Export
from vision.models import DreamLine
from workup.models import SharedPart, Workup
from workup.sections import QUESTIONS, SECTIONS

ROWS: dict[str, type[Model]] = {  # what a parameter of a path is the key of
    "dialogue": Dialogue,
    "plan": Plan,
    "gift": Gift,
    "words_pk": Gift,
    "note_id": TimeNote,
    "link": TherapistLink,
    "phone": PushSubscription,
    "export": Export,
    "shared": SharedPart,
    "workup": Workup,
}
OWN: dict[str, type[Model]] = {  # what `pk` is in a room's paths
    "caring": Line,
    "exits": Exit,
    "change_requests": Request,
    "appointments": WeeklyTime,
    "vision": DreamLine,
    "end_session": UserSession,
}
WITHOUT_OWN_WORDS = {  # views of a row whose words other views show as well
    "dialogues:ending",
    "dialogues:stage",
    "let_go",
    "transcripts:erase",
    "transcripts:note",
    "workup:answer_about",
    "workup:delete_person",
    "workup:section_warning",
}


def addresses() -> list[str]:
    """Every page of the rooms that opens for someone signed in, of all that there is now. Of the workup's questions it
    is one of each kind; a PDF says what its page says."""
    return [
        path
        for route in routes()
        if is_a_page(route) and not route.name.startswith(("account_", "mfa_", "workup:export_pdf"))
        for path in paths_of(route)
    ]


def paths_of(route: Route) -> list[str]:
    """The paths by which this route leads to what there is now; none if its path holds a secret."""
    known = (values_of(route, parameter) for parameter in route.parameters)
    return [route.path(dict(zip(route.parameters, chosen, strict=True))) for chosen in product(*known)]


def values_of(route: Route, parameter: str) -> list[Any]:
    names: dict[str, list[Any]] = {
        "name": list(personal_data_registry.providers()),
        "question": list({question.kind: name for name, question in QUESTIONS.items()}.values()),
        "about": ["mother-0"],
        "seq": [5],
        "section": [section.name for section in SECTIONS],
    }
    if parameter in names:
        return names[parameter]
    model = OWN.get(route.name.split(":")[0]) if parameter == "pk" else ROWS.get(parameter)
    return list(model._default_manager.values_list("pk", flat=True)) if model else []


def one_of_each(paths: Iterable[str], opens: Callable[[str], bool]) -> list[str]:
    """One address of each shape among those that open."""
    found: dict[str, str] = {}
    for address in paths:
        shape = re.sub(r"[0-9a-f-]{36}", "*", address)
        if shape not in found and opens(address):
            found[shape] = address
    return list(found.values())


def once_a_view(paths: list[str]) -> list[str]:
    """These addresses, with only the first of each view that repeats what others show."""
    found: dict[str, str] = {}
    for address in paths:
        view = resolve(address).view_name
        found.setdefault(view if view in WITHOUT_OWN_WORDS else address, address)
    return list(found.values())


def is_a_page(route: Route) -> bool:
    """Whether there is something to read behind it that is not for everybody."""
    brings, _ = MATRIX[route.name]
    return "200" in brings and brings != PUBLIC
