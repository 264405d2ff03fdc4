"""What past dialogues have for home: a new file, one's own words from a deleted dialogue, and a starred line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.timezones import describe_moment
from couples.home_items import HomeItem, HomeSource, Rank, Reader, register_home_items
from couples.models import Partner
from dialogues import own_words
from dialogues.models import Dialogue, Turn
from dialogues.retention import GRACE_PERIOD
from transcripts.models import Bookmark, Export


def register() -> None:
    """Register the items of past dialogues. None of them can be open: they wait for nobody."""
    register_home_items(
        HomeSource("transcripts", find_download, lambda reader: [new_files(reader.me)], counted=False),
        HomeSource(
            "transcripts", find_deleted, lambda reader: [deleted_by_partner(reader.me)], counted=False
        ),
        HomeSource("transcripts", find_starred, lambda reader: [starred(reader.me)], counted=False),
    )


def new_files(me: Partner) -> QuerySet[Export]:
    """Return this partner's files that are ready and were never downloaded."""
    files: QuerySet[Export] = Export.objects.of(me.user).filter(state=Export.READY, downloaded_at=None)
    return files


def find_download(reader: Reader) -> Iterator[HomeItem]:
    """Yield the newest file that waits to be downloaded."""
    for file in new_files(reader.me)[:1]:
        yield HomeItem(
            _("Your file is ready"),
            reverse("transcripts:exports"),
            _("Download"),
            Rank.QUIET,
            detail=_("It's here until {time}.").format(time=describe_moment(file.expires_at)),
            at=file.requested_at,
        )


def deleted_by_partner(me: Partner) -> QuerySet[Dialogue]:
    """Return the dialogues that the other deleted for both, and whose own words this partner can still read."""
    rows = own_words.dialogues_of(me).exclude(let_go_by=me).exclude(let_go_by=None)
    return rows.order_by("own_words_until")


def find_deleted(reader: Reader) -> Iterator[HomeItem]:
    """Yield the deleted dialogue whose words are gone first."""
    for row in deleted_by_partner(reader.me)[:1]:
        until = row.own_words_until
        yield HomeItem(
            _("{name} deleted a dialogue").format(name=reader.partner.name),
            reverse("transcripts:detail", args=[row.pk]),
            _("Open it"),
            Rank.QUIET,
            detail=_("Your own words are here until {day}.").format(day=day_text(until)) if until else "",
            at=row.let_go_at,
        )


def starred(me: Partner) -> QuerySet[Bookmark]:
    """Return the lines that this partner starred and can still read, the latest star first."""
    turns = Turn.objects.filter(dialogue=OuterRef("dialogue"), seq=OuterRef("seq"), words__isnull=False)
    rows = Bookmark.objects.filter(user=me.user_id, dialogue__couple=me.couple_id)
    is_readable = Q(dialogue__kept=True) | Q(dialogue__closed_at__gt=Now() - GRACE_PERIOD)
    rows = rows.filter(is_readable, dialogue__closed_at__isnull=False)
    rows = rows.annotate(
        author=Subquery(turns.values("author")), said_at=Subquery(turns.values("created_at"))
    )
    return rows.exclude(author=None).order_by("-created_at")


def find_starred(reader: Reader) -> Iterator[HomeItem]:
    """Yield the line that was starred last. Who said it and when, but not the words: others may see the phone."""
    for row in starred(reader.me)[:1]:
        is_own = row.author == reader.me.pk  # type: ignore[attr-defined]
        text = _("You starred something you said") if is_own else _("You starred something {name} said")
        yield HomeItem(
            text.format(name=reader.partner.name),
            f"{reverse('transcripts:detail', args=[row.dialogue_id])}#turn-{row.seq}",
            _("Read it again"),
            Rank.QUIET,
            detail=day_text(row.said_at),  # type: ignore[attr-defined]
        )


def day_text(moment: datetime) -> str:
    """Return a moment's day."""
    return formats.date_format(timezone.localtime(moment), "j F")
