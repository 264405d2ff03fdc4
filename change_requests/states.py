"""The states of a change request, and who may do what in each. Plain Python.

The asker asks and may withdraw. Only the giver decides whether to give, what, and for how long.
"""

from __future__ import annotations

from enum import StrEnum

from core.state_table import ANYONE, StateTable

DRAFT, OFFERED, CHOSEN, UNDER_WAY = "draft", "offered", "chosen", "under_way"
FINISHED, SET_ASIDE, WITHDRAWN, DELETED = "kept", "set_aside", "withdrawn", "gone"
BEFORE = "before"  # the state before it was offered
ANNOUNCED_ACTS = ("choose", "give")  # of which the asker is told at once


class Role(StrEnum):
    """A partner's role in a request."""

    ASKER = "asker"
    GIVER = "giver"


ASKER, GIVER = Role.ASKER, Role.GIVER
REQUEST_STATES = StateTable(
    {
        DRAFT: {"offer": (ASKER, OFFERED), "let_go": (ASKER, DELETED)},
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
            "finish": (ANYONE, FINISHED),
            "set_aside": (GIVER, SET_ASIDE),
            "withdraw": (ASKER, WITHDRAWN),
        },
        FINISHED: {"choose": (GIVER, CHOSEN), "offer": (ASKER, OFFERED), "withdraw": (ASKER, WITHDRAWN)},
        SET_ASIDE: {"choose": (GIVER, CHOSEN), "offer": (ASKER, OFFERED), "withdraw": (ASKER, WITHDRAWN)},
        WITHDRAWN: {"reopen": (ASKER, DRAFT), "let_go": (ASKER, DELETED)},
        DELETED: {},
    }
)
