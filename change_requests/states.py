"""Where a change request stands, as a table: who may do what, and where that leads. Plain Python.

The asker asks and may take it back; whether, what and how long is given is the giver's alone to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

DRAFT, OFFERED, CHOSEN, UNDER_WAY = "draft", "offered", "chosen", "under_way"
KEPT, SET_ASIDE, WITHDRAWN, GONE = "kept", "set_aside", "withdrawn", "gone"
BEFORE = "before"  # where it stood before it was offered


class Role(StrEnum):
    """Which of the two, seen from the request."""

    ASKER = "asker"
    GIVER = "giver"
    EITHER = "either"


ASKER, GIVER, EITHER = Role.ASKER, Role.GIVER, Role.EITHER
TABLE: Mapping[str, Mapping[str, tuple[Role, str]]] = {
    DRAFT: {"offer": (ASKER, OFFERED), "let_go": (ASKER, GONE)},
    OFFERED: {
        "offer": (ASKER, OFFERED),
        "unheard": (EITHER, BEFORE),
        "not_yet": (GIVER, OFFERED),
        "choose": (GIVER, CHOSEN),
        "set_aside": (GIVER, SET_ASIDE),
        "withdraw": (ASKER, WITHDRAWN),
    },
    CHOSEN: {
        "choose": (GIVER, CHOSEN),
        "reschedule": (GIVER, CHOSEN),
        "give": (GIVER, UNDER_WAY),
        "set_aside": (GIVER, SET_ASIDE),
        "withdraw": (ASKER, WITHDRAWN),
    },
    UNDER_WAY: {
        "choose": (GIVER, CHOSEN),
        "give": (GIVER, UNDER_WAY),
        "reschedule": (GIVER, UNDER_WAY),
        "ungive": (GIVER, UNDER_WAY),
        "ungive_all": (GIVER, CHOSEN),
        "finish": (EITHER, KEPT),
        "set_aside": (GIVER, SET_ASIDE),
        "withdraw": (ASKER, WITHDRAWN),
    },
    KEPT: {"choose": (GIVER, CHOSEN), "offer": (ASKER, OFFERED), "withdraw": (ASKER, WITHDRAWN)},
    SET_ASIDE: {"choose": (GIVER, CHOSEN), "offer": (ASKER, OFFERED), "withdraw": (ASKER, WITHDRAWN)},
    WITHDRAWN: {"reopen": (ASKER, DRAFT), "let_go": (ASKER, GONE)},
    GONE: {},
}


class InvalidTransition(Exception):
    """The act does not belong to where the request stands, or not to who would do it."""


def next_state(state: str, act: str, role: Role) -> str:
    """The state that an act of the asker or of the giver leads to. Raises NotNow."""
    who, leads_to = TABLE[state].get(act, (None, ""))
    if who not in (role, EITHER):
        raise InvalidTransition
    return leads_to


def is_allowed(state: str, act: str, role: Role) -> bool:
    return TABLE[state].get(act, (None, ""))[0] in (role, EITHER)


def states_as_markdown() -> str:
    """Returns the table for docs/kinds.md."""
    rows = [
        f"| `{state}` | {'; '.join(f'`{act}` ({who}) → {to}' for act, (who, to) in acts.items()) or 'nothing'} |"
        for state, acts in TABLE.items()
    ]
    return "\n".join(["| state | act (by whom) → state |", "|---|---|", *rows]) + "\n"
