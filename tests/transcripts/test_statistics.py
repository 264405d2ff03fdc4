"""A complete dialogue of each kind: its statistics and highlights, checked against counts by hand."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from couples.models import User
from dialogues.protocol.kinds import KINDS
from tests.dialogues.dialogue_driver import Talk
from tests.transcripts.dialogue_scripts import DAY, SLOTS, replay, transcript_lines
from tests.transcripts.random_dialogue import current_partner
from transcripts.insights import queries
from transcripts.insights.statistics import DialogueCourse, mirror_counts
from transcripts.transcript_layout import build_layout

ARRIVED = "ben accept, ana ready, ben ready"
HEARD = """ana send, ben mirror, ana that_is_all, ben summarise, ana got_it, ben validate, ana got_it, ben empathise,
    ana got_it"""
# By kind: the script, the first mirrors accepted and repeated, and the highlighted moves.
WHOLE = {
    "intentional: one of three pieces is mirrored twice, then the other has the turn": (
        """ana send, ben mirror, ana more, ben mirror, ana not_quite, ben mirror, ana more, ben mirror, ana that_is_all,
        ben summarise, ana not_quite, ben summarise, ana got_it, ben validate, ana got_it, ben empathise, ana got_it,
        ana switch, ben switch, ben send, ana mirror, ben that_is_all, ana summarise, ben got_it, ana validate,
        ben not_quite, ana validate, ben got_it, ana empathise, ben got_it, ana appreciate, ben appreciate""",
        (3, 1),
        "summarise validate empathise summarise validate empathise",
    ),
    "appreciation: what is appreciated, and what that means, of each of the two": (
        """ana send, ben mirror, ana got_it, ana send, ben mirror, ana not_quite, ben mirror, ana thank,
        ben thank, ana switch, ben switch, ben send, ana mirror, ben got_it, ben send, ana mirror, ben thank,
        ana no_more""",
        (3, 1),
        "send send send send",
    ),
    "daily: three good things, the second mirrored twice, and two in return": (
        """ana send, ben mirror, ana send, ben mirror, ana not_quite, ben mirror, ana send, ben mirror, ana got_it,
        ben thank, ana switch, ben switch, ben send, ana mirror, ben send, ana mirror, ben enough, ana thank""",
        (4, 1),
        "send send send send send",
    ),
    "flooding: three parts, one skipped, and two in return": (
        """ana send, ben taken_in, ana send, ben taken_in, ana skip, ana send, ben taken_in, ben thank,
        ana switch, ben switch, ben skip, ben send, ana taken_in, ben send, ana taken_in, ben skip, ana no_more""",
        (0, 0),
        "send send send send send",
    ),
    "change_request: the frustration, the desire and three wishes, the second mirrored twice": (
        f"""{HEARD}, ana desire, ben mirror, ana got_it, ana ask, ben mirror, ana ask, ben mirror, ana not_quite,
        ben mirror, ana ask, ben mirror, ana got_it, ben choose_first, ben give, ana mirror, ben got_it,
        ana thank""",
        (5, 1),
        "summarise validate empathise desire ask ask ask give",
    ),
    "change_request: the desire is mirrored twice, a wish is taken back and reworded": (
        f"""{HEARD}, ana desire, ben mirror, ana not_quite, ben mirror, ana got_it, ana ask, ben mirror, ana ask,
        ana withdraw, ana ask, ben mirror, ana ask, ben mirror, ana got_it, ben change_one, ana reword_second,
        ben not_yet, ana thank""",
        (4, 1),
        "summarise validate empathise desire ask ask ask reword_second",
    ),
    "repair: owned, heard with one correction, and thanked for": (
        """ana send, ben mirror, ana listen, ben send, ana mirror, ben not_quite, ana mirror, ben got_it, ana validate,
        ben got_it, ana send, ben thank, ana done""",
        (0, 1),
        "send send validate send",
    ),
    "repair: the same, and it still hurts": (
        """ana send, ben mirror, ana listen, ben send, ana mirror, ben not_quite, ana mirror, ben got_it, ana validate,
        ben got_it, ana send, ben still_hurts, ben done""",
        (0, 1),
        "send send validate send",
    ),
    "parent_child: the child is heard, the second answer with one correction, and so is the grown-up": (
        """ana send, ben ask, ana send, ben mirror, ana send, ben mirror, ana not_quite, ben mirror, ana send,
        ben mirror, ana got_it, ben go_on, ana go_on, ana send, ben mirror, ana got_it, ana appreciate,
        ben appreciate""",
        (3, 1),
        "send send send send",
    ),
    "closing_exit: what one does, and the promise": (
        f"""{HEARD}, ana close_partly, ben mirror, ana not_quite, ben mirror, ana got_it, ana no_more,
        ben thank, ben ease, ana thank""",
        (1, 1),
        "summarise validate empathise close_partly ease",
    ),
    "closing_exit: two promises, since the first was thought over": (
        f"""{HEARD}, ana close, ben mirror, ana rethink, ana close_for_a_time, ben mirror, ana got_it, ana send,
        ben thank, ben no_more, ana thank""",
        (3, 0),
        "summarise validate empathise close close_for_a_time send",
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_statistics_equal_counts_by_hand(name: str):
    script, counted, highlighted = WHOLE[name]
    kind = KINDS[name.split(":")[0]]
    acts = [act.split() for act in f"{ARRIVED}, {script}".split(",")]
    turns = replay(kind, [(SLOTS[partner], move, timedelta(seconds=1)) for partner, move in acts])
    counts = mirror_counts(DialogueCourse(kind.name, DAY, [turn for _state, turn in turns]))
    assert (counts.accepted, counts.repeated) == counted
    made = Counter(move for _who, move in acts)
    unchecked = made["listen"]
    assert made["mirror"] == counted[0] + 2 * counted[1] + unchecked
    highlights = [
        group.line.move
        for round_ in build_layout(kind.name, 0, transcript_lines(turns))
        for group in round_.highlights
    ]
    assert highlights == highlighted.split()


@pytest.mark.parametrize("kind", ["intentional", "change_request", "closing_exit"])
def test_feelings_are_found_in_every_kind_with_empathy(ana: User, ben: User, kind: str):
    talk = Talk(ana, ben, kind=kind)
    talk.play(f"{ARRIVED}, {HEARD.split('ben empathise')[0].strip().removesuffix(',')}")
    assert talk.make("ben", "empathise", "I imagine that you feel lonely.").refusal is None
    assert queries.load_insights(current_partner(ana)).feelings.total() == 1  # type: ignore[attr-defined]
