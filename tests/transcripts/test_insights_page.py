"""The insights page: the same for both, about kept words only, and about neither partner alone."""

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
EARLY = "You'll see charts here after a few dialogues."
REMARKS = ("better", "worse", "average", "trend", "best", "failed", "wrong", "%", "↑", "↓")


@pytest.fixture
def ana_browser(ana: User) -> Client:
    return signed_in(ana)


@pytest.fixture
def ben_browser(ben: User) -> Client:
    return signed_in(ben)


@pytest.fixture
def talk(ana: User, ben: User, settings: Settings) -> Callable[..., Dialogue]:
    """Plays a dialogue `days` ago. Ben names the `feeling`, Ana names `back`."""
    settings.MOVES_A_MINUTE = 1_000_000

    def hold(
        script: str = WHOLE,
        *,
        days: int = 0,
        topic: str = "Quiet dinners",
        feeling: str = "",
        back: str = "",
        **how: object,
    ) -> Dialogue:
        new = Talk(ana, ben, **how)  # type: ignore[arg-type]
        feelings_named = {"ben": feeling, "ana": back}
        for partner, move in (act.split() for act in script.split(",") if act.strip()):
            if move == "empathise" and (named := feelings_named[partner]):
                assert new.make(partner, move, f"I imagine that you feel {named}.").refusal is None
            else:
                new.play(f"{partner} {move}")
        row = new.now()
        row.created_at -= timedelta(days=days)
        if row.topic is not None:
            row.topic = topic
        row.save()
        return row

    return hold


def page_text(browser: Client, path: str = PATH) -> str:
    """The page, without the CSRF token, the reader's id and how much is waiting for them."""
    answer = browser.get(path)
    assert answer.status_code == 200
    page = re.sub(r'(name="csrfmiddlewaretoken" value|data-me)="[\w-]+"', "", answer.content.decode())
    page = re.sub(r'<span class="tab-badge".*?</span>\s*<span.*?</span>\s*</span>', "", page, flags=re.DOTALL)
    return html.unescape(page)


def section(page: str, name: str) -> str:
    """A section, by the id of its heading."""
    match = re.search(rf'<section [^>]*aria-labelledby="{name}-head".*?</section>', page, re.DOTALL)
    return match[0] if match else ""


