"""The page of the insights: the same for both, of kept words only, and nobody named beside a number."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from bench import dataset
from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from couples.pairing import pair
from couples.profiles import update_profile
from dialogues import erasure
from dialogues.models import Dialogue, Turn
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.privacy.promises import TO_THE_PROMISE

PATH = "/transcripts/insights/"
TIMELINE = "/transcripts/"
EARLY = "There will be something to see here after a few dialogues."
REMARKS = ("better", "worse", "average", "trend", "best", "failed", "wrong", "%", "↑", "↓")


@pytest.fixture
def hers(ana: User) -> Client:
    return signed_in(ana)


@pytest.fixture
def his(ben: User) -> Client:
    return signed_in(ben)


@pytest.fixture
def talk(ana: User, ben: User, settings: Settings) -> Callable[..., Dialogue]:
    """A dialogue of the two, `days` ago: what it is about, and the `feeling` that Ben names and Ana names `back`."""
    settings.MOVES_A_MINUTE = 1_000_000

    def held(
        script: str = WHOLE,
        *,
        days: int = 0,
        topic: str = "Quiet dinners",
        feeling: str = "",
        back: str = "",
        **how: object,
    ) -> Dialogue:
        new = Talk(ana, ben, **how)  # type: ignore[arg-type]
        named = {"ben": feeling, "ana": back}
        for who, move in (act.split() for act in script.split(",") if act.strip()):
            if move == "empathise" and named[who]:
                assert new.make(who, move, f"I imagine that you feel {named[who]}.").refusal is None
            else:
                new.play(f"{who} {move}")
        row = new.now()
        row.created_at -= timedelta(days=days)
        if row.topic is not None:
            row.topic = topic
        row.save()
        return row

    return held


def text(browser: Client, path: str = PATH) -> str:
    """The page as it is read, without the token and without what names the reader to scripts."""
    answer = browser.get(path)
    assert answer.status_code == 200
    page = re.sub(r'(name="csrfmiddlewaretoken" value|data-me)="[\w-]+"', "", answer.content.decode())
    return html.unescape(page)


def part(page: str, name: str) -> str:
    """One section, by the id of its heading."""
    found = re.search(rf'<section [^>]*aria-labelledby="{name}-head".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def table(page: str, name: str) -> list[list[str]]:
    """The rows of a section's table, cell by cell."""
    body = re.search(r"<tbody>(.*?)</tbody>", part(page, name), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [
        [cell.strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows
    ]


def feelings(page: str) -> dict[str, int]:
    return {name: int(dialogues) for name, dialogues in table(page, "feelings")}


def topics(page: str) -> list[str]:
    return re.findall(r'<li class="topic">\s*<h3>(.*?)</h3>', page)


def test_before_a_few_dialogues_there_is_a_kind_word_and_no_drawing(
    talk: Callable[..., Dialogue], hers: Client
):
    for _ in range(2):
        assert EARLY in text(hers)
        assert 'role="img"' not in text(hers)
        talk(feeling="lonely")
    assert EARLY in text(hers)
    talk()
    page = text(hers)
    assert EARLY not in page
    assert 'role="img"' in page


def test_invitations_that_led_to_no_talk_do_not_count(talk: Callable[..., Dialogue], hers: Client):
    for script in ("", "ben decline", "ben later", "ben accept, ana stop", "ben accept, ana pause"):
        talk(script)
    talk("ben accept, ana ready, ben ready")
    talk()
    assert EARLY in text(hers)
    talk()
    assert table(text(hers), "months") == [[f"{timezone.localdate():%B %Y}", "3"]]


def test_both_see_the_same(talk: Callable[..., Dialogue], hers: Client, his: Client, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 12)
    talk(kind="appreciation", script="ben accept, ana ready, ben ready, ana send, ben mirror, ana got_it")
    talk(keep=False)
    talk(feeling="lonely")
    assert text(hers) == text(his)


@pytest.mark.slow
def test_nobody_is_named_and_nothing_is_called_better(hers: Client, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 40)
    page = text(hers).split("</header>")[1]
    shown = re.sub(r"<[^>]*>", " ", page)
    assert not re.search(r"\b(Ana|Ben)\b", shown)
    assert [word for word in REMARKS if word in shown] == []
    assert "It is no score." in shown
    assert 'data-slot="' not in page


def test_time_is_shared_by_role(talk: Callable[..., Dialogue], hers: Client):
    rows = [talk() for _ in range(3)]
    for row in rows:
        for turn in row.turns.all():
            turn.created_at = row.created_at + timedelta(minutes=turn.seq)
            turn.save()
    page = text(hers)
    acts = [act.split() for act in WHOLE.split(",")]
    of_both = sum(move in ("ready", "switch", "appreciate", "accept") for _who, move in acts)
    theirs = sum(move in ("mirror", "summarise", "validate", "empathise") for _who, move in acts)
    [[_month, receiver, sender]] = table(page, "roles")
    assert receiver == f"{3 * theirs} min"
    assert sender == f"{3 * (len(acts) - of_both - theirs)} min"
    Turn.objects.filter(seq__gt=4).update(created_at=timezone.now() + timedelta(days=2))
    assert "There is no time to draw yet." not in text(hers)
    Turn.objects.update(created_at=timezone.now())
    assert "There is no time to draw yet." in text(hers)


def test_mirrors_are_shown_once_both_have_mirrored(talk: Callable[..., Dialogue], hers: Client):
    once_more = "ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben mirror, ana more"
    for _ in range(3):
        talk(once_more)
    page = text(hers)
    assert "They are drawn here once both of you have mirrored." in page
    assert table(page, "mirrors") == []
    talk(days=70)
    page = text(hers)
    earlier = timezone.localdate() - timedelta(days=70)
    assert table(page, "mirrors") == [[f"{earlier:%B %Y}", "3", "0"]]
    assert "Of 6 pieces that were given back, 3 needed no second try." in " ".join(page.split())


def test_a_feeling_counts_once_in_a_dialogue(talk: Callable[..., Dialogue], hers: Client):
    talk(feeling="lonely and sad, so lonely", back="lonely")
    talk(back="lonely")
    talk(feeling="not sad, just tired")
    assert feelings(text(hers)) == {"lonely": 2, "sad": 1, "tired": 1}


def test_words_that_not_both_keep_are_never_opened(talk: Callable[..., Dialogue], hers: Client):
    for _ in range(3):
        talk(feeling="lonely", topic="Money", keep=False)
    open_still = talk(ROUND_OF_ANA, feeling="lonely", topic="Money", keep=False)
    assert open_still.turns.filter(move="empathise", words__isnull=False).exists()
    late = talk(feeling="sad", topic="Money")
    Dialogue.objects.filter(pk=late.pk).update(  # a sweep is late
        kept=False, closed_at=timezone.now() - timedelta(hours=1)
    )
    page = text(hers)
    assert feelings(page) == {}
    assert topics(page) == []
    assert table(page, "months")[0][1] == "5"


def test_words_that_were_let_go_count_no_more(
    talk: Callable[..., Dialogue], hers: Client, ana: User, ben: User
):
    rows = [talk(feeling=feeling, topic="Money") for feeling in ("lonely", "lonely", "sad")]
    assert feelings(text(hers)) == {"lonely": 2, "sad": 1}
    anas, bens = (Partner.objects.get(user=user) for user in (ana, ben))
    erasure.erase_dialogue(rows[0], bens)
    assert feelings(text(hers)) == {"lonely": 1, "sad": 1}
    erasure.erase_for_both(rows[2], anas)
    assert feelings(text(hers)) == {"lonely": 1}
    assert topics(text(hers)) == ["Money"]
    erasure.erase_dialogue(rows[1], anas)
    assert topics(text(hers)) == []
    assert table(text(hers), "months")[0][1] == "3"


def test_a_turn_that_does_not_open_hides_no_other(talk: Callable[..., Dialogue], hers: Client):
    rows = [talk(feeling="lonely") for _ in range(3)]
    rows[0].turns.filter(move="empathise").update(words=b"garbage")
    assert feelings(text(hers)) == {"lonely": 2}


def test_a_topic_that_came_back_leads_into_a_dialogue_and_into_no_address(
    talk: Callable[..., Dialogue], hers: Client
):
    talk(topic="  our EVENINGS", days=40)
    talk(topic="Our evénings <>")
    talk(topic="Once only")
    page = text(hers)
    assert topics(page) == ["Our evénings <>"]
    assert "2 dialogues" in part(page, "topics")
    assert not re.search(r'(href|action)="[^"]*ev', page)
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', part(page, "topics"), re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(kind|topic)" value="([^"]*)"', form[2]))
    begun = html.unescape(compact(hers.post(form[1], fields).content.decode()))
    assert 'name="topic" maxlength="200" autocomplete="off" value="Our evénings <>"' in begun


