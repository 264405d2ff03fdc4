"""The rules of a dialogue, in plain Python: which step it is at, who may act, and where a move leads.

No clock, no I/O, no words: erasing what was said never breaks a replay.
"""

from dialogues.protocol.engine import apply, replay
from dialogues.protocol.types import (
    CLOSED,
    INVITED,
    PAUSED,
    Act,
    Kind,
    Move,
    Purpose,
    Refusal,
    Refused,
    State,
    Step,
    TimeChoices,
    Who,
    Words,
)

__all__ = [
    "CLOSED",
    "INVITED",
    "PAUSED",
    "Act",
    "Kind",
    "Move",
    "Purpose",
    "Refusal",
    "Refused",
    "State",
    "Step",
    "TimeChoices",
    "Who",
    "Words",
    "apply",
    "replay",
]