def table_rows(page: str, name: str) -> list[list[str]]:
    """The cells of a section's table, by row."""
    body = re.search(r"<tbody>(.*?)</tbody>", section(page, name), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [
        [cell.strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows
    ]


def feelings(page: str) -> dict[str, int]:
    return {name: int(dialogues) for name, dialogues in table_rows(page, "feelings")}


def topics(page: str) -> list[str]:
    return re.findall(r'<li class="topic">\s*<h3>(.*?)</h3>', page)


def test_with_few_dialogues_there_are_no_charts(talk: Callable[..., Dialogue], ana_browser: Client):
    for _ in range(2):
        assert EARLY in page_text(ana_browser)
        assert 'role="img"' not in page_text(ana_browser)
        talk(feeling="lonely")
    assert EARLY in page_text(ana_browser)
    talk()
    page = page_text(ana_browser)
    assert EARLY not in page
    assert 'role="img"' in page


def test_dialogues_in_which_not_both_arrived_do_not_count(talk: Callable[..., Dialogue], ana_browser: Client):
    for script in ("", "ben decline", "ben later", "ben accept, ana stop", "ben accept, ana pause"):
        talk(script)
    talk("ben accept, ana ready, ben ready")
    talk()
    assert EARLY in page_text(ana_browser)
    talk()
    assert table_rows(page_text(ana_browser), "months") == [[f"{timezone.localdate():%B %Y}", "3"]]


def test_both_see_the_same(
    talk: Callable[..., Dialogue], ana_browser: Client, ben_browser: Client, ana_and_ben: Couple
):
    dataset.create(ana_and_ben, 12)
    talk(kind="appreciation", script="ben accept, ana ready, ben ready, ana send, ben mirror, ana got_it")
    talk(keep=False)
    talk(feeling="lonely")
    assert page_text(ana_browser) == page_text(ben_browser)


@pytest.mark.slow
def test_no_partner_is_named_and_nothing_is_judged(ana_browser: Client, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 40)
    page = page_text(ana_browser).split("</header>")[1]
    shown = re.sub(r"<[^>]*>", " ", page)
    assert not re.search(r"\b(Ana|Ben)\b", shown)
    assert [word for word in REMARKS if word in shown] == []
    assert "It isn't a score." in shown
    assert 'data-slot="' not in page


def test_time_is_shared_by_role(talk: Callable[..., Dialogue], ana_browser: Client):
    rows = [talk() for _ in range(3)]
    for row in rows:
        for turn in row.turns.all():
            turn.created_at = row.created_at + timedelta(minutes=turn.seq)
            turn.save()
    page = page_text(ana_browser)
    acts = [act.split() for act in WHOLE.split(",")]
    of_both = sum(move in ("ready", "switch", "appreciate", "accept") for _who, move in acts)
    receivers = sum(move in ("mirror", "summarise", "validate", "empathise") for _who, move in acts)
    [[_month, receiver, sender]] = table_rows(page, "roles")
    assert receiver == f"{3 * receivers} min"
    assert sender == f"{3 * (len(acts) - of_both - receivers)} min"
    Turn.objects.filter(seq__gt=4).update(created_at=timezone.now() + timedelta(days=2))
    assert "There's nothing to show yet." not in page_text(ana_browser)
    Turn.objects.update(created_at=timezone.now())
    assert "There's nothing to show yet." in page_text(ana_browser)


def test_mirrors_are_shown_once_both_have_mirrored(talk: Callable[..., Dialogue], ana_browser: Client):
    once_more = "ben accept, ana ready, ben ready, ana send, ben mirror, ana not_quite, ben mirror, ana more"
    for _ in range(3):
        talk(once_more)
    page = page_text(ana_browser)
    assert "You'll see a chart here once you've both said something back." in page
    assert table_rows(page, "mirrors") == []
    talk(days=70)
    page = page_text(ana_browser)
    earlier = timezone.localdate() - timedelta(days=70)
    assert table_rows(page, "mirrors") == [[f"{earlier:%B %Y}", "3", "0"]]
    assert "Between you, you've said back 6 pieces." in " ".join(page.split())


def test_a_feeling_counts_once_in_a_dialogue(talk: Callable[..., Dialogue], ana_browser: Client):
    talk(feeling="lonely and sad, so lonely", back="lonely")
    talk(back="lonely")
    talk(feeling="not sad, just tired")
    assert feelings(page_text(ana_browser)) == {"lonely": 2, "sad": 1, "tired": 1}


def test_words_that_not_both_keep_are_never_decrypted(talk: Callable[..., Dialogue], ana_browser: Client):
    for _ in range(3):
        talk(feeling="lonely", topic="Money", keep=False)
    open_still = talk(ROUND_OF_ANA, feeling="lonely", topic="Money", keep=False)
    assert open_still.turns.filter(move="empathise", words__isnull=False).exists()
    late = talk(feeling="sad", topic="Money")
    Dialogue.objects.filter(pk=late.pk).update(  # an erasure that is late
        kept=False, closed_at=timezone.now() - timedelta(hours=1)
    )
    page = page_text(ana_browser)
    assert feelings(page) == {}
    assert topics(page) == []
    assert table_rows(page, "months")[0][1] == "5"


def test_erased_words_do_not_count(talk: Callable[..., Dialogue], ana_browser: Client, ana: User, ben: User):
    rows = [talk(feeling=feeling, topic="Money") for feeling in ("lonely", "lonely", "sad")]
    assert feelings(page_text(ana_browser)) == {"lonely": 2, "sad": 1}
    anas, bens = (Partner.objects.get(user=user) for user in (ana, ben))
    erasure.erase_dialogue(rows[0], bens)
    assert feelings(page_text(ana_browser)) == {"lonely": 1, "sad": 1}
    erasure.erase_for_both(rows[2], anas)
    assert feelings(page_text(ana_browser)) == {"lonely": 1}
    assert topics(page_text(ana_browser)) == ["Money"]
    erasure.erase_dialogue(rows[1], anas)
    assert topics(page_text(ana_browser)) == []
    assert table_rows(page_text(ana_browser), "months")[0][1] == "3"


def test_an_undecryptable_turn_hides_no_other(talk: Callable[..., Dialogue], ana_browser: Client):
    rows = [talk(feeling="lonely") for _ in range(3)]
    rows[0].turns.filter(move="empathise").update(words=b"garbage")
    assert feelings(page_text(ana_browser)) == {"lonely": 2}


def test_a_recurring_topic_starts_a_dialogue_and_is_in_no_url(
    talk: Callable[..., Dialogue], ana_browser: Client
):
    talk(topic="  our EVENINGS", days=40)
    talk(topic="Our evénings <>")
    talk(topic="Once only")
    page = page_text(ana_browser)
    assert topics(page) == ["Our evénings <>"]
    assert "2 dialogues" in section(page, "topics")
    assert not re.search(r'(href|action)="[^"]*ev', page)
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', section(page, "topics"), re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(kind|topic)" value="([^"]*)"', form[2]))
    begun = html.unescape(compact(ana_browser.post(form[1], fields).content.decode()))
    assert 'name="topic" maxlength="200" autocomplete="off" value="Our evénings <>"' in begun


def test_exits_and_requests_are_no_recurring_topics(talk: Callable[..., Dialogue], ana_browser: Client):
    for _ in range(3):
        talk(TO_THE_PROMISE, kind="closing_exit", topic="My phone at dinner", feeling="lonely")
    page = page_text(ana_browser)
    assert topics(page) == []
    assert "My phone" not in page
    assert feelings(page) == {"lonely": 3}


