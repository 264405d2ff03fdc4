"""What a partner can't give now, read as someone would who wants to find out: no door of the owner's tells."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caring import lists, not_now
from caring.models import Line, NotNow
from couples import handover, personal_data_registry
from couples.models import User
from dialogues.scenes import load_scene
from dialogues.stage_view import StageView, stage_view
from tests.caring.factories import (
    NOTE,
    READING,
    TEA,
    TO_THE_CHOICE,
    partner_of,
    put_away,
    read,
    seen_by,
    write_list,
)
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from vault.fields import load_json

pytestmark = pytest.mark.django_db
OWNERS_PAGES = [
    "/",
    "/me/",
    "/caring/",
    "/caring/mine/",
    "/caring/theirs/",
    "/dialogues/",
    "/inbox/",
    "/transcripts/",
]


@pytest.fixture
def lines(ana: User, ben: User) -> list[Line]:
    """Ana's list, which Ben has opened."""
    lines = write_list(ana)
    assert signed_in(ben).get("/caring/theirs/").status_code == 200
    return lines


def all_the_owner_can_open(ana: User, talk: Talk, lines: list[Line]) -> Iterator[str]:
    """Every page and file of Ana's that has to do with her list."""
    hers = signed_in(ana)
    paths = [*OWNERS_PAGES, *(f"/caring/mine/{line.pk}/" for line in lines), f"/dialogues/{talk.pk}/"]
    yield from (read(hers, path) for path in paths)
    for provider in personal_data_registry.providers().values():
        yield json.dumps(provider.export(ana), default=str)
        yield str(provider.has_data(ana))


def test_nothing_of_the_owners_changes_when_the_other_puts_lines_away(
    ana: User, ben: User, lines: list[Line]
):
    talk = Talk(ana, ben, kind="caring")
    talk.play(TO_THE_CHOICE)
    before = list(all_the_owner_can_open(ana, talk, lines))
    put_away(ben, *lines)
    assert seen_by(ben) == []
    assert list(all_the_owner_can_open(ana, talk, lines)) == before


def test_the_owners_stage_is_made_of_the_same_whatever_the_other_is_offered(
    ana: User, ben: User, lines: list[Line]
):
    talk = Talk(ana, ben, kind="caring")
    talk.play(TO_THE_CHOICE)

    def views() -> list[StageView]:
        scene = load_scene(talk.pk, talk.credentials["ana"])
        return [stage_view(scene, slot, "en", "UTC") for slot in (0, 1)]

    hers, his = views()
    put_away(ben, *lines)
    assert views()[0] == hers
    assert views()[1] != his


def test_the_owners_acts_go_as_they_would_go_anyway(ana: User, ben: User, lines: list[Line]):
    """Changing, repeating and deleting a line ask nothing of what the other put away, not even the database."""
    put_away(ben, lines[0])
    hers = signed_in(ana)
    with CaptureQueriesContext(connection) as queries:
        hers.post(f"/caring/mine/{lines[0].pk}/", {"part": "now", "text": "make me coffee", "seen": "1"})
        hers.post("/caring/mine/", {"part": "now", "text": TEA})
        hers.post(f"/caring/mine/{lines[0].pk}/delete/")
        read(hers, "/caring/mine/")
        read(hers, "/caring/")
    assert not [query for query in queries.captured_queries if "caring_notnow" in query["sql"]]


def test_a_line_stays_away_when_it_is_reworded_repeated_or_written_once_more(
    ana: User, ben: User, lines: list[Line]
):
    partner = partner_of(ana)
    put_away(ben, lines[0])
    lists.change_line(lines[0], "wish", "make me a pot of tea", seen=1)
    lists.add_line(partner, "now", f"{TEA.title()} ...")
    assert seen_by(ben) == [NOTE, READING]
    Line.objects.of(partner).filter(pk=lines[0].pk).delete()
    lists.add_line(partner, "wish", TEA)
    assert seen_by(ben) == [NOTE, READING]


def test_a_line_that_was_brought_back_stays_whatever_it_said_before(ana: User, ben: User, lines: list[Line]):
    put_away(ben, lines[0])
    lists.change_line(lines[0], "now", "make me coffee", seen=1)
    not_now.bring_back(partner_of(ben), Line.objects.of(partner_of(ana)).get(pk=lines[0].pk))
    lists.change_line(lines[0], "now", TEA, seen=2)
    assert seen_by(ben) == [TEA, NOTE, READING]


