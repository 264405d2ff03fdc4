"""The home page of a partner: one card by the state they are in, and at most two lines beside it."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from appointments import services as appointments
from couples import home_items
from couples.home_items import HomeItem, HomeList, HomeSource, Rank, Reader, home_sources, statement_of
from couples.leaving import leave_couple
from couples.models import Profile, User
from dialogues import erasure, own_words
from dialogues.models import Dialogue, Turn
from pulse.services import schedule_pulse
from runtime.log_formatter import PrivateFormatter
from tests.change_requests.factories import create_chosen_request, partner_of, plan_of
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk
from tests.factories import pair, person, signed_in
from tests.workup.workup_answers import part_mark
from transcripts.exports import worker
from transcripts.models import Bookmark, Export
from workup import demo
from workup.models import Workup

pytestmark = pytest.mark.django_db


def texts(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def card(client: Client) -> str:
    """What the card says, with its button."""
    [found] = re.findall(r'<section class="card stack home-card">(.*?)</section>', home(client), re.DOTALL)
    return texts(found)


def lines(client: Client) -> list[str]:
    [found] = re.findall(r'<ul class="link-list home-lines".*?</ul>', home(client), re.DOTALL)
    return [texts(line) for line in re.findall(r"<li>(.*?)</li>", found, re.DOTALL)]


def home(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def age(talk: Talk, **by: float) -> None:
    """Move a dialogue and its turns into the past."""
    at = timezone.now() - timedelta(**by)
    Turn.objects.filter(dialogue=talk.pk).update(created_at=at)
    closed_at = at if talk.now().closed_at else None
    Dialogue.objects.filter(pk=talk.pk).update(created_at=at, closed_at=closed_at)


def test_the_first_evening_says_who_begins_and_that_the_other_will_see_it(ana: User, ben: User):
    for user, other in ((ana, "Ben"), (ben, "Ana")):
        assert card(signed_in(user)) == (
            "Your first dialogue: something you appreciate Sit together, about 10 minutes. One of you starts."
            f" I'll start If {other} starts, you'll see it here."
        )
        assert lines(signed_in(user)) == []
    assert 'href="/dialogues/new/?kind=appreciation&amp;step=mode"' in home(signed_in(ana))


def test_an_invitation_is_the_card_until_it_is_answered_and_leaves_when_it_ends(ana: User, ben: User):
    talk = Talk(ana, ben)
    assert re.match("Ana invites you Quiet dinners · .* · about 30 minutes Open", card(signed_in(ben)))
    assert card(signed_in(ana)).startswith("Waiting for Ben's answer Quiet dinners")
    talk.make("ben", "decline")
    for user in (ana, ben):
        assert card(signed_in(user)).startswith("Your first dialogue")


def test_what_runs_is_the_card_with_whose_turn_it_is(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send")
    assert card(signed_in(ben)).startswith("Your turn: Say back what you heard Quiet dinners")
    assert card(signed_in(ana)).startswith("Ben is saying it back")


def test_a_pause_and_another_time_say_until_when(ana: User, ben: User):
    talk = Talk(ana, ben)
    at = (timezone.now() + timedelta(hours=49)).replace(minute=20)
    talk.make("ben", "later", at=at)
    assert card(signed_in(ana)).startswith(f"Ben asks for {at:%H:%M} on {at:%A}")
    assert card(signed_in(ben)).startswith(f"You asked for {at:%H:%M} on {at:%A}")
    talk.play("ana agree")
    assert card(signed_in(ana)).startswith(f"You're meeting at {at:%H:%M} on {at:%A}")
    talk.play("ana start_now, ben start_now")
    talk.make("ana", "pause", at=at)
    for user in (ana, ben):
        assert card(signed_in(user)).startswith(f"Paused until {at:%H:%M} on {at:%A}")


def test_after_a_dialogue_home_offers_one_and_after_a_long_pause_a_small_one(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    assert card(signed_in(ana)).startswith("What would you like to talk about?")
    age(talk, days=22)
    assert card(signed_in(ana)).startswith("Tell Ben one thing you appreciate It's been a while")


def test_a_swap_that_was_put_off_is_a_line_until_a_day_after_its_time_or_the_next_one(ana: User, ben: User):
    talk, at = Talk(ana, ben), timezone.now() + timedelta(days=5)
    talk.play(ROUND_OF_ANA)
    assert talk.make("ben", "not_today", at=at).refusal is None
    assert lines(signed_in(ana)) == []  # not over yet
    talk.play("ana appreciate, ben appreciate")
    time = f"{at:%H:%M} on {at:%A}"
    [of_ana], [of_ben] = lines(signed_in(ana)), lines(signed_in(ben))
    for line, starts in ((of_ana, "Ben starts"), (of_ben, "you start")):
        assert line.startswith(f"You two wanted to swap roles: {time}")
        assert starts in line
    assert 'href="/dialogues/new/?kind=intentional"' in home(signed_in(ben))
    put_off = Turn.objects.filter(dialogue=talk.pk, move="not_today")
    put_off.update(meet_at=timezone.now() - timedelta(hours=25))
    assert lines(signed_in(ben)) == []
    put_off.update(meet_at=at)
    Talk(ana, ben, kind="daily")
    assert any("swap roles" in line for line in lines(signed_in(ben)))
    Talk(ana, ben)
    assert not any("swap roles" in line for line in lines(signed_in(ben)))


def test_a_dialogue_left_long_ago_neither_presses_nor_counts_as_catching_up(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    age(talk, days=22)
    assert card(signed_in(ana)).startswith("Tell Ben one thing you appreciate")
    assert lines(signed_in(ana)) == []


def test_todays_gift_is_ticked_on_home_and_thanked_for_as_news(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    giver = signed_in(ben)
    wish = plan_of(row).wish
    assert wish
    assert card(giver).startswith(f"Today's gift {wish.words} Done")
    [form] = re.findall(
        r'<form class="stack" method="post" action="(/requests/.*?)">(.*?)</form>', home(giver), re.DOTALL
    )
    fields = dict(re.findall(r'name="(plan|day|next)" value="(.*?)"', form[1]))
    assert giver.post(form[0], fields).headers["Location"] == "/"
    assert card(giver).startswith("What would you like to talk about?")
    assert card(signed_in(ana)).startswith("Ben gave the gift")
    signed_in(ana).get(f"/requests/{row.pk}/")
    assert card(signed_in(ana)).startswith("What would you like to talk about?")


def test_an_ordinary_week_has_one_card_and_two_lines_and_the_rest_is_in_the_inbox(ana: User, ben: User):
    create_chosen_request(ana, ben)
    demo.create_demo_workup(ana, demo.ANA)
    owner = signed_in(ana)
    owner.post("/workup/picture/share/", {"part": "need", "mark": part_mark(owner, "need")})
    schedule_pulse(ben, 0, time(0))
    proposal = appointments.propose_time(partner_of(ana), timezone.localdate().weekday(), time(23, 59))
    phone = signed_in(ben)
    assert card(phone).startswith("Ana proposes ")
    assert lines(phone)[0].startswith("Today's gift")
    appointments.accept_proposal(partner_of(ben), proposal.pk)
    assert card(phone).startswith("Today's gift")
    assert lines(phone) == [
        "How was your week? Three questions, about a minute.",
        "Your time together: 23:59",
    ]
    inbox = texts(phone.get("/inbox/").text)
    assert "Ana shared a part of “Where I come from”" in inbox
    phone.get("/workup/together/")
    assert "Ana shared" not in texts(phone.get("/inbox/").text)


def test_the_line_that_was_starred_last_is_on_home_while_it_can_be_read(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    Bookmark.objects.create(user=ana, dialogue=talk.now(), seq=talk.now().version)
    today = f"{timezone.localdate():%-d %B}"
    assert lines(signed_in(ana)) == [f"You starred something Ben said {today}"]
    assert "ben has something" not in home(signed_in(ana))
    assert lines(signed_in(ben)) == []
    Turn.objects.filter(dialogue=talk.pk).update(words=None)
    assert lines(signed_in(ana)) == []


def test_an_inviter_keeps_an_appreciation_that_is_offered_to_them_until_it_is_said(eve: User):
    phone = signed_in(eve)
    phone.post("/before/", {"safe": "yes"})
    assert "Send this" in home(phone)
    assert phone.post("/invite/meanwhile/", {"words": "KEPT " * 300}).status_code == 422
    assert phone.post("/invite/meanwhile/", {"words": "that you hum"}).status_code == 302
    assert "that you hum" in home(phone)
    fay = person("Fay")
    pair(eve, fay)
    for script in ("ben decline", "ben accept, ana ready, ben ready"):
        talk = Talk(eve, fay, kind="appreciation")
        talk.play(script)
    room = f"/dialogues/{talk.pk}/"
    assert re.search(r"<textarea[^>]*>\s*that you hum\s*</textarea>", phone.get(room).text)
    assert "that you hum" not in signed_in(fay).get(room).text
    talk.play("ana send, ben stop")
    assert Profile.objects.get(user=eve).kept_appreciation is None


def test_what_was_kept_for_one_partner_is_not_offered_for_the_next(ana: User, ben: User):
    profile = Profile.objects.get(user=ana)
    profile.kept_appreciation = "that you hum"
    profile.save()
    leave_couple(partner_of(ben))
    assert Profile.objects.get(user=ana).kept_appreciation is None


def test_what_was_left_unfinished_is_a_line_until_it_is_finished(ana: User, ben: User):
    demo.create_demo_workup(ana, demo.ANA)
    Workup.objects.update(finished_at=None)
    phone = signed_in(ana)
    phone.post("/transcripts/take/", {"what": "mine", "format": "json"})
    assert lines(phone) == ["Continue “Where I come from”"]
    worker.build_waiting()
    [file, workup] = lines(phone)
    assert re.match("Your file is ready It's here until", file)
    assert workup == "Continue “Where I come from”"
    assert phone.get(f"/transcripts/take/{Export.objects.get().pk}/").status_code == 200
    phone.post("/workup/finish/")
    assert lines(phone) == []


def test_a_dialogue_that_the_partner_deleted_is_a_line_while_its_words_last(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    erasure.erase_for_both(talk.now(), partner_of(ben))
    day = f"{timezone.localdate() + own_words.RETENTION:%-d %B}"
    assert lines(signed_in(ana)) == [f"Ben deleted a dialogue Your own words are here until {day}."]
    assert lines(signed_in(ben)) == []
    erasure.erase_dialogue(talk.now(), partner_of(ana))
    assert lines(signed_in(ana)) == []


def tab_badge(client: Client, path: str) -> int:
    [found] = re.findall(
        r'<span class="tab-badge".*?<span data-count>(\d+)</span>', client.get(path).text, re.DOTALL
    )
    return int(found)


WORDS = "a word of theirs"


def broken(_reader: Reader) -> list[HomeItem]:
    raise ValueError(WORDS)


def test_a_source_that_fails_is_left_out_and_logged_without_words(
    ana: User, ben: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    Talk(ana, ben)
    monkeypatch.setattr(home_items, "_registry", [HomeSource("pulse", broken), *home_sources()])
    assert card(signed_in(ben)).startswith("Ana invites you")
    assert tab_badge(signed_in(ben), "/help/") == 1
    said = PrivateFormatter().format(caplog.records[-1])
    assert "home items of pulse are left out" in said
    assert "ValueError" in said
    assert WORDS not in said


@pytest.mark.django_db(transaction=True)
def test_when_the_database_fails_all_others_are_asked(
    ana: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    def missing(_reader: Reader) -> Any:
        return Profile.objects.extra(where=["missing_column"])

    source = HomeSource("pulse", missing, lambda reader: [missing(reader)])
    monkeypatch.setattr(home_items, "_registry", [source, *home_sources()])
    assert card(signed_in(ana)).startswith("Your first dialogue")
    looked_for, left_out = caplog.messages
    assert looked_for == "home items are looked for in every room"
    assert left_out == "home items of pulse are left out"


def test_what_a_source_may_have_is_written_once_a_day_and_read_for_everyone(ana: User, ben: User):
    written: list[date] = []

    def rows(reader: Reader) -> list[QuerySet[Profile]]:
        written.append(reader.today)
        return [Profile.objects.filter(user=reader.me.user_id, first_name="Ana")]

    source = HomeSource("pulse", lambda _reader: [HomeItem("Here", "/", "Open it", Rank.NEWS)], rows)
    for user, count in ((ana, 1), (ben, 0), (ana, 1)):
        assert len(HomeList(partner_of(user), [source]).all) == count
    assert written == [timezone.localdate()]


def test_what_is_written_for_a_day_knows_of_no_other_time():
    day = date(2001, 1, 1)
    params = [param for source in home_sources() for param in statement_of(source, day).params]
    assert {param for param in params if isinstance(param, date)} == {day}


def test_only_what_badges_count_can_be_open(ana: User, ben: User):
    def find(_reader: Reader) -> list[HomeItem]:
        return [HomeItem("One", "/", "Open it", Rank.NEWS, is_open=True)]

    for counted in (True, False):
        found = HomeList(partner_of(ana), [HomeSource("pulse", find, counted=counted)])
        assert [item.is_open for item in found.all] == [counted]
        assert len(found.open) == counted


def test_home_takes_few_queries_and_the_badge_fewer(
    ana: User, ben: User, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client = signed_in(ana)
    Talk(ana, ben).play("ben accept")
    with django_assert_max_num_queries(14):
        client.get("/")
    found = HomeList(partner_of(ana))
    with django_assert_max_num_queries(3):  # what there is, the open dialogue, the partner
        assert len(found.open) == 1
