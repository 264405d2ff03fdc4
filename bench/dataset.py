"""Years of a busy couple, made for measuring: finished dialogues of 60 turns each, with words as people say them."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from couples.models import Couple, Partner
from dialogues.models import Dialogue, Turn, to_snapshot, turn_place
from dialogues.protocol import Act, State, first_state
from dialogues.protocol.engine import apply
from dialogues.protocol.kinds import KINDS
from vault.sealing import seal

TURNS = 60
EVERY = timedelta(days=6)
TOPICS = [
    "Our evenings",
    "Money",
    "Your mother",
    "Sunday mornings",
    "The phone at dinner",
    "Being late",
    "Touch",
]
OPENERS = ["When", "It happens that", "Sometimes", "What I notice is that", "I tell myself that when"]
SUBJECTS = [
    "the evening",
    "dinner",
    "the car",
    "your mother",
    "the holiday",
    "money",
    "the garden",
    "our bed",
]
VERBS = [
    "goes quiet",
    "gets loud",
    "comes up again",
    "is left to me",
    "slips away",
    "takes all the room",
    "feels far",
]
FEELINGS = [
    "lonely",
    "sad",
    "scared",
    "hurt",
    "angry",
    "tired",
    "glad",
    "hopeful",
    "tender",
    "ashamed",
    "calm",
]
MORE = [
    "and then I go to bed early",
    "because I do not want you to see me like that",
    "and it reminds me of home",
]
WIDE = [
    "Ich fühle mich übersehen.",
    "Je me sens loin de toi.",
    "Мне грустно.",
    "私は寂しい。",
    "أشعر بالوحدة.",
    "😢💛",
]


def course(chance: random.Random) -> Iterator[tuple[int, str]]:
    """Who makes which move: two whole rounds with a pause, 60 turns in all; slot 0 begins."""
    yield from ((1, "accept"), (0, "ready"), (1, "ready"))
    spare = [chance.choice(["more", "more", "not_quite"]) for _ in range((TURNS - 28) // 2)]
    half = chance.randrange(4, len(spare) - 4)
    for sender, extra in ((0, spare[:half]), (1, spare[half:])):
        receiver = 1 - sender
        yield from ((sender, "send"), (receiver, "mirror"))
        for move in extra:
            yield from ((sender, move), (receiver, "mirror"))
        yield from ((sender, "that_is_all"), (receiver, "summarise"), (sender, "got_it"))
        yield from ((receiver, "validate"), (sender, "got_it"), (receiver, "empathise"), (sender, "got_it"))
        if sender == 0:
            yield from ((1, "pause"), (0, "ready"), (1, "ready"), (0, "switch"), (1, "switch"))
    yield from ((0, "appreciate"), (1, "appreciate"))


def says(move: str, chance: random.Random) -> str:
    """Some sentences, now and then in another language."""
    if move in ("accept", "ready", "that_is_all", "got_it", "switch", "pause"):
        return ""
    feeling = chance.choice(FEELINGS)
    if move == "empathise":
        return f"I imagine that you might feel {feeling}, and perhaps {chance.choice(FEELINGS)}. Is that it?"
    pieces = [
        f"{chance.choice(OPENERS)} {chance.choice(SUBJECTS)} {chance.choice(VERBS)},"
        f" I feel {feeling}, {chance.choice(MORE)}."
        for _ in range(chance.randrange(1, 4))
    ]
    return " ".join([*pieces, *([chance.choice(WIDE)] if chance.random() < 0.05 else [])])


def create(couple: Couple, dialogues: int, seed: int = 1) -> None:
    """Let a couple have held so many dialogues until now, one each six days, kept by both."""
    chance = random.Random(seed)  # noqa: S311
    partners = sorted(couple.partners.select_related("couple", "user__profile"), key=lambda one: one.slot)
    begins = timezone.now() - EVERY * dialogues
    for start in range(0, dialogues, 100):
        rows = [
            one_of(partners, begins + EVERY * number, chance)
            for number in range(start, min(start + 100, dialogues))
        ]
        with as_it_was(Dialogue), as_it_was(Turn):
            Dialogue.objects.bulk_create(dialogue for dialogue, _ in rows)
            Turn.objects.bulk_create([turn for _, turns in rows for turn in turns], batch_size=2000)


@contextmanager
def as_it_was(model: type[Model]) -> Iterator[None]:
    """Rows are written with the times that they bring."""
    column: Any = model._meta.get_field("created_at")
    column.auto_now_add = False
    try:
        yield
    finally:
        column.auto_now_add = True


def one_of(partners: list[Partner], begun: datetime, chance: random.Random) -> tuple[Dialogue, list[Turn]]:
    """One dialogue with its turns, sealed, not stored yet."""
    starter = chance.choice((0, 1))
    dialogue = Dialogue(
        couple=partners[0].couple,
        started_by=partners[starter],
        kind="intentional",
        topic=chance.choice(TOPICS),
        keep_asked=True,
        kept=True,
        created_at=begun,
    )
    state, at, turns = first_state(KINDS["intentional"], starter), begun, []
    for who, move in course(chance):
        slot = who if starter == 0 else 1 - who
        at += timedelta(seconds=chance.randrange(5, 120))
        before = state
        after = apply(KINDS["intentional"], state, Act(slot, move))
        if not isinstance(after, State):
            raise RuntimeError(f"{move} is refused: {after.reason}")
        state, words = after, says(move, chance)
        turns.append(
            Turn(
                dialogue=dialogue,
                seq=state.version,
                author=partners[slot],
                step=before.step,
                move=move,
                round=before.round,
                key=secrets.token_urlsafe(16),
                words=seal(partners[slot].keys, words, turn_place(dialogue.pk, state.version))
                if words
                else None,
                created_at=at,
            )
        )
    dialogue.version, dialogue.snapshot, dialogue.closed_at = state.version, to_snapshot(state), at
    return dialogue, turns
