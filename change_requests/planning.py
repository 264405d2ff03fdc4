"""What the giver does: choose, change their mind, give, set it aside; and what both say when they look back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from change_requests.models import Asked, Gift, LookedBack, Plan, Request, Thanks
from change_requests.moving import end_plan, held, move, standing
from change_requests.states import NotNow
from change_requests.told import PIECES
from couples.models import Partner


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the three wishes, from which day on, how hard it is (0 to 10, or not said), and a word to it."""

    piece: str
    begins_on: date
    hard: int | None = None
    words: str = ""


def plan(row: Request, asked: Asked, giver: Partner, choice: Choice) -> Plan:
    """A plan in the place of the one that stood. Raises NotNow. The request is held."""
    move(row, "choose", giver)
    end_plan(row)
    frame = asked.wishes[PIECES.index(choice.piece)].frame
    made = Plan(
        asked=asked,
        giver=giver,
        piece=choice.piece,
        often=frame.often,
        weeks=frame.weeks,
        begins_on=choice.begins_on,
        hard=choice.hard,
        words=choice.words or None,
    )
    made.save(force_insert=True)
    return made


def said_last(row: Request) -> Asked | None:
    """The last time it was said to the end."""
    asked: Asked | None = row.asked.filter(text__isnull=False).order_by("asked_at").last()
    if asked:
        asked.request = row
    return asked


@transaction.atomic
def choose(found: Request, giver: Partner, choice: Choice) -> None:
    """Choose one of the three, after the dialogue or anew. Raises NotNow."""
    row = held(found)
    asked = said_last(row)
    if asked is None:
        raise NotNow
    plan(row, asked, giver, choice)


@transaction.atomic
def give(found: Request, giver: Partner, day: date, words: str) -> None:
    """Tick one of the days. The same day again changes nothing. Raises NotNow."""
    row = held(found)
    stands = standing(row)
    if stands is None or day not in stands.days:
        raise NotNow
    if stands.gifts.filter(day=day).exists():
        return
    move(row, "give", giver)
    Gift.objects.create(plan=stands, day=day, words=words or None)


@transaction.atomic
def take_back_gift(found: Request, giver: Partner, gift: uuid.UUID) -> None:
    """A slip of the thumb: it was not given. What was thanked for stays. Raises NotNow."""
    row = held(found)
    if row.asker_id == giver.pk:
        raise NotNow
    Gift.objects.filter(plan__asked__request=row, pk=gift, plan__ended_at=None, thanks=None).delete()


@transaction.atomic
def thank(found: Request, asker: Partner, gift: uuid.UUID, words: str) -> None:
    """Thank for one gift, once. Raises NotNow."""
    row = held(found)
    given = Gift.objects.filter(plan__asked__request=row, pk=gift).first()
    if given is None or row.asker_id != asker.pk:
        raise NotNow
    thanks = Thanks.objects.filter(gift=given).first() or Thanks(gift=given, author=asker)
    thanks.author = asker
    thanks.words = words or None
    thanks.seen_at = None
    thanks.save()


@transaction.atomic
def look_back(found: Request, author: Partner, plan_id: uuid.UUID, said: Mapping[str, str]) -> None:
    """Say what changed, for oneself and for the other; saying it again takes the place of it. Raises NotNow."""
    row = held(found)
    looked_at = Plan.objects.filter(asked__request=row, pk=plan_id).first()
    if looked_at is None:
        raise NotNow
    saw = looked_at.looked_back.filter(author=author).first() or LookedBack(plan=looked_at)
    saw.author, saw.seen_at = author, None
    saw.text = json.dumps(dict(said), ensure_ascii=False)
    saw.save()


@transaction.atomic
def finish(found: Request, who: Partner) -> None:
    """It was given; the plan ends. Raises NotNow."""
    row = held(found)
    move(row, "finish", who)
    end_plan(row)


@transaction.atomic
def set_aside(found: Request, giver: Partner) -> None:
    """The giver gives it no more: alone, at once, without a reason. Raises NotNow."""
    row = held(found)
    move(row, "set_aside", giver)
    end_plan(row)
