"""The rules of a dialogue, in plain Python: which step it is at, who may act, and where a move leads.

No clock, no I/O, no words: erasing what was said never breaks a replay.
"""

from dialogues.protocol.engine import apply, first_state, replay
from dialogues.protocol.refusals import Refusal, Refused
from dialogues.protocol.state import Act, State
from dialogues.protocol.types import (
    CHOSEN,
    CLOSED,
    INVITED,
    MODES,
    PAUSED,
    SPOKEN,
    WRITTEN,
    Actor,
    Kind,
    Move,
    Purpose,
    Step,
    TimeChoices,
    Wording,
    Words,
)

__all__ = [
    "CHOSEN",
    "CLOSED",
    "INVITED",
    "MODES",
    "PAUSED",
    "SPOKEN",
    "WRITTEN",
    "Act",
    "Kind",
    "Move",
    "Purpose",
    "Refusal",
    "Refused",
    "State",
    "Step",
    "TimeChoices",
    "Actor",
    "Wording",
    "Words",
    "apply",
    "first_state",
    "replay",
]
