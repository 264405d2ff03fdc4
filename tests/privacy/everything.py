"""Two people who have written in every box of every room, each with a word of their own; and all that opens of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from itertools import product
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import models
from django.utils import timezone

from appointments import feeds, weekly
from appointments.models import WeeklyTime
from change_requests import answering, asking, planning, preparing
from change_requests.models import Gift, Plan, Request
from change_requests.told import Told, Wish
from couples import theirs
from couples.kept import new_key
from couples.models import Partner, User
from dialogues import limits
from dialogues.models import Dialogue, Turn, place
from exits import keeping, noting, pages
from exits.inventory import Told as ToldOfExit
from exits.keeping import Terms
from exits.models import FULLY, Exit, Freed
from pulse import answering as pulse
from pulse import sharing as shown
from reminders import inbox, phones
from reminders.models import Notice, Phone, Ways
from tests.change_requests.asked import TO_THE_DESIRE, plan_of
from tests.dialogues.talk import WHOLE, Talk
from tests.people import session_cookie
from tests.privacy.promises import TO_THE_PROMISE
from tests.privacy.routes import Route, routes
from tests.reminders.sinks import Browser
from transcripts.models import Note, Parcel, Star
from vault import datakeys
from vault.fields import SealedTextField
from vault.models import Destroyed
from vault.sealing import seal, unseal
from workup import sharing
from workup.models import Shared, Workup
from workup.portrait import Portrait
from workup.saving import Upon, save
from workup.sections import QUESTIONS, SECTIONS

WORD = {"ana": "anasquietword", "ben": "bensquietword"}
WITHOUT_WORDS = {  # sealed columns that hold no words of anybody
    "appointments_feed.token",
    "pulse_pulse.numbers_text",
    "reminders_phone.address",
    "workup_shared.sources",
    "transcripts_parcel.content",  # the row goes as a whole
}


def word_of(user: User) -> str:
    return WORD[user.email.split("@")[0]]


def place_of(user: User) -> Partner:
    return Partner.objects.select_related("couple", "user__profile").get(user=user, left_at=None)


class Voices(Talk):
    """A talk in which each says their own word. Whoever they are, who begins it is called ana here."""

    def __init__(self, one: User, other: User, **how: object) -> None:
        super().__init__(one, other, **how)  # type: ignore[arg-type]
        self.voices = {"ana": word_of(one), "ben": word_of(other)}

    def play(self, script: str) -> None:
        limits.people.clear()  # they took longer over it than this test does
        for act in script.split(","):
            who, move = act.split()
            answer = self.make(who, move, f"{self.voices[who]} {move}", scale=4)
            assert answer.refusal is None, (act, answer.refusal)


def fill(ana: User, ben: User) -> None:
    """Both have done everything that there is to do, each as the one and as the other."""
    for one, other in ((ana, ben), (ben, ana)):
        talk(one, other)
        exit(one, other)
        request(one, other)
        workup(one, other)
        beside(one)


def talk(one: User, other: User) -> None:
    """A dialogue that both keep, with a star and a note beside it."""
    whole = Voices(one, other)
    Dialogue.objects.filter(pk=whole.pk).delete()
    whole.dialogue.topic = f"{word_of(one)} topic"
    whole.dialogue.save(force_insert=True)
    whole.play(WHOLE)
    Star.objects.create(user=one, dialogue=whole.dialogue, seq=4)
    Note.objects.create(user=one, dialogue=whole.dialogue, seq=5, words=word_of(one))


def exit(one: User, other: User) -> None:
    """An exit to its promise, with a look back and a note; and another that is talked about just now."""
    word, today = word_of(one), timezone.localdate()
    found = [keeping.name(place_of(one), ToldOfExit(f"{word} {n}", gives=word), new_key()) for n in (1, 2)]
    for row in found:
        dialogue = keeping.bring(row, words=word, mode="written", keep=True, prepared=word)
        about = Voices(one, other, dialogue=dialogue)
        about.play(TO_THE_PROMISE if row is found[0] else "ben accept")
    row = Exit.objects.of(place_of(one)).get(pk=found[0].pk)
    keeping.promise(row, Terms(FULLY, word, None, today + keeping.USUAL))
    due = pages.next_review(row)
    assert due
    keeping.review(row, outcome="kept", note=word, next_on=today + keeping.USUAL, review_id=due.pk)
    noting.note(row, day=today, words=word, shared=True, key=new_key())


def request(one: User, other: User) -> None:
    """A request that was asked, given, thanked for and looked back at; and one that is a draft."""
    word, asker, giver = word_of(one), place_of(one), place_of(other)
    told = Told(frustration=word, desire=word, wishes=tuple(Wish(f"{word} {n}") for n in (1, 2, 3)))
    preparing.begin(asker, replace(told, feel=word), new_key())
    row = preparing.begin(asker, told, new_key())
    about = Voices(one, other, dialogue=asking.ask(row, topic=word, mode="written", keep=True))
    about.play(f"{TO_THE_DESIRE}, ana desire, ben mirror, ana got_it")
    about.play(", ".join(["ana ask, ben mirror"] * 3))
    about.play("ana got_it, ben choose_second, ben give, ana thank")
    row = Request.objects.with_asker().get(pk=row.pk)
    plan = plan_of(row)
    planning.give(row, giver, plan.pk, plan.days[0], word_of(other))
    answering.thank(row, asker, Gift.objects.get(plan=plan).pk, word)
    for partner in (asker, giver):
        said = {"for_me": word_of(partner.user), "for_you": ""}
        answering.look_back(row, partner, plan.pk, 0, said)


def workup(one: User, other: User) -> None:
    """A workup with a part in own words, which the other reads and thanks for."""
    word, partner = word_of(one), place_of(one)
    made = Workup.objects.create(user=one)
    people = [{"id": "mother-0", "name": word}]
    for question, value in (("caretakers", people), ("needed", f"to be {word}"), ("want", word)):
        save(made, question, "", value, Upon())
    for name in ("need", "wish"):
        portrait = Portrait(made, partner)
        told = portrait.part(name)
        assert told
        sharing.confirm(made, portrait.answers, told.part, f"{word} in my words", told.mark)
    told = Portrait(made, partner).part("need")
    assert told
    sharing.share(partner, made, told, told.mark)
    sharing.thank(place_of(other), Shared.objects.with_owner().get(workup=made), word_of(other))


def beside(one: User) -> None:
    """The pulse, the times, the reminders, and a packed copy."""
    partner, now = place_of(one), timezone.now()
    pulse.answer(one, pulse.this_week(one), {"close": 5}, 0)
    pulse.ask(one, 6, time(18))
    shown.agree(partner)
    weekly.propose(partner, 6, time(20))
    feeds.make(one)
    browser = Browser(f"https://updates.push.services.mozilla.com/wpush/v2/{one.pk}")
    phones.add(one, session_cookie(one), **browser.fields)
    inbox.choose(one, ["turn"])
    Ways.objects.create(user=one, by_mail=True)
    Notice.objects.create(user=one, sort="turn", occasion="x", path="/dialogues/", due_at=now)
    key = datakeys.create()
    content = seal([one.profile.key_id, key.pk], word_of(one), "a parcel")
    Parcel.objects.create(
        user=one, what="everything", format="json", key=key, content=content, expires_at=now
    )


def opened() -> Iterator[tuple[str, object, str]]:
    """All that any living key opens: the column, the row, and the words."""
    for model in apps.get_models():
        sealed = [field for field in model._meta.local_fields if isinstance(field, SealedTextField)]
        for row in model._base_manager.all() if sealed else ():
            for field in sealed:
                yield from ((column(field), row.pk, words) for words in words_in(row, field))
    related = Turn.objects.exclude(words=None).select_related("author__couple", "author__user__profile")
    for turn in related:
        where = place(turn.dialogue_id, turn.seq)
        yield from (
            ("dialogues_turn.words", turn.pk, words)
            for words in unsealed(turn.author.keys, turn.words, where)
        )
    for parcel in Parcel.objects.select_related("user__profile"):
        owners = [parcel.user.profile.key_id, parcel.key_id]
        yield from (
            ("transcripts_parcel.content", parcel.pk, words)
            for words in unsealed(owners, parcel.content, "a parcel")
        )


def column(field: models.Field) -> str:
    return f"{field.model._meta.db_table}.{field.attname}"


def words_in(row: models.Model, field: models.Field) -> list[str]:
    try:
        words = getattr(row, field.attname)
    except Destroyed:
        return []
    return [words] if words else []


def unsealed(owners: object, blob: object, where: str) -> list[str]:
    try:
        return [unseal(list(owners), bytes(blob), where)]  # type: ignore[call-overload]
    except Destroyed:
        return []


def held_of(word: str) -> set[tuple[str, object]]:
    """Where this word is found, by column and row."""
    return {(column, pk) for column, pk, words in opened() if word in words}


def end_all() -> None:
    """Every dialogue that is open is stopped."""
    for dialogue in Dialogue.objects.filter(closed_at=None).select_related("couple"):
        one, other = (partner.user for partner in dialogue.couple.partners.order_by("slot"))
        answer = Voices(one, other, dialogue=dialogue).make("ana", "stop")
        assert answer.refusal is None


def addresses() -> list[str]:
    """Every page of the rooms, of all that there is now. Of the workup's questions it is one of each kind."""
    values = {
        "dialogue": Dialogue,
        "plan": Plan,
        "gift": Gift,
        "what": Gift,
        "noted": Freed,
        "phone": Phone,
        "shared": Shared,
        "workup": Workup,
    }
    own = {"exits": Exit, "change_requests": Request, "appointments": WeeklyTime, "end_session": UserSession}
    kinds = {question.kind: name for name, question in QUESTIONS.items()}
    names = {"name": list(theirs.belongings()), "question": [*kinds.values()], "about": ["mother-0"]}
    names |= {"section": [section.name for section in SECTIONS]}

    def known(route: Route, parameter: str) -> list[Any]:
        if parameter in names:
            return names[parameter]
        model = own.get(route.name.split(":")[0]) if parameter == "pk" else values.get(parameter)
        return list(model._default_manager.values_list("pk", flat=True)) if model else []

    return [
        route.path(dict(zip(route.parameters, chosen, strict=True)))
        for route in routes()
        if not route.name.startswith(("account_", "mfa_"))
        for chosen in product(*(known(route, parameter) for parameter in route.parameters))
    ]
