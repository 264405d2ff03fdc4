"""The registry of what each room has for a partner: one list for the home page, the inbox and the badges."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise

from couples import home_rows
from couples.current_person import NOBODY
from couples.home_rows import Statement
from couples.models import Partner, User

T = TypeVar("T")
log = logging.getLogger(__name__)

MAX_LINES = 2  # beside the card
LATEST = datetime.max.replace(tzinfo=UTC)


class Rank(IntEnum):
    """How pressing an item is, the most pressing first."""

    RUNNING = 1  # a dialogue under way or paused
    ASKED = 2  # the partner is waiting for an answer
    TODAY = 3
    BEGINNING = 4  # the first evening, or the first after a long pause
    NEWS = 5  # the partner did something, or a day to look back has come
    WAITING = 6  # for the partner
    QUIET = 7  # good to know; never the card
    IDLE = 8  # what the card offers when nothing else is there; never a line


@dataclass(frozen=True, slots=True)
class HomeItem:
    """One thing that a room has for one partner, for as long as it isn't done.

    `sentence` stands alone in a list; `detail` is a second line. It may hold words that this partner can read anyway.
    With an `action`, the button posts `fields` to it instead of opening `path`.
    """

    sentence: str
    path: str
    button: str
    rank: Rank
    is_open: bool = False  # this partner can do it; those count on the badges
    detail: str | Promise = ""
    hint: str = ""  # what happens next, on the card
    at: datetime | None = None  # earlier ones come first
    action: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    stands_alone: bool = False  # as the card, without lines beside it
    app: str = ""  # filled in by the list


@dataclass(frozen=True)
class Reader:
    """The partner whose home it is, and the other, on this day where they are."""

    me: Partner
    today: date = field(default_factory=timezone.localdate)

    @cached_property
    def partner(self) -> Partner:
        return self.me.other()

    @cached_property
    def answers(self) -> dict[Callable[[Partner], Any], Any]:
        return {}

    def cached(self, ask: Callable[[Partner], T]) -> T:
        """Return what `ask` finds for the partner. It is called at most once a page."""
        if ask not in self.answers:
            self.answers[ask] = ask(self.me)
        found: T = self.answers[ask]
        return found


@dataclass(frozen=True)
class HomeSource:
    """Where some of an app's items come from.

    There are some only while one of its `rows` exists. All sources' rows are looked for with one query, and only then
    is `find` called; without `rows` it always is. That query is composed once a day for everyone, so `rows` may use
    its reader's `me` and `today`, but no clock except the database's. The items of a source that isn't `counted` can't
    be open, and badges don't ask it.
    """

    app: str
    find: Callable[[Reader], Iterable[HomeItem]]
    rows: Callable[[Reader], Iterable[QuerySet[Any]]] | None = None
    counted: bool = True


_registry: list[HomeSource] = []


def register_home_items(*sources: HomeSource) -> None:
    """Register what an app has for home."""
    _registry.extend(sources)


def home_sources() -> list[HomeSource]:
    """Return all sources, in the order of the apps."""
    return list(_registry)


class HomeList:
    """Everything there is for one partner, the most pressing first. Each source is asked once, when it's needed; if
    `all` is read first, all of them at once."""

    def __init__(self, me: Partner, sources: Sequence[HomeSource] | None = None) -> None:
        self.reader = Reader(me)
        self.sources = home_sources() if sources is None else sources

    @property
    def open(self) -> list[HomeItem]:
        """What can be done now."""
        known = self.all if "all" in vars(self) else self.counted
        return [item for item in known if item.is_open]

    @cached_property
    def all(self) -> list[HomeItem]:
        if "counted" not in vars(self):
            return in_order(self.ask(self.sources))
        others = [source for source in self.sources if not source.counted]
        return in_order([*self.counted, *self.ask(others)])

    @cached_property
    def counted(self) -> list[HomeItem]:
        return in_order(self.ask([source for source in self.sources if source.counted]))

    def ask(self, sources: Sequence[HomeSource]) -> list[HomeItem]:
        """Return the items of these sources."""
        items: list[HomeItem] = []
        for source in self.present(sources):
            with left_out_on_error(source):
                found = list(source.find(self.reader))
                items += [
                    replace(one, app=source.app, is_open=one.is_open and source.counted) for one in found
                ]
        return items

    def present(self, sources: Sequence[HomeSource]) -> list[HomeSource]:
        """Return the sources that may have something."""
        statements: dict[HomeSource, Statement] = {}
        for source in sources:
            with left_out_on_error(source):
                statements[source] = statement_of(source, self.reader.today)
        try:
            exist = home_rows.execute(list(statements.values()), self.reader.me) if statements else []
        except DatabaseError:
            log.exception("home items are looked for in every room")
            return list(sources)
        return [source for source, exists in zip(statements, exist, strict=True) if exists]


@lru_cache
def statement_of(source: HomeSource, today: date) -> Statement:
    """Return the statement that a source may have something on this day, for whichever partner."""
    if source.rows is None:
        return Statement("TRUE")
    return home_rows.write_statement(source.rows(Reader(home_rows.ANYONE, today)))


@contextmanager
def left_out_on_error(source: HomeSource) -> Iterator[None]:
    """Leave out what a source can't say. No page fails for it."""
    try:
        yield
    except Exception:  # whatever it is, the other sources' items are worth showing
        log.exception("home items of %s are left out", source.app)


def in_order(items: Iterable[HomeItem]) -> list[HomeItem]:
    """Return items with the most pressing first."""
    return sorted(items, key=lambda item: (item.rank, not item.is_open, item.at or LATEST))


def home_of(user: User) -> HomeList | None:
    """Return what there is for this user; None without a partner."""
    me = Partner.objects.current(user)
    return HomeList(me) if me else None


def home_for(request: HttpRequest) -> HomeList | None:
    """Return what there is for the user of a request, the same list for the whole page."""
    if not hasattr(request, "home_list"):
        me = getattr(request, "person", NOBODY).partner
        request.home_list = HomeList(me) if me else None  # type: ignore[attr-defined]
    found: HomeList | None = request.home_list  # type: ignore[attr-defined]
    return found


def reader_of(request: HttpRequest) -> Reader:
    """Return the reader of the request's home list. Raises TypeError for anyone without a partner."""
    found = home_for(request)
    if found is None:
        raise TypeError("only a partner has a home")
    return found.reader


def open_items_for(request: HttpRequest) -> list[HomeItem]:
    """Return what the user of a request can do now."""
    found = home_for(request)
    return found.open if found else []


@dataclass(frozen=True)
class Home:
    """The home page: one card, and at most two lines beside it."""

    card: HomeItem
    lines: list[HomeItem]


def build_home(items: list[HomeItem]) -> Home:
    """Return the home page of these items. One of them has to be able to be the card."""
    card = next(item for item in items if item.rank is not Rank.QUIET)
    others = [item for item in items if item is not card]
    lines = [item for item in others if item.rank not in (Rank.BEGINNING, Rank.IDLE)]
    return Home(card, [] if card.stands_alone else lines[:MAX_LINES])
