"""Where an exit stands, as a table: what its owner may do, and where that leads. Plain Python.

Every act is its owner's. `promise` comes at the end of a dialogue, or when they change their promise alone.
"""

from __future__ import annotations

from collections.abc import Mapping

OPEN, PROMISED, CLOSED, GONE = "open", "promised", "closed", "gone"

TABLE: Mapping[str, Mapping[str, str]] = {
    OPEN: {"bring": OPEN, "promise": PROMISED, "let_go": GONE},
    PROMISED: {
        "bring": PROMISED,
        "promise": PROMISED,
        "review": PROMISED,
        "complete": CLOSED,
        "reopen": OPEN,
    },
    CLOSED: {"bring": CLOSED, "promise": PROMISED, "reopen": OPEN, "let_go": GONE},
}


class InvalidTransition(Exception):
    """The act does not belong to where the exit stands."""


def next_state(state: str, act: str) -> str:
    """The state that an act leads to. Raises NotNow."""
    try:
        return TABLE[state][act]
    except KeyError:
        raise InvalidTransition from None


def is_allowed(state: str, act: str) -> bool:
    return act in TABLE.get(state, {})


def states_as_markdown() -> str:
    """Returns the table for docs/kinds.md."""
    rows = [
        f"| `{state}` | {'; '.join(f'`{act}` → {to}' for act, to in acts.items())} |"
        for state, acts in TABLE.items()
    ]
    return "\n".join(["| state | act → state |", "|---|---|", *rows]) + "\n"
