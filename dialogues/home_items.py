"""What dialogues have for home: invitations, what is under way or paused, a swap to come, and a talk to begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.timezones import describe_moment
from couples import home_rows
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner
from dialogues.invitations import UNANSWERED
from dialogues.list_items import begin_url
from dialogues.models import Dialogue, Turn
from dialogues.protocol import INVITED, PAUSED, State
from dialogues.protocol.arrangements import AGREED, ARRANGING, MEETING_STEPS
from dialogues.protocol.engine import current_step, is_left_in_peace, may_act
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.kinds.appreciation import KIND as APPRECIATION

MEETING = {step.name for step in MEETING_STEPS}
A_DAY = timedelta(days=1)
LONG_PAUSE = timedelta(weeks=3)  # without a dialogue: nothing to catch up on


def register() -> None:
    """Register the dialogues' items."""
    register_home_items(
        HomeSource("dialogues", find_open, lambda reader: [open_dialogues(reader.me)]),
        HomeSource("dialogues", find_swap, lambda reader: [swaps_to_come(reader.me)], counted=False),
        HomeSource("dialogues", find_beginning, counted=False),
    )


def open_dialogues(me: Partner) -> QuerySet[Dialogue]:
    """Return the couple's open dialogues, each with when it last moved."""
    rows = Dialogue.objects.for_partner(me).filter(closed_at=None)
    dialogues: QuerySet[Dialogue] = rows.annotate(moved_at=Coalesce(Max("turns__created_at"), "created_at"))
    return dialogues


def fetch_open(me: Partner) -> list[Dialogue]:
    """Return the open dialogues."""
    return home_rows.fetch(open_dialogues, me)


def find_open(reader: Reader) -> Iterator[HomeItem]:
    """Yield the couple's open dialogues."""
    for row in reader.cached(fetch_open):
        yield open_item(row, reader, Rank.WAITING if is_resting(row) else None)


def is_resting(row: Dialogue) -> bool:
    """Return whether an open dialogue was left long ago, and no time to meet is ahead."""
    moved_at: datetime = row.moved_at  # type: ignore[attr-defined]
    return moved_at < timezone.now() - LONG_PAUSE and not is_ahead(row.meet_at)


def swaps_to_come(me: Partner) -> QuerySet[Turn]:
    """Return where a swap was put off to a time, until a day after it or until a dialogue of the kind has begun."""
    others = Dialogue.objects.exclude(pk=OuterRef("dialogue"))
    again = others.filter(
        couple=OuterRef("dialogue__couple"),
        kind=OuterRef("dialogue__kind"),
        created_at__gt=OuterRef("dialogue__closed_at"),
    )
    ended = Turn.objects.filter(
        dialogue__couple=me.couple_id, dialogue__closed_at__isnull=False, dialogue__let_go_at=None
    )
    rows: QuerySet[Turn] = ended.filter(~Exists(again), move="not_today", meet_at__gt=Now() - A_DAY)
    return rows.order_by("meet_at")


def find_swap(reader: Reader) -> Iterator[HomeItem]:
    """Yield the next swap that was put off; whoever listened the last time starts."""
    rows = swaps_to_come(reader.me).values_list("meet_at", "dialogue__kind", "dialogue__snapshot__sender")
    for at, kind, sender in rows[:1]:
        is_mine = sender != reader.me.slot
        starts = _("you start") if is_mine else _("{name} starts").format(name=reader.partner.name)
        yield HomeItem(
            _("You two wanted to swap roles: {time}").format(time=describe_moment(at) if at else ""),
            begin_url(KINDS[kind]) if is_mine else reverse("dialogues:list"),
            _("I'll start") if is_mine else _("Open Talk"),
            Rank.QUIET,
            detail=f"{_(KINDS[kind].title)} · {starts}",
            at=at,
        )


def find_beginning(reader: Reader) -> Iterator[HomeItem]:
    """Yield the dialogue to begin: the first one, a small one after a long pause, or any."""
    name, talked_at = reader.partner.name, last_talk(reader)
    is_recent = talked_at is not None and talked_at > timezone.now() - LONG_PAUSE
    if is_recent or not all(map(is_resting, reader.cached(fetch_open))):
        yield any_dialogue(name)
    else:
        yield small_dialogue(name) if talked_at else first_dialogue(name)


def last_talk(reader: Reader) -> datetime | None:
    """Return when the couple last began or ended a dialogue that was more than an invitation."""
    begun = Dialogue.objects.filter(couple=reader.me.couple_id).exclude(UNANSWERED)
    at: datetime | None = begun.aggregate(at=Max(Greatest("created_at", "closed_at")))["at"]
    return at