def test_exits_and_requests_are_no_topics_that_come_back(talk: Callable[..., Dialogue], hers: Client):
    for _ in range(3):
        talk(TO_THE_PROMISE, kind="closing_exit", topic="My phone at dinner", feeling="lonely")
    page = text(hers)
    assert topics(page) == []
    assert "My phone" not in page
    assert feelings(page) == {"lonely": 3}


def test_when_one_has_left_there_is_nothing_for_either(
    talk: Callable[..., Dialogue], hers: Client, his: Client, ana: User, eve: User
):
    for _ in range(3):
        talk(feeling="lonely")
    place = Partner.objects.current(ana)
    assert place
    leave_couple(place)
    for phone in (hers, his):
        assert phone.get(PATH).headers["Location"] == "/"
    pair(ana, eve)
    for phone in (hers, signed_in(eve)):
        assert EARLY in text(phone)
        assert "lonely" not in text(phone)


def test_another_couple_sees_their_own(talk: Callable[..., Dialogue], cleo: User):
    for _ in range(3):
        talk(feeling="lonely")
    assert EARLY in text(signed_in(cleo))


def test_months_and_days_are_where_the_reader_is(
    talk: Callable[..., Dialogue], hers: Client, his: Client, ana: User, ben: User
):
    for _ in range(3):
        talk()
    Dialogue.objects.update(created_at=datetime(2026, 5, 31, 23, 30, tzinfo=UTC))
    update_profile(ana, time_zone="Pacific/Kiritimati")
    update_profile(ben, time_zone="Pacific/Pago_Pago")
    for phone, month, day in ((hers, "June", "1"), (his, "May", "31")):
        assert table(text(phone), "months") == [[f"{month} 2026", "3"]]
        assert table(text(phone, f"{TIMELINE}?year=2026"), "year") == [[month, f"{day} (3)"]]


