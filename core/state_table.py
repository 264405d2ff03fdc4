"""A state machine as a table. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping

from core.exceptions import InvalidTransition

ANYONE = "either"


class StateTable(dict[str, Mapping[str, tuple[str, str]]]):
    """By state, each act with the role that may do it (or ANYONE) and the state it leads to."""

    def next_state(self, state: str, act: str, role: str) -> str:
        """The state that an act leads to. Raises InvalidTransition."""
        if not self.is_allowed(state, act, role):
            raise InvalidTransition
        return self[state][act][1]

    def is_allowed(self, state: str, act: str, role: str) -> bool:
        """Whether this role may do this in this state."""
        allowed_role, _to = self.get(state, {}).get(act, (None, ""))
        return allowed_role in (role, ANYONE)

    def as_markdown(self) -> str:
        """The table, for the documentation."""
        rows = [
            f"| `{state}` | {'; '.join(f'`{act}` ({by}) → {to}' for act, (by, to) in acts.items()) or 'nothing'} |"
            for state, acts in self.items()
        ]
        return "\n".join(["| state | act (by whom) → state |", "|---|---|", *rows]) + "\n"