def any_dialogue(name: str) -> HomeItem:
    """Return a dialogue of any kind."""
    return HomeItem(
        _("What would you like to talk about?"),
        reverse("dialogues:new"),
        _("Start a dialogue"),
        Rank.IDLE,
        detail=_("Nothing starts until {name} says yes.").format(name=name),
    )


def first_dialogue(name: str) -> HomeItem:
    """Return the couple's first dialogue."""
    return HomeItem(
        _("Your first dialogue: something you appreciate"),
        begin_url(APPRECIATION),
        _("I'll start"),
        Rank.BEGINNING,
        detail=_("Sit together, about 10 minutes. One of you starts."),
        hint=_("If {name} starts, you'll see it here.").format(name=name),
    )


def small_dialogue(name: str) -> HomeItem:
    """Return a small dialogue, after a long pause."""
    return HomeItem(
        _("Tell {name} one thing you appreciate").format(name=name),
        begin_url(APPRECIATION),
        _("Start an appreciation"),
        Rank.BEGINNING,
        detail=_("It's been a while, and there's nothing to catch up on. A few minutes are enough."),
        stands_alone=True,
    )


def open_item(row: Dialogue, reader: Reader, rank: Rank | None) -> HomeItem:
    """Return an open dialogue as one partner sees it, at the rank of its state unless another is given."""
    state, me = row.state, reader.me
    step = current_step(row.rules, state)
    is_mine = may_act(step, state, me.slot)
    invites_me = state.step == INVITED and is_mine
    waits_for_a_time = state.step in (PAUSED, AGREED.name) and is_ahead(row.meet_at)
    in_peace = is_left_in_peace(row.rules, state, me.slot)
    is_waiting = state.step == INVITED or step.unhurried or in_peace
    own_rank = Rank.ASKED if invites_me else Rank.WAITING if is_waiting else Rank.RUNNING
    is_asked = is_mine and bool(state.done) and state.step in MEETING
    return HomeItem(
        describe(row, reader, is_mine=is_mine),
        reverse("dialogues:room", args=[row.pk]),
        button_label(state, invites_me=invites_me, is_asked=is_asked),
        rank or own_rank,
        is_open=is_mine and not waits_for_a_time and not in_peace,
        detail=" · ".join(filter(None, (row.topic, _(row.rules.title), minutes_text(row)))),
        at=row.meet_at if waits_for_a_time else row.created_at,
    )


def minutes_text(row: Dialogue) -> str:
    """Return about how long an invitation asks for, "" once it was answered."""
    if row.state.step != INVITED:
        return ""
    return _("about {minutes} minutes").format(minutes=row.rules.minutes)


def button_label(state: State, *, invites_me: bool, is_asked: bool) -> str:
    """Return what opens an open dialogue."""
    if invites_me:
        return _("Open the invitation")
    if is_asked:
        return _("Answer")
    return _("Open it") if state.step in ARRANGING else _("Back to the dialogue")


def describe(row: Dialogue, reader: Reader, *, is_mine: bool) -> str:
    """Return what an open dialogue waits for, as one sentence."""
    state, name = row.state, reader.partner.name
    if state.step == PAUSED and row.meet_at and is_ahead(row.meet_at):
        return _("Paused until {time}").format(time=describe_moment(row.meet_at))
    if state.step == PAUSED:
        return _("You've paused")
    if state.step == INVITED:
        text = _("{name} invites you") if is_mine else _("Waiting for {name}'s answer")
        return text.format(name=name)
    step = current_step(row.rules, state)
    text = with_names(row, state, reader, step.title if is_mine else step.waiting)
    is_asked = is_mine and state.step not in MEETING and not step.unhurried
    return _("Your turn: {step}").format(step=text) if is_asked else text


def with_names(row: Dialogue, state: State, reader: Reader, text: str) -> str:
    """Return a text of a kind's table in words, with the names of the two and the time to meet."""
    me, partner = reader.me, reader.partner
    sender, receiver = (me, partner) if me.slot == state.sender else (partner, me)
    time, new_time = (
        describe_moment(moment) if moment else _("another time") for moment in (row.meet_at, row.new_meet_at)
    )
    names = {"partner": partner.name, "sender": sender.name, "receiver": receiver.name}
    return _(text).format(**names, time=time, new_time=new_time)


def is_ahead(moment: datetime | None) -> bool:
    """Return whether a time is still to come."""
    return moment is not None and moment > timezone.now()