def test_a_month_with_dialogues_leads_to_the_timeline(talk: Callable[..., Dialogue], hers: Client):
    for _ in range(3):
        talk()
    Dialogue.objects.update(created_at=datetime(2025, 5, 9, 12, tzinfo=UTC))
    page = text(hers, f"{TIMELINE}?year=2025")
    assert re.findall(r'href="(/transcripts/\?[^"]*)"', page) == ["/transcripts/?month=2025-05"]


def test_every_month_of_the_year_is_named_and_every_day_drawn(talk: Callable[..., Dialogue], hers: Client):
    for _ in range(2):
        talk()
    Dialogue.objects.update(created_at=datetime(2025, 5, 9, 12, tzinfo=UTC))
    page = compact(text(hers, f"{TIMELINE}?year=2025"))
    months = re.findall(r'<span class="month-name">(\w+)</span>', page)
    assert months == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert len(re.findall(r'<rect class="day-\w+" x="\d', page)) == 365
    assert re.search(r'>May</span><span class="visually-hidden">: 9 \(2\) ?</span>', page)


@pytest.mark.slow
def test_one_goes_from_year_to_year(talk: Callable[..., Dialogue], hers: Client):
    year = timezone.localdate().year
    earlier = talk()
    for _ in range(2):
        talk()
    Dialogue.objects.filter(pk=earlier.pk).update(created_at=datetime(year - 1, 5, 9, 12, tzinfo=UTC))
    now = text(hers, TIMELINE)
    assert re.findall(r'href="\?year=(\d+)#year" rel="(\w+)"', now) == [(str(year - 1), "prev")]
    before = text(hers, f"{TIMELINE}?year={year - 1}")
    assert re.findall(r'href="\?year=(\d+)#year" rel="(\w+)"', before) == [(str(year), "next")]
    assert table(before, "year") == [["May", "9"]]
    for odd in ("1999", "x", "%00", "²", "99999", ""):
        assert f'id="year-head">{year}</h2>' in text(hers, f"{TIMELINE}?year={odd}")


@pytest.mark.slow
def test_more_dialogues_ask_no_more_of_the_database(hers: Client, ana_and_ben: Couple):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            hers.get(PATH)
        return len(seen)

    dataset.create(ana_and_ben, 4)
    few = queries()
    dataset.create(ana_and_ben, 30, seed=2)
    assert queries() == few <= 16


@pytest.mark.slow
def test_numbers_in_the_drawings_are_numbers_in_every_language(hers: Client, ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 200)
    update_profile(ana, language="de")
    page = text(hers)
    shapes = {"transform": r"[a-z() \d.-]+"}
    found = re.findall(r' (cx|cy|x|y|x1|x2|y1|y2|width|height|viewBox|transform)="([^"]*)"', page)
    assert len(found) > 1000
    assert [one for one in found if not re.fullmatch(shapes.get(one[0], r"-?[\d. -]+"), one[1])] == []


@pytest.mark.slow
def test_what_is_drawn_is_cut_and_the_table_has_all(hers: Client, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 200)  # three years and a little more
    rows = table(text(hers), "months")
    assert len(rows) > 36
    assert sum(int(dialogues) for _month, dialogues in rows) == 200
    marks = part(text(hers), "months").count('class="fill-0"')
    assert 100 < marks < 130
