"""What Ana and Ben do with an exit, for the tests."""

from __future__ import annotations

import html
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from couples.models import Partner, User
from dialogues.models import Dialogue
from dialogues.play import MoveResult, MoveSubmission, play
from exits import page_context, services, sharing, time_notes
from exits.categories import ExitDetails
from exits.models import FOR_A_TIME, FULLY, Commitment, Exit, Review, SharedExit, SupportOffer, TimeNote
from exits.services import CommitmentTerms
from tests.dialogues.dialogue_driver import Talk, new_key, sign_in
from tests.markup import compact

PHONE = "looking at my phone while you talk"
WORDS = "My phone, in the evenings"  # as Ana shares it
PROMISE = "Starting today, the phone stays in the hall until we have eaten."
OFFER = "I could ask you how your day was."
TO_EMPATHY = """ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,
    ben validate, ana got_it, ben empathise, ana got_it"""
TO_THANKS = f"{TO_EMPATHY}, ana close, ben mirror, ana got_it, ana no_more, ben thank"
FULL_SCRIPT = f"{TO_THANKS}, ben ease, ana thank"
WORDS_OF_MOVES = {"close": PROMISE, "ease": OFFER}


def partner_of(user: User) -> Partner:
    partner = Partner.objects.current(user)
    assert partner
    return partner


def create_exit(user: User, name: str = PHONE, **details: Any) -> Exit:
    return services.create_exit(partner_of(user), ExitDetails(name, **details), new_key())


def reload_exit(exit: Exit) -> Exit:
    """The exit as it is stored."""
    stored: Exit = Exit.objects.select_related("owner__user__profile", "owner__couple").get(pk=exit.pk)
    return stored


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def terms(words: str = PROMISE, how_far: str = FULLY, *, days: int = 28) -> CommitmentTerms:
    return CommitmentTerms(how_far, words, in_days(days) if how_far == FOR_A_TIME else None, in_days(days))


def commit(exit: Exit, *args: Any, **kwargs: Any) -> Commitment:
    return services.commit(exit, terms(*args, **kwargs))


def start_dialogue(exit: Exit, words: str = WORDS, *, mode: str = "written", keep: bool = True) -> Dialogue:
    return sharing.start_dialogue(exit, words=words, mode=mode, keep=keep, prepared="")


def review(exit: Exit, outcome: str = "kept", note: str = "", next_on: date | None = None) -> None:
    next_review = page_context.next_review(exit)
    assert next_review
    services.review_commitment(exit, outcome=outcome, note=note, next_on=next_on, review_id=next_review.pk)


def add_note(exit: Exit, words: str, *, shared: bool = False, key: str = "") -> None:
    time_notes.add_time_note(exit, day=timezone.localdate(), words=words, shared=shared, key=key or new_key())


def active_commitment(exit: Exit) -> Commitment:
    commitment = services.active_commitment(reload_exit(exit))
    assert commitment
    return commitment


def read_page(client: Client, path: str, **fields: Any) -> str:
    """The text of a page, after posting the fields if there are any."""
    response = client.post(path, fields, follow=True) if fields else client.get(path, follow=True)
    return html.unescape(compact(response.content.decode()))


def exit_path(exit: Exit, page: str = "") -> str:
    return f"/exits/{exit.pk}/{page}"


def commitment_data(exit: Exit, **fields: Any) -> dict[str, Any]:
    seen = reload_exit(exit).version
    return {"how_far": "fully", "words": PROMISE, "day": str(in_days(14)), "seen": seen, **fields}


def review_data(exit: Exit, **fields: Any) -> dict[str, Any]:
    next_review = page_context.next_review(exit)
    review_id = next_review.pk if next_review else ""
    return {"outcome": "kept", "note": "", "next_on": "", "review": review_id, **fields}


def invitation_data(**fields: Any) -> dict[str, Any]:
    return {"topic": WORDS, "mode": "written", **fields}


class ExitTalk(Talk):
    """A dialogue about an exit of Ana's. Each move of a script has words."""

    def __init__(
        self,
        exit: Exit,
        ben: User,
        *,
        mode: str = "written",
        keep: bool = False,
        dialogue: Dialogue | None = None,
    ):
        self.credentials = {"ana": sign_in(exit.owner.user), "ben": sign_in(ben)}
        self.dialogue = dialogue or start_dialogue(exit, mode=mode, keep=keep)
        self.keep, self.aloud = keep, mode == "spoken"

    def say(self, who: str, move: str, words: str, at: datetime | None = None) -> MoveResult:
        submission = MoveSubmission(move, words, self.now().version, new_key(), at=at, keep=self.keep)
        return play(self.pk, self.credentials[who], submission)

    def play(self, script: str) -> None:
        for act in script.split(","):
            who, move = act.split()
            words = "" if self.aloud else WORDS_OF_MOVES.get(move, f"{who} has something to {move}")
            result = self.say(who, move, words)
            assert result.refusal is None, (act, result.refusal)


def dump(owner: Partner) -> dict[str, list[dict[str, Any]]]:
    """All stored columns of the owner's exits, still sealed, without when the partner saw a note."""
    querysets = {
        "exits": Exit.objects.filter(owner=owner),
        "shares": SharedExit.objects.filter(exit__owner=owner),
        "commitments": Commitment.objects.filter(exit__owner=owner),
        "reviews": Review.objects.filter(commitment__exit__owner=owner),
        "time_notes": TimeNote.objects.filter(commitment__exit__owner=owner),
    }
    return {
        name: [
            {column: value for column, value in row.items() if column != "seen_at"}
            for row in queryset.order_by("pk").values()
        ]
        for name, queryset in querysets.items()
    }


def offer_ids(owner: Partner) -> set[Any]:
    return set(SupportOffer.objects.filter(commitment__exit__owner=owner).values_list("pk", flat=True))
