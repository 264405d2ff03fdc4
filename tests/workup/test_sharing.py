"""Private until shared, part by part, and taken back at any time."""

from __future__ import annotations

import html
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from couples.leaving import leave_couple
from couples.models import Partner, User
from couples.personal_data_registry import erase_personal_data, providers
from tests.factories import signed_in
from tests.markup import compact
from tests.workup.workup_answers import mark
from vault import datakeys
from vault.sealing import CannotOpen, Destroyed, unseal
from workup import services, sharing
from workup.models import Shared, Thanks, Workup
from workup.picture_context import PicturePage
from workup.queries import answers_of, people_of

NEED = "somebody who puts things down and looks at me when I come in"
TOGETHER, SHARE = "/workup/together/", "/workup/picture/share/"


@pytest.fixture
def mine(ana: User, workup_of_ana: Workup) -> Client:
    return signed_in(ana)


@pytest.fixture
def his(ben: User) -> Client:
    return signed_in(ben)


def text(browser: Client, path: str = TOGETHER) -> str:
    return html.unescape(compact(browser.get(path).content.decode()))


def share(browser: Client, part: str) -> None:
    browser.post(SHARE, {"part": part, "mark": mark(browser, part)})


def test_nothing_is_shown_before_it_is_shared(mine: Client, his: Client):
    page = text(his)
    assert NEED not in page
    assert "Nothing stands here now" in page


def test_the_partner_reads_the_part_that_was_shared_and_no_other(mine: Client, his: Client):
    share(mine, "need")
    page = text(his)
    assert NEED in page
    assert "I came home from school" not in page
    assert "Ben can read this." in text(mine, "/workup/picture/")


def own(user: User) -> str:
    """What someone exports of their workup, including their thanks."""
    return json.dumps(providers()["workup"].export(user))


def test_taken_back_the_partner_sees_that_but_not_what(mine: Client, his: Client, ana: User, ben: User):
    share(mine, "need")
    row = Shared.objects.get()
    his.post(f"/workup/together/{row.pk}/thank/", {"words": "Thank you for this."})
    mine.post(f"/workup/together/{row.pk}/take-back/")
    page = text(his)
    assert NEED not in page
    assert "Ana took something back on" in page
    row.refresh_from_db()
    assert (row.words, row.sources, row.part) == (None, None, "")
    assert "Thank you for this." not in page + text(mine) + own(ana)
    assert "Thank you for this." in own(ben)


def test_thanks_stay_with_who_wrote_them_when_the_workup_goes(
    his: Client, mine: Client, ana: User, ben: User
):
    share(mine, "need")
    his.post(f"/workup/together/{Shared.objects.get().pk}/thank/", {"words": "Thank you for this."})
    erase_personal_data(ana, "workup")
    assert "Thank you for this." in own(ben)
    assert providers()["workup"].holds(ben)
    erase_personal_data(ben, "workup")
    assert not Thanks.objects.exists()


def test_what_was_taken_back_can_be_shared_again(mine: Client, his: Client):
    share(mine, "need")
    mine.post(f"/workup/together/{Shared.objects.get().pk}/take-back/")
    share(mine, "need")
    assert NEED in text(his)


@pytest.mark.slow
def test_the_partner_reads_the_words_as_they_were_shared(mine: Client, his: Client, workup_of_ana: Workup):
    share(mine, "need")
    own = {"part": "need", "words": "Something quite different.", "mark": mark(mine, "need")}
    mine.post("/workup/picture/words/", own)
    assert "Something quite different." not in text(his)
    assert "They read it as it was before." in text(mine, "/workup/picture/")
    share(mine, "need")
    assert "Something quite different." in text(his)
    assert Shared.objects.count() == 1


def test_what_came_from_an_answer_goes_with_it(mine: Client, his: Client, workup_of_ana: Workup):
    share(mine, "need")
    version = workup_of_ana.answers.get(question="needed").version
    services.save_answer(workup_of_ana, "needed", "", None, services.BaseVersion(version))
    assert NEED not in text(his)
    assert NEED not in text(mine)
    services.save_answer(workup_of_ana, "needed", "", "something else", services.BaseVersion(version + 1))
    assert NEED not in text(his)
    assert "Ben can read this" not in text(mine, "/workup/picture/")


def test_a_slip_of_the_thumb_takes_nothing_back(mine: Client, his: Client, workup_of_ana: Workup):
    share(mine, "loved")
    row = Shared.objects.get()
    his.post(f"/workup/together/{row.pk}/thank/", {"words": "Thank you, I did not know."})
    answer, loved = workup_of_ana.answers.get(question="loved"), answers_of(workup_of_ana)["loved", ""]
    services.save_answer(workup_of_ana, "loved", "", loved[1:], services.BaseVersion(answer.version))
    assert "thinks before he speaks" not in text(his)
    services.save_answer(workup_of_ana, "loved", "", loved, services.BaseVersion(answer.version + 1))
    assert "thinks before he speaks" in text(his)
    assert "took something back" not in text(his)
    assert "Thank you, I did not know." in text(mine)


def test_leaving_a_question_settles_what_is_gone_and_says_so(
    mine: Client, his: Client, workup_of_ana: Workup
):
    share(mine, "need")
    row = workup_of_ana.answers.get(question="needed")
    form = {"words": "", "seen": str(row.version), "workup": str(workup_of_ana.pk), "go": "next"}
    page = mine.post("/workup/question/needed/", form, follow=True)
    assert "An answer is gone, and with it what you had shared of it." in page.content.decode()
    assert "Ana took something back" in text(his)


