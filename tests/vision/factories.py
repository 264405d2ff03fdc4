"""Lines of a couple, and dialogues in which they read them to each other."""

from __future__ import annotations

from core.form_utils import idempotency_key
from couples.models import Partner, User
from dialogues.models import Dialogue
from tests.dialogues.dialogue_driver import Talk
from vision import dialogue_hooks, lines
from vision.line_data import LineDetails
from vision.models import DreamLine

LAUGH, MIND, GARDEN = "We laugh every day.", "We speak our minds.", "We have a garden."
ARRIVAL = "ben accept, ana ready, ben ready"


def place_of(user: User) -> Partner:
    return Partner.objects.select_related("couple", "user__profile").get(user=user, left_at=None)


def write(user: User, words: str, matters: int | None = None) -> DreamLine:
    return lines.create_line(place_of(user), LineDetails(words, matters), idempotency_key())


def invitation(user: User, *, mode: str = "written", keep: bool = True) -> Dialogue:
    return dialogue_hooks.start_dialogue(place_of(user), mode=mode, keep=keep)


class Reading(Talk):
    """A dialogue that Ana has begun, and both have arrived at."""

    def __init__(self, ana: User, ben: User, *, mode: str = "written", keep: bool = True) -> None:
        super().__init__(ana, ben, keep=keep, dialogue=invitation(ana, mode=mode, keep=keep))
        self.play(ARRIVAL)

    def says(self, name: str, move: str, words: str = "") -> None:
        result = self.make(name, move, words)
        assert result.refusal is None, (name, move, result.refusal)

    def read(self, words: str, *, by: str = "ana", first: bool = True, joined: str | None = None) -> None:
        """One line, said back, and joined by the other if they say so."""
        other = {"ana": "ben", "ben": "ana"}[by]
        self.says(by, "send" if first else "more", words)
        self.play(f"{other} mirror, {by} got_it")
        if joined is None:
            self.play(f"{other} leave_it")
        else:
            self.says(other, "join", joined)
            self.play(f"{by} ours")

    def mean_it(self, by: str = "ana") -> None:
        other = {"ana": "ben", "ben": "ana"}[by]
        self.play(f"{by} that_is_all, {by} send, {other} mirror, {by} got_it")

    def keep_it(self) -> None:
        self.play("ana keep, ben keep")


def kept(ana: User, ben: User, *, keep: bool = True) -> Reading:
    """A whole dialogue: Ben joins Ana's first line with words of his own, and each has a line of their own."""
    talk = Reading(ana, ben, keep=keep)
    talk.read(LAUGH, joined="Even on Mondays.")
    talk.read(MIND, first=False)
    talk.mean_it()
    talk.play("ana switch, ben switch")
    talk.read(GARDEN, by="ben")
    talk.mean_it("ben")
    talk.keep_it()
    return talk