def test_after_leaving_neither_sees_insights(
    talk: Callable[..., Dialogue], ana_browser: Client, ben_browser: Client, ana: User, eve: User
):
    for _ in range(3):
        talk(feeling="lonely")
    partner = Partner.objects.current(ana)
    assert partner
    leave_couple(partner)
    for phone in (ana_browser, ben_browser):
        assert phone.get(PATH).headers["Location"] == "/"
    pair(ana, eve)
    for phone in (ana_browser, signed_in(eve)):
        assert EARLY in page_text(phone)
        assert "lonely" not in page_text(phone)


def test_each_couple_sees_its_own(talk: Callable[..., Dialogue], cleo: User):
    for _ in range(3):
        talk(feeling="lonely")
    assert EARLY in page_text(signed_in(cleo))


def test_months_and_days_are_in_the_readers_time_zone(
    talk: Callable[..., Dialogue], ana_browser: Client, ben_browser: Client, ana: User, ben: User
):
    for _ in range(3):
        talk()
    Dialogue.objects.update(created_at=datetime(2026, 5, 31, 23, 30, tzinfo=UTC))
    update_profile(ana, time_zone="Pacific/Kiritimati")
    update_profile(ben, time_zone="Pacific/Pago_Pago")
    for phone, month, day in ((ana_browser, "June", "1"), (ben_browser, "May", "31")):
        assert table_rows(page_text(phone), "months") == [[f"{month} 2026", "3"]]
        assert table_rows(page_text(phone, f"{TIMELINE}?year=2026"), "year") == [[month, f"{day} (3)"]]


def test_a_month_with_dialogues_leads_to_the_timeline(talk: Callable[..., Dialogue], ana_browser: Client):
    for _ in range(3):
        talk()
    Dialogue.objects.update(created_at=datetime(2025, 5, 9, 12, tzinfo=UTC))
    page = page_text(ana_browser, f"{TIMELINE}?year=2025")
    assert re.findall(r'href="(/transcripts/\?[^"]*)"', page) == ["/transcripts/?month=2025-05"]


def test_the_calendar_has_every_month_and_day(talk: Callable[..., Dialogue], ana_browser: Client):
    for _ in range(2):
        talk()
    Dialogue.objects.update(created_at=datetime(2025, 5, 9, 12, tzinfo=UTC))
    page = compact(page_text(ana_browser, f"{TIMELINE}?year=2025"))
    months = re.findall(r'<span class="month-name">(\w+)</span>', page)
    assert months == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert len(re.findall(r'<rect class="day-\w+" x="\d', page)) == 365
    assert re.search(r'>May</span><span class="visually-hidden">: 9 \(2\) ?</span>', page)
    assert "more than one" in page


@pytest.mark.slow
def test_the_calendar_links_to_other_years(talk: Callable[..., Dialogue], ana_browser: Client):
    year = timezone.localdate().year
    earlier = talk()
    for _ in range(2):
        talk()
    Dialogue.objects.filter(pk=earlier.pk).update(created_at=datetime(year - 1, 5, 9, 12, tzinfo=UTC))
    now = page_text(ana_browser, TIMELINE)
    assert re.findall(r'href="\?year=(\d+)#year" rel="(\w+)"', now) == [(str(year - 1), "prev")]
    before = page_text(ana_browser, f"{TIMELINE}?year={year - 1}")
    assert re.findall(r'href="\?year=(\d+)#year" rel="(\w+)"', before) == [(str(year), "next")]
    assert table_rows(before, "year") == [["May", "9"]]
    for odd in ("1999", "x", "%00", "²", "99999", ""):
        assert f'id="year-head">{year}</h2>' in page_text(ana_browser, f"{TIMELINE}?year={odd}")


@pytest.mark.slow
def test_more_dialogues_need_no_more_queries(ana_browser: Client, ana_and_ben: Couple):
    def queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            ana_browser.get(PATH)
        return len(queries)

    dataset.create(ana_and_ben, 4)
    few = queries()
    dataset.create(ana_and_ben, 30, seed=2)
    assert queries() == few <= 11


@pytest.mark.slow
def test_svg_numbers_are_not_localized(ana_browser: Client, ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 200)
    update_profile(ana, language="de")
    page = page_text(ana_browser)
    shapes = {"transform": r"[a-z() \d.-]+"}
    attributes = re.findall(r' (cx|cy|x|y|x1|x2|y1|y2|width|height|viewBox|transform)="([^"]*)"', page)
    assert len(attributes) > 1000
    assert [
        value for value in attributes if not re.fullmatch(shapes.get(value[0], r"-?[\d. -]+"), value[1])
    ] == []


@pytest.mark.slow
def test_charts_are_truncated_and_tables_are_complete(ana_browser: Client, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 200)  # three years
    rows = table_rows(page_text(ana_browser), "months")
    assert len(rows) > 36
    assert sum(int(dialogues) for _month, dialogues in rows) == 200
    marks = section(page_text(ana_browser), "months").count('class="fill-0"')
    assert 100 < marks < 130
