"""Runs in a checkout of any commit: the demo couple writes in every room, then everything sealed is printed.

Commits that have `tests.privacy.everything` use that. For the two before it, the code is here.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import time
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.utils import timezone  # noqa: E402

from couples.models import Partner, User  # noqa: E402
from vault.fields import SealedTextField  # noqa: E402
from vault.sealing import unseal  # noqa: E402

EVERYTHING = import_module("tests.privacy.everything") if find_spec("tests.privacy.everything") else None
WITHOUT_WORDS = EVERYTHING.WITHOUT_WORDS if EVERYTHING else {"appointments_feed.token"}
WHOLE = """ben accept, ana ready, ben ready, ana send, ben mirror, ana that_is_all, ben summarise, ana got_it,
    ben validate, ana got_it, ben empathise, ana got_it"""
TO_THE_PROMISE = f"{WHOLE}, ana close, ben mirror, ana got_it, ben thank, ben ease, ana thank"
TO_THE_GIFT = f"""{WHOLE}, ana desire, ben mirror, ana got_it, ana ask, ben mirror, ana ask, ben mirror, ana ask,
    ben mirror, ana got_it, ben choose_second, ben give, ana thank"""


def word_of(user: User) -> str:
    return f"{user.email.split('@')[0]}squietword"


def place_of(user: User) -> Partner:
    return Partner.objects.select_related("couple", "user__profile").get(user=user, left_at=None)


def talk(one: User, other: User, script: str, **how: Any) -> None:
    limits, talks = import_module("dialogues.rate_limits"), import_module("tests.dialogues.dialogue_driver")
    voices = {"ana": word_of(one), "ben": word_of(other)}
    held = talks.Talk(one, other, **how)
    for act in script.split(","):
        limits.people.clear()
        who, move = act.split()
        answer = held.make(who, move, f"{voices[who]} {move}")
        assert answer.refusal is None, (act, answer.refusal)


def exit(one: User, other: User) -> None:
    keeping, noting, pages = (import_module(f"exits.{name}") for name in ("keeping", "noting", "pages"))
    told, models = import_module("exits.categories").Told, import_module("exits.models")
    word, today = word_of(one), timezone.localdate()
    row = keeping.name(place_of(one), told(f"{word} exit", gives=word), "e" * 22)
    dialogue = keeping.bring(row, words=word, mode="written", keep=True, prepared=word)
    talk(one, other, TO_THE_PROMISE, dialogue=dialogue)
    row = models.Exit.objects.of(place_of(one)).get(pk=row.pk)
    keeping.promise(row, keeping.Terms(models.FULLY, word, None, today + keeping.USUAL))
    due = pages.next_review(row)
    keeping.review(row, outcome="kept", note=word, next_on=today + keeping.USUAL, review_id=due.pk)
    noting.note(row, day=today, words=word, shared=True, key="n" * 22)


def request(one: User, other: User) -> None:
    asking, planning, preparing, answering, told, models = (
        import_module(f"change_requests.{name}")
        for name in ("asking", "planning", "preparing", "answering", "told", "models")
    )
    word, asker, giver = word_of(one), place_of(one), place_of(other)
    wishes = tuple(told.Wish(f"{word} {n}") for n in (1, 2, 3))
    row = preparing.begin(asker, told.Told(frustration=word, desire=word, wishes=wishes), "r" * 22)
    talk(one, other, TO_THE_GIFT, dialogue=asking.ask(row, topic=word, mode="written", keep=True))
    plan = models.Plan.objects.get(asked__request=row, ended_at=None)
    row = models.Request.objects.with_asker().get(pk=row.pk)
    which = [plan.pk] if "plan" in signature(planning.give).parameters else []
    planning.give(row, giver, *which, plan.days[0], word_of(other))
    answering.thank(row, asker, models.Gift.objects.get(plan=plan).pk, word)
    for partner in (asker, giver):
        answering.look_back(row, partner, plan.pk, 0, {"for_me": word_of(partner.user), "for_you": ""})


def workup(one: User, other: User) -> None:
    models, portrait, saving, sharing = (
        import_module(f"workup.{name}") for name in ("models", "portrait", "saving", "sharing")
    )
    partner, made = place_of(one), models.Workup.objects.create(user=one)
    people = [{"id": "mother-0", "name": word_of(one)}]
    for question, value in (("caretakers", people), ("needed", f"to be {word_of(one)}")):
        saving.save(made, question, "", value, saving.Upon())
    told = portrait.Portrait(made, partner).part("need")
    sharing.share(partner, made, told, told.mark)
    sharing.thank(place_of(other), models.Shared.objects.with_owner().get(workup=made), word_of(other))


def beside(one: User) -> None:
    """The rooms that the second of the two commits had, and the inbox of both."""
    reminders = import_module("reminders.models")
    reminders.Notice.objects.create(
        user=one, sort="turn", occasion="x", path="/dialogues/", due_at=timezone.now()
    )
    reminders.Muted.objects.create(user=one, sort="review")
    if find_spec("appointments"):
        import_module("appointments.services").propose(place_of(one), 6, time(20))
        import_module("appointments.feeds").make(one)
    if find_spec("pulse"):
        answering = import_module("pulse.services")
        answering.answer(one, answering.this_week(one), {"close": 5}, 0)
        answering.ask(one, 6, time(18))
        import_module("pulse.sharing").agree(place_of(one))


def opened() -> dict[str, list[str]]:
    """Everything sealed, opened."""
    words: dict[str, list[str]] = defaultdict(list)
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedTextField):
                name = f"{model._meta.db_table}.{field.column}"
                words[name] += [getattr(row, field.attname) for row in model._base_manager.all()]
    turns = import_module("dialogues.models")
    for turn in turns.Turn.objects.exclude(words=None).select_related(
        "author__couple", "author__user__profile"
    ):
        place = turns.place(turn.dialogue_id, turn.seq)
        words["dialogues_turn.words"].append(unseal(turn.author.keys, bytes(turn.words), place))
    return {
        name: sorted(filter(None, found))
        for name, found in sorted(words.items())
        if any(found) and name not in WITHOUT_WORDS
    }


def fill(ana: User, ben: User) -> None:
    if EVERYTHING:
        EVERYTHING.fill(ana, ben)
        return
    for one, other in ((ana, ben), (ben, ana)):
        for room in (exit, request, workup):
            room(one, other)
        beside(one)


if __name__ == "__main__":
    fill(*User.objects.filter(email__in=["ana@example.org", "ben@example.org"]).order_by("email"))
    json.dump(opened(), sys.stdout, ensure_ascii=False, indent=1)
