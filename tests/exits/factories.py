"""What Ana and Ben do about an exit, for the tests."""

from __future__ import annotations

import html
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from couples.models import Partner, User
from dialogues.models import Dialogue
from dialogues.play import MoveResult, MoveSubmission, play
from exits import page_context, services, time_notes
from exits.categories import ExitDetails
from exits.models import FOR_A_TIME, FULLY, Brought, Commitment, Easing, Exit, Freed, Review
from exits.services import CommitmentTerms
from tests.dialogues.dialogue_driver import Talk, new_key, sign_in
from tests.markup import compact

PHONE = "looking at my phone while you talk"
WORDS = "My phone, in the evenings"  # in which Ana brings it
PROMISE = "Starting today, the phone stays in the hall until we have eaten."
EASING = "I could ask you how your day was."
HEARD = """ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,
    ben validate, ana got_it, ben empathise, ana got_it"""
PROMISED = f"{HEARD}, ana close, ben mirror, ana got_it, ben thank"
WHOLE = f"{PROMISED}, ben ease, ana thank"
SAID = {"close": PROMISE, "ease": EASING}


def place(user: User) -> Partner:
    found = Partner.objects.current(user)
    assert found
    return found


def named(user: User, name: str = PHONE, **told: Any) -> Exit:
    return services.create_exit(place(user), ExitDetails(name, **told), new_key())


def now(found: Exit) -> Exit:
    """The exit as it is stored."""
    stored: Exit = Exit.objects.select_related("owner__user__profile", "owner__couple").get(pk=found.pk)
    return stored


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def terms(words: str = PROMISE, how_far: str = FULLY, *, days: int = 28) -> CommitmentTerms:
    return CommitmentTerms(how_far, words, in_days(days) if how_far == FOR_A_TIME else None, in_days(days))


def promise(found: Exit, *said: Any, **more: Any) -> Commitment:
    return services.commit(found, terms(*said, **more))


def bring(found: Exit, words: str = WORDS, *, mode: str = "written", keep: bool = True) -> Dialogue:
    return services.start_dialogue(found, words=words, mode=mode, keep=keep, prepared="")


def look_back(found: Exit, outcome: str = "kept", note: str = "", next_on: date | None = None) -> None:
    due = page_context.next_review(found)
    assert due
    services.review_commitment(found, outcome=outcome, note=note, next_on=next_on, review_id=due.pk)


def note(found: Exit, words: str, *, shared: bool = False, key: str = "") -> None:
    time_notes.add_time_note(
        found, day=timezone.localdate(), words=words, shared=shared, key=key or new_key()
    )


def standing(found: Exit) -> Commitment:
    stands = services.active_commitment(now(found))
    assert stands
    return stands


def text(browser: Client, path: str, **fields: Any) -> str:
    """A page as it is read."""
    answer = browser.post(path, fields, follow=True) if fields else browser.get(path, follow=True)
    return html.unescape(compact(answer.content.decode()))


def path(found: Exit, page: str = "") -> str:
    return f"/exits/{found.pk}/{page}"


def promised(found: Exit, **more: Any) -> dict[str, Any]:
    seen = now(found).version
    return {"how_far": "fully", "words": PROMISE, "day": str(in_days(14)), "seen": seen, **more}


def reviewed(found: Exit, **more: Any) -> dict[str, Any]:
    due = page_context.next_review(found)
    return {"outcome": "kept", "note": "", "next_on": "", "review": due.pk if due else "", **more}


def invited(**more: Any) -> dict[str, Any]:
    return {"topic": WORDS, "mode": "written", **more}


class ExitTalk(Talk):
    """A dialogue in which Ana brings an exit of hers to Ben. Whoever makes a move says something by it."""

    def __init__(
        self,
        found: Exit,
        ben: User,
        *,
        mode: str = "written",
        keep: bool = False,
        dialogue: Dialogue | None = None,
    ):
        self.who = {"ana": sign_in(found.owner.user), "ben": sign_in(ben)}
        self.dialogue = dialogue or bring(found, mode=mode, keep=keep)
        self.keep, self.aloud = keep, mode == "spoken"

    def say(self, who: str, move: str, words: str, at: datetime | None = None) -> MoveResult:
        made = MoveSubmission(move, words, self.now().version, new_key(), at=at, keep=self.keep)
        return play(self.pk, self.who[who], made)

    def play(self, script: str) -> None:
        for act in script.split(","):
            who, move = act.split()
            words = "" if self.aloud else SAID.get(move, f"{who} has something to {move}")
            answer = self.say(who, move, words)
            assert answer.refusal is None, (act, answer.refusal)


def dump(owner: Partner) -> dict[str, list[dict[str, Any]]]:
    """All that is stored of someone's exits, sealed as it is. Whether the other has seen a note is the other's."""
    rows = {
        "exits": Exit.objects.filter(owner=owner),
        "brought": Brought.objects.filter(exit__owner=owner),
        "commitments": Commitment.objects.filter(exit__owner=owner),
        "reviews": Review.objects.filter(commitment__exit__owner=owner),
        "freed": Freed.objects.filter(commitment__exit__owner=owner),
    }
    return {
        name: [
            {column: value for column, value in row.items() if column != "seen_at"}
            for row in found.order_by("pk").values()
        ]
        for name, found in rows.items()
    }


def easings(owner: Partner) -> set[Any]:
    return set(Easing.objects.filter(commitment__exit__owner=owner).values_list("pk", flat=True))