@pytest.mark.slow
def test_each_learns_that_there_is_something_new_and_no_word_of_it(mine: Client, his: Client):
    news = "Ana has left something for you to read."
    assert news not in text(his, "/dialogues/")
    share(mine, "need")
    assert news in text(his, "/dialogues/")
    assert NEED not in text(his, "/dialogues/")
    assert "something new" in text(his, "/workup/")
    text(his)
    assert news not in text(his, "/dialogues/")
    his.post(f"/workup/together/{Shared.objects.get().pk}/thank/", {"words": "Thank you."})
    assert "Ben has left something for you to read." in text(mine, "/dialogues/")


def test_what_is_shared_is_what_its_owner_had_before_them(mine: Client, his: Client, workup_of_ana: Workup):
    before = mark(mine, "need")
    version = workup_of_ana.answers.get(question="needed").version
    services.save_answer(workup_of_ana, "needed", "", "something very private", services.BaseVersion(version))
    answer = mine.post(SHARE, {"part": "need", "mark": before}, follow=True)
    assert "Please look at it once more" in html.unescape(answer.content.decode())
    assert not Shared.objects.exists()


def test_letting_go_of_a_person_takes_back_what_was_shared_of_them(
    mine: Client, his: Client, workup_of_ana: Workup
):
    share(mine, "people")
    assert "hard-working" in text(his)
    services.delete_person(workup_of_ana, "caretakers", people_of(workup_of_ana)["caretakers"][0]["id"])
    assert "hard-working" not in text(his)
    assert "Ana took something back" in text(his)


def test_a_trait_that_is_removed_goes_from_what_was_shared_of_it(
    mine: Client, his: Client, workup_of_ana: Workup
):
    share(mine, "loved")
    assert "thinks before he speaks" in text(his)
    row = workup_of_ana.answers.get(question="loved")
    left = [one for one in answers_of(workup_of_ana)["loved", ""] if one["word"] != "funny"]
    services.save_answer(workup_of_ana, "loved", "", left, services.BaseVersion(row.version))
    assert "thinks before he speaks" not in text(his)


def test_the_partner_thanks_and_the_owner_reads_it(mine: Client, his: Client):
    share(mine, "need")
    path = f"/workup/together/{Shared.objects.get().pk}/thank/"
    assert "Thank you for letting me see this, Ana." in text(his)
    his.post(path, {"words": "Thank you. I did not know."})
    assert "Thank you. I did not know." in text(mine)
    his.post(path, {"words": "Thank you, with all my heart."})
    assert "Thank you, with all my heart." in text(mine)
    assert Thanks.objects.count() == 1


def test_thanks_for_something_that_was_taken_back_meanwhile_are_given_back(mine: Client, his: Client):
    share(mine, "need")
    row = Shared.objects.get()
    mine.post(f"/workup/together/{row.pk}/take-back/")
    answer = his.post(f"/workup/together/{row.pk}/thank/", {"words": "Thank you, I did not know."})
    assert answer.status_code == 404
    assert "Thank you, I did not know." in answer.content.decode()
    assert not Thanks.objects.exists()


def test_nobody_thanks_for_what_they_cannot_read(mine: Client, his: Client, cleo: User):
    share(mine, "need")
    path = f"/workup/together/{Shared.objects.get().pk}/thank/"
    assert mine.post(path, {"words": "Thank me."}).status_code == 404
    assert signed_in(cleo).post(path, {"words": "Thank you."}).status_code == 404
    mine.post(path.replace("thank", "take-back"))
    assert his.post(path, {"words": "Thank you."}).status_code == 404
    assert not Thanks.objects.exists()


def test_only_the_owner_takes_back(mine: Client, his: Client, cleo: User):
    share(mine, "need")
    path = f"/workup/together/{Shared.objects.get().pk}/take-back/"
    assert his.post(path).status_code == 404
    assert signed_in(cleo).post(path).status_code == 404
    assert NEED in text(his)


def test_both_needs_stand_side_by_side_once_both_are_shared(mine: Client, his: Client, workup_of_ben: Workup):
    share(mine, "need")
    assert "Both your needs" not in text(his)
    share(his, "need")
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
    share(mine, "need")
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
    datakeys.destroy_key(own)
    with pytest.raises(Destroyed):
        unseal((couple, own), sealed, place)


def test_when_the_couple_ends_nothing_of_it_is_left(mine: Client, his: Client, ana: User, ben: User):
    share(mine, "need")
    his.post(f"/workup/together/{Shared.objects.get().pk}/thank/", {"words": "Thank you."})
    partner = Partner.objects.current(ana)
    assert partner
    leave_couple(partner)
    assert Shared.objects.filter(words__isnull=False).count() == 0
    assert "Thank you." not in own(ana)
    assert "Thank you." in own(ben)
    assert answers_of(Workup.objects.current(ana))["needed", ""] == NEED


@pytest.mark.django_db(transaction=True)
def test_sharing_at_the_same_moment_twice_is_sharing_once(ana: User, workup_of_ana: Workup):
    partner = Partner.objects.current(ana)
    assert partner
    told = PicturePage(workup_of_ana, partner).part("need")
    assert told

    def press(_: int) -> None:
        try:
            sharing.share_wording(partner, workup_of_ana, told, told.mark)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    assert len(sharing.shared_by(partner)[0]) == 1


def test_nothing_is_shared_into_a_couple_that_has_ended(ana: User, workup_of_ana: Workup):
    partner = Partner.objects.current(ana)
    assert partner
    told = PicturePage(workup_of_ana, partner).part("need")
    assert told
    leave_couple(partner)
    with pytest.raises(sharing.NoLongerShareable):
        sharing.share_wording(partner, workup_of_ana, told, told.mark)
