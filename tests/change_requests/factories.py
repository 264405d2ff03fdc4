"""Ana's requests, and the dialogue in which she asks Ben."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.test import Client

from change_requests import dialogue_hooks, drafts
from change_requests.draft_data import RequestDraft, Wish
from change_requests.models import Plan, Request
from change_requests.schedules import GiftFrequency
from change_requests.transitions import active_plan
from couples.models import Partner, User
from dialogues.protocol import Refusal
from tests.dialogues.dialogue_driver import Talk, new_key
from tests.markup import compact

TO_THE_DESIRE = """ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,
    ben validate, ana got_it, ben empathise, ana got_it"""
THREE_WISHES = """ana desire, ben mirror, ana got_it, ana ask, ben mirror, ana ask, ben mirror, ana ask, ben mirror,
    ana got_it"""
TO_THE_CHOICE = f"{TO_THE_DESIRE}, {THREE_WISHES}"
WISHES = (
    Wish(
        "Twice a week for the next three weeks, sit with me for a quarter of an hour after dinner.",
    ),
    Wish(
        "Once a week for four weeks, cook something with me, phones in the hall.",
    ),
    Wish("Each day this week, ask me one question about my day.", GiftFrequency.DAILY, 1),
)
DETAILS = RequestDraft(
    frustration="look at your phone while I tell you about my day",
    feel="small",
    story="that I bore you",
    reminds="my father behind his newspaper",
    desire="that what I say is worth your attention",
    wishes=WISHES,
)


WISH_FIELDS = {
    name: value
    for piece, wish in zip(("first", "second", "third"), WISHES, strict=True)
    for name, value in ((piece, wish.words), (f"{piece}_often", "daily"), (f"{piece}_weeks", "2"))
}


def page_path(row: Request, end: str = "") -> str:
    """Return the path of a request's page."""
    return f"/requests/{row.pk}/{end}"


def read_page(client: Client, path: str) -> str:
    """Return a page's HTML."""
    response = client.get(path)
    assert response.status_code == 200, path
    return compact(response.content.decode())


def partner_of(user: User) -> Partner:
    partner = Partner.objects.current(user)
    assert partner
    return partner


def plan_of(row: Request) -> Plan:
    plan = active_plan(row)
    assert plan
    return plan


def draft(user: User, details: RequestDraft = DETAILS) -> Request:
    return drafts.create_draft(partner_of(user), details, new_key())


def begin_request_dialogue(
    ana: User, ben: User, row: Request, *, mode: str = "written", keep: bool = True
) -> Talk:
    """Begin a dialogue about a request."""
    dialogue = dialogue_hooks.start_dialogue(row, topic="Our evenings", mode=mode, keep=keep)
    return Talk(ana, ben, dialogue=dialogue, keep=keep)


def say_wishes(talk: Talk, words: Sequence[str] = ()) -> None:
    """Play a dialogue up to Ben's choice. Wishes are said as prepared, or the first ones in these words."""
    talk.play(TO_THE_DESIRE)
    say(talk, "ana", "desire", DETAILS.desire)
    talk.play("ben mirror, ana got_it")
    for wish in [*words, *(wish.words for wish in WISHES[len(words) :])]:
        say(talk, "ana", "ask", wish)
        talk.play("ben mirror")
    talk.play("ana got_it")


def say(
    talk: Talk, name: str, move: str, words: str = "", at: datetime | None = None, scale: int | None = None
) -> None:
    result = talk.make(name, move, words, at=at, scale=scale)
    assert result.refusal is None, (move, Refusal(result.refusal))


def create_chosen_request(
    ana: User,
    ben: User,
    *,
    at: datetime | None = None,
    row: Request | None = None,
    words: Sequence[str] = (),
) -> Request:
    """Return a request of which Ben chose the second wish."""
    row = row or draft(ana)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk, words)
    talk.play("ben choose_second")
    say(talk, "ben", "give", "gladly", at=at, scale=6)
    talk.play("ana mirror, ben got_it, ana thank")
    row.refresh_from_db()
    return row
