"""Dialogues of random allowed moves, with words in many scripts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from couples.models import Partner, User
from dialogues.protocol import CLOSED
from dialogues.protocol.engine import current_step, may_act
from dialogues.protocol.kinds import KINDS
from tests.dialogues.dialogue_driver import Talk
from transcripts.exports.build import couple_info, exportable_dialogues, load_transcripts
from transcripts.exports.types import ExportInfo, Transcript

MOVES = 32
SCRIPTS = {
    "Latin": "Ich fühle mich übersehen; ça me fait mal; zażółć gęślą jaźń; tôi cô đơn.",
    "Cyrillic": "Мне грустно, когда ты молчишь. Їжак.",
    "Greek": "Νιώθω μόνος όταν σιωπάς.",
    "Arabic": "أشعر بالوحدة عندما تصمت،\nوأقول لنفسي: English 123.",
    "Hebrew": "אני מרגיש לבד כשאת שותקת.\n\nשָׁלוֹם (עם סוגריים)!",
    "Hindi": "जब तुम चुप हो जाते हो, मुझे अकेलापन लगता है। क्षत्रिय।",
    "Thai": "เมื่อคุณเงียบ ฉันรู้สึกเหงา",
    "Chinese": "当你沉默的时候，我感到孤独。當你沉默時。",
    "Japanese": "あなたが黙ると、私は寂しい。カタカナも。",
    "Korean": "당신이 침묵할 때 나는 외로워요.",
    "emoji": "😢💛 🇩🇪🇧🇷 👍🏽 👩‍👩‍👧 ❤️ 1️⃣ 🏳️‍🌈",
}
MARKUP = "*a* _b_ # c <b>d</b> [e](f) `g`\n- h\n> i\n    j\n1. k & &amp; | ~~l~~ {name} \\"
LEADING_NOWHERE = ("later", "decline", "take_back")
WORDS = [*SCRIPTS.values(), MARKUP, "I feel alone."]


class RandomDialogue(Talk):
    """A dialogue in which every turn says one of WORDS."""

    def random_move(self, chance: random.Random, words: Sequence[str] = WORDS) -> None:
        state = self.now().state
        slot = chance.choice((0, 1))
        step = current_step(KINDS[self.dialogue.kind], state)
        may = may_act(step, state, slot)
        offered = [move.name for move in step.moves if move.name not in LEADING_NOWHERE] if may else []
        move = chance.choice([*offered * 4, "pause", "withdraw"])
        meet_at = timezone.now() + timedelta(days=chance.choice((1, 7)))
        scale = chance.choice((None, 0, 7))
        self.make(("ana", "ben")[slot], move, chance.choice(words), at=meet_at, scale=scale)

    def play_randomly(self, chance: random.Random) -> None:
        for _ in range(MOVES * 4):
            if self.now().state.step == CLOSED or self.now().version > MOVES:
                break
            self.random_move(chance)
        if self.now().state.step != CLOSED:
            self.make("ben", "stop")


def let_follow_closely(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Let the same partner begin a dialogue of this kind at once after another."""
    monkeypatch.setitem(KINDS, kind, replace(KINDS[kind], rest_days=0))


def current_partner(user: User) -> Partner:
    partner = Partner.objects.current(user)
    assert partner
    return partner


def load_all_transcripts(user: User, *, notes: bool = False) -> tuple[ExportInfo, list[Transcript]]:
    """All dialogues as they are exported for this person."""
    me = current_partner(user)
    pks = list(exportable_dialogues(me).values_list("pk", flat=True))
    return couple_info(me, me.other()), [
        transcript for batch in load_transcripts(me, me.other(), pks, notes=notes) for transcript in batch
    ]
