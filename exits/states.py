"""The states of an exit. Every act is its owner's. Plain Python.

`promise` comes at the end of a dialogue, or when the owner changes their commitment alone.
"""

from __future__ import annotations

from core.state_table import StateTable

OPEN, PROMISED, CLOSED, DELETED = "open", "promised", "closed", "gone"
OWNER = "owner"

EXIT_STATES = StateTable(
    {
        OPEN: {"bring": (OWNER, OPEN), "promise": (OWNER, PROMISED), "let_go": (OWNER, DELETED)},
        PROMISED: {
            "bring": (OWNER, PROMISED),
            "promise": (OWNER, PROMISED),
            "review": (OWNER, PROMISED),
            "complete": (OWNER, CLOSED),
            "reopen": (OWNER, OPEN),
        },
        CLOSED: {
            "bring": (OWNER, CLOSED),
            "promise": (OWNER, PROMISED),
            "reopen": (OWNER, OPEN),
            "let_go": (OWNER, DELETED),
        },
        DELETED: {},
    }
)
