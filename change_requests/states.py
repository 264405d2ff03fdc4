"""The states of a change request, and who may do what in each. Plain Python.

The asker asks and may take it back; whether, what and how long is given is the giver's alone to say.
"""

from __future__ import annotations

from enum import StrEnum

from core.state_table import ANYONE, StateTable

DRAFT, OFFERED, CHOSEN, UNDER_WAY = "draft", "offered", "chosen", "under_way"
KEPT, SET_ASIDE, WITHDRAWN, GONE = "kept", "set_aside", "withdrawn", "gone"
BEFORE = "before"  # the state before it was offered


class Role(StrEnum):
    """A partner's role in a request."""

    ASKER = "asker"
    GIVER = "giver"


ASKER, GIVER = Role.ASKER, Role.GIVER
REQUEST_STATES = StateTable(
    {
        DRAFT: {"offer": (ASKER, OFFERED), "let_go": (ASKER, GONE)},
        OFFERED: {
            "offer": (ASKER, OFFERED),
            "unheard": (ANYONE, BEFORE),
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
            "finish": (ANYONE, KEPT),
            "set_aside": (GIVER, SET_ASIDE),
            "withdraw": (ASKER, WITHDRAWN),
        },
        KEPT: {"choose": (GIVER, CHOSEN), "offer": (ASKER, OFFERED), "withdraw": (ASKER, WITHDRAWN)},
        SET_ASIDE: {"choose": (GIVER, CHOSEN), "offer": (ASKER, OFFERED), "withdraw": (ASKER, WITHDRAWN)},
        WITHDRAWN: {"reopen": (ASKER, DRAFT), "let_go": (ASKER, GONE)},
        GONE: {},
    }
)
