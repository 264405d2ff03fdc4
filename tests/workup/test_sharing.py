"""Private until shared, part by part, and taken back at any time."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from couples.leaving import leave
from couples.models import Partner, User
from tests.people import signed_in
from vault import datakeys
from vault.sealing import CannotOpen, Destroyed, unseal
from workup import saving, sharing
from workup.models import Shared, Thanks, Workup

NEED = "somebody who puts things down and looks at me when I come in"
TOGETHER, SHARE = "/workup/together/", "/workup/picture/share/"


@pytest.fixture
def mine(ana: User, workup_of_ana: Workup) -> Client:
    return signed_in(ana)


@pytest.fixture
def his(ben: User) -> Client:
    return signed_in(ben)


def text(browser: Client, path: str = TOGETHER) -> str:
    return html.unescape(browser.get(path).content.decode())


def test_nothing_is_shown_before_it_is_shared(mine: Client, his: Client):
    page = text(his)
    assert NEED not in page
    assert "Ana decides what and when" in page


def test_the_partner_reads_the_part_that_was_shared_and_no_other(mine: Client, his: Client):
    mine.post(SHARE, {"part": "need"})
    page = text(his)
    assert NEED in page
    assert "I came home from school" not in page
    assert "Ben can read this." in text(mine, "/workup/picture/")


def test_taken_back_the_partner_sees_that_but_not_what(mine: Client, his: Client):
    mine.post(SHARE, {"part": "need"})
    row = Shared.objects.get()
    his.post(f"/workup/together/{row.pk}/thank/", {"words": "Thank you for this."})
    mine.post(f"/workup/together/{row.pk}/take-back/")
    page = text(his)
    assert NEED not in page
    assert "Ana took something back on" in page
    row.refresh_from_db()
    assert (row.words, row.sources, row.part) == (None, None, "")
    assert not Thanks.objects.exists()


def test_what_was_taken_back_can_be_shared_again(mine: Client, his: Client):
    mine.post(SHARE, {"part": "need"})
    mine.post(f"/workup/together/{Shared.objects.get().pk}/take-back/")
    mine.post(SHARE, {"part": "need"})
    assert NEED in text(his)


def test_the_partner_reads_the_words_as_they_were_shared(mine: Client, his: Client, workup_of_ana: Workup):
    mine.post(SHARE, {"part": "need"})
    mine.post("/workup/picture/words/", {"part": "need", "words": "Something quite different."})
    assert "Something quite different." not in text(his)
    assert "They read it as it was before." in text(mine, "/workup/picture/")
    mine.post(SHARE, {"part": "need"})
    assert "Something quite different." in text(his)
    assert Shared.objects.count() == 1


def test_what_came_from_an_answer_goes_with_it(mine: Client, his: Client, workup_of_ana: Workup):
    mine.post(SHARE, {"part": "need"})
    version = workup_of_ana.answers.get(question="needed").version
    saving.save(workup_of_ana, "needed", "", None, seen=version, writer="")
    assert NEED not in text(his)
    assert NEED not in text(mine)


def test_a_trait_that_is_removed_goes_from_what_was_shared_of_it(
    mine: Client, his: Client, workup_of_ana: Workup
):
    mine.post(SHARE, {"part": "loved"})
    assert "thinks before he speaks" in text(his)
    row = workup_of_ana.answers.get(question="loved")
    left = [one for one in saving.answers_of(workup_of_ana)["loved", ""] if one["word"] != "funny"]
    saving.save(workup_of_ana, "loved", "", left, seen=row.version, writer="")
    assert "thinks before he speaks" not in text(his)


def test_the_partner_thanks_once_and_the_owner_reads_it(mine: Client, his: Client):
    mine.post(SHARE, {"part": "need"})
    path = f"/workup/together/{Shared.objects.get().pk}/thank/"
    assert "Thank you for letting me see this, Ana." in text(his)
    his.post(path, {"words": "Thank you. I did not know."})
    his.post(path, {"words": "Something else."})
    assert "Thank you. I did not know." in text(mine)
    assert "Something else." not in text(mine)


def test_nobody_thanks_for_what_they_cannot_read(mine: Client, his: Client, cleo: User):
    mine.post(SHARE, {"part": "need"})
    path = f"/workup/together/{Shared.objects.get().pk}/thank/"
    assert mine.post(path, {"words": "Thank me."}).status_code == 404
    assert signed_in(cleo).post(path, {"words": "Thank you."}).status_code == 404
    mine.post(path.replace("thank", "take-back"))
    assert his.post(path, {"words": "Thank you."}).status_code == 404
    assert not Thanks.objects.exists()


def test_only_the_owner_takes_back(mine: Client, his: Client, cleo: User):
    mine.post(SHARE, {"part": "need"})
    path = f"/workup/together/{Shared.objects.get().pk}/take-back/"
    assert his.post(path).status_code == 404
    assert signed_in(cleo).post(path).status_code == 404
    assert NEED in text(his)


def test_both_needs_stand_side_by_side_once_both_are_shared(mine: Client, his: Client, workup_of_ben: Workup):
    mine.post(SHARE, {"part": "need"})
    assert "Both your needs" not in text(his)
    his.post(SHARE, {"part": "need"})
    for browser in (mine, his):
        page = text(browser)
        assert "Both your needs" in page
        table = page.split("<table>")[1].split("</table>")[0]
        assert NEED in table
        assert "pleased with me" in table


def test_a_part_that_does_not_exist_cannot_be_shared(mine: Client):
    assert mine.post(SHARE, {"part": "everything"}).status_code == 404
    assert not Shared.objects.exists()


def test_it_is_sealed_with_the_owners_own_key(mine: Client, his: Client, ana: User, ben: User):
    mine.post(SHARE, {"part": "need"})
    pk, sealed = Shared.objects.values_list("pk", "words").get()
    place = f"workup_shared:words:{pk}"
    assert isinstance(sealed, bytes)
    partner = Partner.objects.current(ana)
    assert partner
    couple, own = partner.keys
    assert NEED in unseal((couple, own), sealed, place)
    for others in ((couple,), (couple, ben.profile.key_id)):
        with pytest.raises(CannotOpen):
            unseal(others, sealed, place)
    datakeys.destroy(own)
    with pytest.raises(Destroyed):
        unseal((couple, own), sealed, place)


def test_when_the_couple_ends_nothing_of_it_is_left(mine: Client, his: Client, ana: User):
    mine.post(SHARE, {"part": "need"})
    his.post(f"/workup/together/{Shared.objects.get().pk}/thank/", {"words": "Thank you."})
    partner = Partner.objects.current(ana)
    assert partner
    leave(partner)
    assert Shared.objects.filter(words__isnull=False).count() == 0
    assert Thanks.objects.count() == 0
    assert saving.answers_of(Workup.objects.current(ana))["needed", ""] == NEED


def test_sharing_at_the_same_moment_twice_is_sharing_once(mine: Client, ana: User, workup_of_ana: Workup):
    mine.post(SHARE, {"part": "need"})
    mine.post(SHARE, {"part": "need"})
    partner = Partner.objects.current(ana)
    assert partner
    assert len(sharing.shared_by(partner)[0]) == 1
