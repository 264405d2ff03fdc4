"""A couple in a dialogue, for the tests: its moves by name, made through the one writer."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from couples.models import Partner, User
from couples.session_credentials import create_session as sign_in
from dialogues.begin import begin_dialogue
from dialogues.models import Dialogue
from dialogues.play import MoveResult, MoveSubmission, play
from dialogues.protocol.kinds import KINDS
from parent_child.services import KIND as PARENT_CHILD
from tests.parent_child.factories import open_gate

ROUND_OF_ANA = """ben accept, ana ready, ben ready, ana send, ben mirror, ana more, ben mirror, ana that_is_all,
    ben summarise, ana got_it, ben validate, ana got_it, ben empathise, ana got_it"""
ROUND_OF_BEN = """ana switch, ben switch, ben send, ana mirror, ben that_is_all, ana summarise, ben got_it,
    ana validate, ben got_it, ana empathise, ben got_it, ana appreciate, ben appreciate"""
WHOLE = f"{ROUND_OF_ANA}, {ROUND_OF_BEN}"
__all__ = ["ROUND_OF_ANA", "ROUND_OF_BEN", "WHOLE", "Talk", "new_key", "sign_in"]
SAYS = {"send", "more", "mirror", "not_quite", "summarise", "validate", "empathise", "appreciate"}
SAYS |= {"desire", "ask", "change_one", "reword_second", "close", "close_partly", "close_for_a_time", "ease"}


def new_key() -> str:
    return secrets.token_urlsafe(16)


class Talk:
    """One dialogue, and the two who hold it."""

    opens_gate = False

    def __init__(
        self,
        ana: User,
        ben: User,
        *,
        kind: str = "intentional",
        mode: str = "",
        keep: bool = True,
        dialogue: Dialogue | None = None,
    ):
        self.credentials = {"ana": sign_in(ana), "ben": sign_in(ben)}
        partner = Partner.objects.current(ana)
        assert partner
        self.opens_gate = kind == PARENT_CHILD and dialogue is None
        if self.opens_gate:
            open_gate(partner.couple)
        self.dialogue = dialogue or begin_dialogue(
            partner, kind=kind, mode=mode or KINDS[kind].modes[0], topic="Quiet dinners", keep=keep
        )
        self.keep = keep

    @property
    def pk(self) -> uuid.UUID:
        return self.dialogue.pk

    def now(self) -> Dialogue:
        return Dialogue.objects.get(pk=self.pk)

    def make(
        self,
        name: str,
        move: str,
        words: str = "",
        *,
        seen: int | None = None,
        key: str = "",
        at: datetime | None = None,
        scale: int | None = None,
    ) -> MoveResult:
        """One move as its maker would make it, at the present version unless told otherwise."""
        if self.opens_gate and move == "accept":
            open_gate(self.dialogue.couple)  # another dialogue may have used it up
        seen = self.now().version if seen is None else seen
        submission = MoveSubmission(move, words, seen, key or new_key(), at, keep=self.keep, scale=scale)
        return play(self.pk, self.credentials[name], submission)

    def agree_on(self, at: datetime) -> None:
        """Ben asks for this time, and Ana says yes."""
        for name, move, time in (("ben", "later", at), ("ana", "agree", None)):
            assert self.make(name, move, at=time).refusal is None

    def play(self, script: str) -> None:
        """A script such as "ben accept, ana ready"; whoever has to say something says it."""
        for act in script.split(","):
            name, move = act.split()
            result = self.make(name, move, f"{name} has something to {move}" if move in SAYS else "")
            assert result.refusal is None, (act, result.refusal)
