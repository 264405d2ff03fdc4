"""What one partner's stage depends on: the scene, cut to one viewer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from dialogues import meeting_times
from dialogues.protocol import CLOSED, Kind, State
from dialogues.protocol.engine import is_turn_of
from dialogues.protocol.kinds import KINDS
from dialogues.store import Scene


class StageView(NamedTuple):
    """All that a stage depends on, for one viewer. The sets are of the moves with words beside them."""

    kind: str
    mode: str
    state: State
    slot: int
    language: str
    may_keep: bool
    meet_at: str
    new_meet_at: str = ""
    has_time: bool = False  # a time is asked for that can be agreed to
    may_start: bool = False  # the time to meet has come
    kept: bool = False  # both agreed to keep the words
    may_keep_topic: bool = False
    topic_asked: bool = False
    topic_kept: bool = False
    shown: frozenset[str] = frozenset()
    boxed: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()
    offering: frozenset[str] = frozenset()
    has_quote: bool = False
    rung: int = 0

    @property
    def step(self) -> str:
        """The name of the step."""
        return self.state.step

    @property
    def round(self) -> int:
        """The round, from 1 on."""
        return self.state.round

    @property
    def times(self) -> dict[str, str]:
        """The times that texts of the tables may name."""
        return {"time": self.meet_at, "new_time": self.new_meet_at}

    @property
    def rules(self) -> Kind:
        """The kind."""
        return KINDS[self.kind]


def stage_view(scene: Scene, slot: int, language: str, time_zone: str) -> StageView:
    """The scene as the partner in this slot sees it, in their language and time."""

    def in_words(moment: datetime | None) -> str:
        return meeting_times.format_next_time(moment, language, time_zone) if moment else ""

    state = visible_state(scene.state)
    return StageView(
        scene.kind,
        scene.mode,
        state,
        slot,
        language,
        may_keep=scene.keep_asked and not scene.kept and slot != state.sender,
        meet_at=in_words(scene.meet_at),
        new_meet_at=in_words(scene.new_meet_at),
        has_time=meeting_times.has_asked_time(scene),
        may_start=meeting_times.may_start(scene, slot),
        kept=scene.kept,
        may_keep_topic=scene.has_topic and not scene.kept and state.step != CLOSED,
        topic_asked=scene.topic_asked,
        topic_kept=scene.topic_kept,
        has_quote=bool(scene.quote),
        rung=scene.rung,
        **moves_with_texts(scene, slot),
    )


def visible_state(state: State) -> State:
    """Return what of a state a stage shows: as little as possible, so that many dialogues share their stages."""
    return replace(state, version=0, back_done=(), open_at=min(state.open_at, 1), open_from="")


def moves_with_texts(scene: Scene, slot: int) -> dict[str, frozenset[str]]:
    """Return the moves that have words beside them, by where these are."""
    if not scene.move_texts:
        return {}
    texts = scene.move_texts.items()
    return {
        "shown": frozenset(move for move, text in texts if text.shown),
        "boxed": frozenset(move for move, text in texts if text.box),
        "returned": frozenset(move for move, text in texts if text.is_returned),
        "offering": frozenset(lines_for(scene, slot)),
    }


def lines_for(scene: Scene, slot: int) -> dict[str, tuple[str, ...]]:
    """Return the lines offered for each move, to whoever acts. The other's stage is the same whatever they are, and
    takes as long."""
    if not is_turn_of(KINDS[scene.kind], scene.state, slot):
        return {}
    return {move: text.lines for move, text in scene.move_texts.items() if text.lines}
