"""One's own lines are one's own, the page is the couple's, and whatever someone takes back is gone at once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from couples import personal_data_registry
from couples.handover import handover_sources
from couples.home_items import HomeList
from couples.leaving import leave_couple
from couples.models import Couple, User
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.factories import signed_in
from tests.markup import compact
from tests.therapist.factories import agreed, reads, secrets_of
from tests.vision.factories import GARDEN, LAUGH, MIND, kept, place_of, write
from therapist import services as therapist
from therapist.models import TherapistLink
from vision import lines, page
from vision.anniversaries import A_YEAR, SHOWN_FOR
from vision.models import DreamLine, Joining, Page, SharedLine

pytestmark = pytest.mark.django_db
JOINED = "Even on Mondays."


def page_of(user: User, path: str = "/vision/") -> str:
    return unescape(compact(signed_in(user).get(path).text))


def line_of(words: str) -> SharedLine:
    return next(row for row in SharedLine.objects.with_people() if row.words == words)


def own_lines(user: User) -> list[str]:
    return [line.details.words for line in DreamLine.objects.of(place_of(user))]


def takes_back(user: User, row: SharedLine) -> int:
    return signed_in(user).post(f"/vision/kept/{row.pk}/take-back/").status_code


def test_lines_are_written_weighed_changed_and_deleted_alone(ana: User, ben: User, ana_and_ben: Couple):
    phone = signed_in(ana)
    assert phone.get("/dialogues/new/?kind=vision")["Location"] == "/vision/lines/"
    new = {"words": f" {LAUGH} ", "matters": "5", "key": "k" * 22}
    for _ in range(2):
        assert phone.post("/vision/lines/", new).status_code == 302
    assert phone.post("/vision/lines/", {"words": " ", "key": "l" * 22}).status_code == 422
    phone.post("/vision/lines/", {"words": "We don't fight.", "key": "m" * 22})
    text = page_of(ana, "/vision/lines/")
    assert "It matters a great deal." in text
    assert "Say what you'd do instead." in text
    assert text.index(LAUGH) < text.index("We don't fight.")
    assert LAUGH not in page_of(ben, "/vision/lines/")
    line = DreamLine.objects.of(place_of(ana)).get(key="k" * 22)
    path = f"/vision/lines/{line.pk}/"
    assert phone.post(path, {"words": MIND, "matters": "1", "seen": "0"}).status_code == 302
    stale = phone.post(path, {"words": GARDEN, "matters": "", "seen": "0"})
    assert stale.status_code == 409
    assert MIND in stale.text
    assert 'name="seen" value="1"' in compact(stale.text)
    assert phone.post(f"{path}delete/").status_code == 302
    assert own_lines(ana) == ["We don't fight."]


def test_a_line_is_out_of_reach_for_the_other_however_they_ask(ana: User, ben: User, ana_and_ben: Couple):
    line = write(ana, LAUGH, 5)
    his = signed_in(ben)
    for path in (f"/vision/lines/{line.pk}/", f"/vision/lines/{line.pk}/delete/"):
        assert his.post(path, {"words": GARDEN, "seen": "0"}).status_code == 404
    assert takes_back(ben, SharedLine(pk=line.pk)) == 302
    assert own_lines(ana) == [LAUGH]
    export = personal_data_registry.providers()["vision"].export(ben)
    assert LAUGH not in str(export)


def test_a_hint_is_given_before_anything_is_stored(ana: User, ana_and_ben: Couple):
    hint = signed_in(ana).post("/vision/lines/check/", {"words": "We will travel."}).text
    assert "as if it's already true" in unescape(hint)
    assert not DreamLine.objects.exists()


def test_the_invitation_asks_how_and_there_is_one_at_a_time(ana: User, ben: User, ana_and_ben: Couple):
    phone, form = signed_in(ana), {"mode": "spoken", "keep": "yes", "step": "mode", "go": "next"}
    assert "What Ben will see" in phone.get("/vision/lines/invite/").text
    room = phone.post("/vision/lines/invite/", form)["Location"]
    assert phone.post("/vision/lines/invite/", form)["Location"] == room
    assert signed_in(ben).get("/vision/lines/invite/")["Location"] == room
    assert room in phone.get("/vision/lines/").text


def test_both_read_the_page_with_what_they_share_and_what_stays_apart(ana: User, ben: User):
    kept(ana, ben)
    for user, titles, joined in (
        (ana, ("Your own", "Ben's own"), f"Ben: {JOINED}"),
        (ben, ("Ana's own", "Your own"), f"You: {JOINED}"),
    ):
        text = page_of(user)
        shared, hers, his = (text.index(title) for title in ("We both dream", *titles))
        assert shared < text.index(LAUGH) < text.index(joined) < hers
        assert hers < text.index(MIND) < his < text.index(GARDEN)


def test_a_line_taken_back_is_gone_for_both_and_each_has_their_own_words(ana: User, ben: User):
    kept(ana, ben)
    assert takes_back(ben, line_of(MIND)) == 302
    assert MIND in page_of(ana)  # it isn't Ben's
    takes_back(ana, line_of(LAUGH))
    for user in (ana, ben):
        assert not any(words in page_of(user) for words in (LAUGH, JOINED))
    assert own_lines(ana) == [LAUGH]
    assert own_lines(ben) == [JOINED]


def test_whoever_joined_a_line_can_leave_it_to_the_other(ana: User, ben: User):
    kept(ana, ben)
    assert "Make it just Ana's" in page_of(ben)
    assert "Make it just Ben's" not in page_of(ana)
    takes_back(ben, line_of(LAUGH))
    text = page_of(ana)
    assert text.index("Your own") < text.index(LAUGH)
    assert JOINED not in text
    assert own_lines(ben) == [JOINED]
    assert Joining.objects.count() == 0


def test_another_couple_reaches_nothing(ana: User, ben: User, cleo: User):
    kept(ana, ben)
    takes_back(cleo, line_of(LAUGH))
    signed_in(cleo).post(f"/vision/kept/{uuid.uuid4()}/take-back/")
    assert SharedLine.objects.count() == 3
    assert LAUGH not in page_of(cleo)


def test_the_page_is_printed_by_both(ana: User, ben: User):
    kept(ana, ben)
    for user in (ana, ben):
        answer = signed_in(user).get("/vision/pdf/")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_year_later_home_and_a_reminder_say_so_without_a_word_of_it(ana: User, ben: User):
    kept(ana, ben)
    today = timezone.localdate()
    for age, is_due in (
        (timedelta(0), False),
        (A_YEAR, True),
        (2 * A_YEAR, True),
        (A_YEAR + SHOWN_FOR, False),
    ):
        Page.objects.update(agreed_on=today - age)
        found = [item for item in HomeList(place_of(ana)).all if item.app == "vision"]
        assert bool(found) == is_due, age
        assert ("Another year has gone by." in page_of(ana)) == is_due
        assert not any(item.is_open or LAUGH in item.sentence for item in found)
    Page.objects.update(agreed_on=today - A_YEAR)
    noon = timezone.make_aware(datetime(today.year, today.month, today.day, 12))
    claim_due(noon)
    claim_due(noon)
    notices = Notice.objects.filter(sort="vision_year")
    assert {notice.user_id for notice in notices} == {ana.pk, ben.pk}
    assert {notice.path for notice in notices} == {"/vision/"}


def test_an_empty_page_is_nothing_to_look_at_again(ana: User, ben: User):
    kept(ana, ben)
    for words, user in ((LAUGH, ana), (MIND, ana), (GARDEN, ben)):
        takes_back(user, line_of(words))
    Page.objects.update(agreed_on=timezone.localdate() - A_YEAR)
    assert not [item for item in HomeList(place_of(ana)).all if item.app == "vision"]
    assert "Nothing here yet" in page_of(ana)
    assert signed_in(ana).get("/vision/pdf/")["Location"] == "/vision/"


def test_a_therapist_reads_the_page_until_a_line_is_taken_back(ana: User, ben: User):
    kept(ana, ben)
    [offer] = handover_sources()["vision"].offers(place_of(ana))
    link = agreed(ana, ben, offer.item, source="vision")
    text = reads(secrets_of(link))
    assert all(words in unescape(text) for words in (LAUGH, JOINED, MIND, GARDEN))
    takes_back(ben, line_of(GARDEN))
    assert not TherapistLink.objects.filter(pk=link.pk, content__isnull=False).exists()


def test_nobody_hands_over_another_couples_page(ana: User, ben: User, cleo: User):
    kept(ana, ben)
    with pytest.raises(therapist.CannotAsk):
        therapist.ask(place_of(cleo), "vision", place_of(ana).couple_id, 7)


def test_erasing_takes_ones_own_lines_off_and_leaves_the_others(ana: User, ben: User):
    kept(ana, ben)
    write(ana, "We dance.")
    personal_data_registry.erase_personal_data(ana, "vision")
    assert own_lines(ana) == []
    assert own_lines(ben) == [JOINED]
    text = page_of(ben)
    assert GARDEN in text
    assert not any(words in text for words in (LAUGH, MIND, JOINED))


def test_after_parting_each_exports_their_own(ana: User, ben: User):
    kept(ana, ben)
    leave_couple(place_of(ben))
    assert Client().get("/vision/").status_code == 302
    assert LAUGH not in signed_in(ana).get("/vision/", follow=True).text
    hers = str(personal_data_registry.providers()["vision"].export(ana))
    his = str(personal_data_registry.providers()["vision"].export(ben))
    assert LAUGH in hers
    assert MIND in hers
    assert GARDEN not in hers
    assert JOINED not in hers
    assert GARDEN in his
    assert JOINED in his
    assert LAUGH not in his


def test_words_given_back_are_not_doubled(ana: User, ben: User):
    write(ana, LAUGH, 5)
    kept(ana, ben)
    page.take_back(place_of(ana), line_of(LAUGH).pk)
    assert own_lines(ana) == [LAUGH]
    assert lines.own_words(place_of(ana).pk) == [LAUGH, MIND]
