"""A kind as a Markdown table, for docs/kinds.md: `python -m dialogues.protocol.markdown_table KIND` prints it."""

from __future__ import annotations

import sys

from dialogues.protocol.kinds import KINDS
from dialogues.protocol.types import Actor, Kind, Move, Words


def format_move(move: Move) -> str:
    """Return one move as text."""
    words = {Words.NONE: "", Words.OPTIONAL: " (+ words)", Words.NEEDED: " + words"}[move.words]
    both = " from both" if move.needs_both else ""
    by = {None: "", Actor.BOTH: " by either"}.get(move.by, f" by the {move.by}")
    asks = ", for the other to answer" if move.asks_other else ""
    end = f" (in the last round: {move.to_at_the_end})" if move.to_at_the_end else ""
    return f"`{move.name}`{words}{both}{by} → {move.to}{end}{asks}"


def markdown_table(kind: Kind) -> str:
    """The steps of a kind as a Markdown table."""
    rows = [
        f"| `{s.name}` | {s.actor} | {'; '.join(format_move(move) for move in s.moves)} |" for s in kind.steps
    ]
    return "\n".join(["| step | who acts | move → step |", "|---|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    print(markdown_table(KINDS[sys.argv[1]]), end="")