def test_putting_away_and_bringing_back_is_for_the_hider_alone(ben: User, lines: list[Line]):
    his = signed_in(ben)
    answer = his.post("/caring/theirs/not-now/", {"line": str(lines[0].pk), "act": "put_away"})
    assert answer["Location"] == "/caring/theirs/"
    assert TEA not in read(his, "/caring/theirs/")
    assert TEA in read(his, "/caring/theirs/not-now/")
    his.post("/caring/theirs/not-now/", {"line": str(lines[0].pk), "act": "bring_back"})
    assert TEA in read(his, "/caring/theirs/")
    assert TEA not in read(his, "/caring/theirs/not-now/")


def test_there_is_one_row_whether_nothing_or_everything_is_away_and_no_word_in_it(
    ben: User, lines: list[Line]
):
    assert NotNow.objects.count() == 1
    put_away(ben, *lines)
    [row] = NotNow.objects.select_related("partner__user__profile")
    assert len(load_json(row.marks_text)) == len(lines)
    assert not any(text in row.marks_text for text in ("make", "coat", "read"))


@pytest.mark.parametrize("act", ["put_away", "bring_back"])
def test_forged_lines_are_not_found(ana: User, ben: User, cleo: User, lines: list[Line], act: str):
    """One's own, another couple's, one of a list that isn't shown, and what is none."""
    [strange, *_] = write_list(cleo)
    own = lists.add_line(partner_of(ben), "now", "a walk")
    lists.withdraw_list(partner_of(ana))
    his = signed_in(ben)
    for line in (own.pk, strange.pk, lines[0].pk, "", "x", "00000000-0000-0000-0000-000000000000"):
        answer = his.post("/caring/theirs/not-now/", {"line": str(line), "act": act})
        assert answer.status_code == 404
    assert not_now.marks_by(partner_of(ben)) == {}


def test_a_list_that_is_shown_again_is_as_the_other_left_it(ana: User, ben: User, lines: list[Line]):
    put_away(ben, lines[0])
    for act in ("hide", "show"):
        signed_in(ana).post("/caring/mine/show/", {"act": act})
    assert seen_by(ben) == [NOTE, READING]


def test_whoever_holds_the_phone_is_asked_who_they_are(ben: User, lines: list[Line]):
    """The other would only have to compare what is shown with what they wrote."""
    ben.set_password("seven quiet otters")
    ben.save()
    his = signed_in(ben)
    for path in ("/caring/theirs/", "/caring/theirs/not-now/"):
        for answer in (his.get(path), his.post(path, {"line": str(lines[0].pk)})):
            assert "reauthenticate" in answer["Location"]
            assert TEA not in answer.text


def test_no_file_and_no_therapist_gets_it(ben: User, lines: list[Line]):
    before = personal_data_registry.providers()["caring"].export(ben)
    put_away(ben, lines[0])
    assert personal_data_registry.providers()["caring"].export(ben) == before
    assert not any("caring" in source.name for source in handover.handover_sources().values())


def test_it_goes_with_the_hiders_data(ben: User, lines: list[Line]):
    put_away(ben, lines[0])
    personal_data_registry.erase_personal_data(ben, "caring")
    assert not NotNow.objects.exists()
    assert seen_by(ben) == [TEA, NOTE, READING]


def test_what_was_put_away_stays_out_of_sight_while_it_cannot_be_opened(
    ana: User, ben: User, lines: list[Line]
):
    put_away(ben, lines[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE caring_notnow SET marks_text = set_byte(marks_text, 30, 255 - get_byte(marks_text, 30))"
        )
    page = read(signed_in(ben), "/caring/theirs/")
    assert "can't be opened right now" in page
    assert TEA not in page
    put_away(ben, lines[1])
    assert seen_by(ben) == []
    with connection.cursor() as cursor:  # the key is back
        cursor.execute(
            "UPDATE caring_notnow SET marks_text = set_byte(marks_text, 30, 255 - get_byte(marks_text, 30))"
        )
    assert seen_by(ben) == [NOTE, READING]
