"""What someone has let go does not come back with an older copy of the data, and in the end nobody can open it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from appointments import services
from appointments.models import WeeklyTime
from change_requests import dialogue_hooks, drafts
from change_requests.models import Plan, Request
from couples.leaving import leave_couple
from dialogues import erasure, own_words
from dialogues.models import Dialogue, Turn
from exits import deletion
from exits import services as exits_services
from exits.models import Commitment, Exit, TimeNote
from exits.sharing import unshare_exit
from pulse.models import Pulse
from tests.backups.fixtures import named, place_of, read_by
from tests.backups.snapshots import is_consistent, words
from tests.backups.storage_helpers import Shelves
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import pair, person, signed_in
from tests.privacy.cast import gather
from transcripts.models import Note
from vault import datakeys
from workup import services as workup_services
from workup import sharing
from workup.models import Answer, SharedPart

PAGES = [
    "/dialogues/",
    "/exits/",
    "/exits/together/",
    "/requests/",
    "/workup/",
    "/workup/together/",
    "/pulse/",
    "/inbox/",
]


def closed(ana: str, ben: str) -> Dialogue:
    talk = Talk(named(ana), named(ben))
    talk.play(WHOLE)
    return talk.now()


@pytest.fixture
def talks(transactional_db: None) -> dict[str, Dialogue]:
    """Three dialogues of Ana and Ben, and one of Cleo and Dan, each at its end."""
    pair(person("Ana"), person("Ben"))
    pair(person("Cleo"), person("Dan"))
    talks = {name: closed("ana", "ben") for name in ("kept", "erased", "let_go")}
    return {**talks, "theirs": closed("cleo", "dan")}


def let_some_go(talks: dict[str, Dialogue]) -> int:
    """Ana erases one turn, Ben lets a dialogue go, and Dan's key is destroyed. The seq of that turn."""
    seq: int = Turn.objects.filter(dialogue=talks["erased"], author=place_of("ana"), words__isnull=False)[
        0
    ].seq
    assert erasure.erase_turn(talks["erased"], place_of("ana"), seq) == 1
    erasure.erase_for_both(talks["let_go"], place_of("ben"))
    datakeys.destroy_key(named("dan").profile.key_id)
    return seq


def test_with_the_newest_key_store_older_data_comes_back_without_what_was_let_go_since(
    shelves: Shelves, talks: dict[str, Dialogue]
):
    before = {name: read_by("cleo" if name == "theirs" else "ana", talk) for name, talk in talks.items()}
    shelves.back_up()
    (older,) = shelves.data_files()
    seq = let_some_go(talks)
    shelves.back_up()
    output = shelves.restore_elsewhere(data=older)

    assert read_by("ana", talks["kept"]) == before["kept"]
    erased = read_by("ben", talks["erased"])
    assert [line.seq for line in erased if line.words is None] == [seq]
    assert erased[seq - 1].blanked == Turn.ERASED
    gone = read_by("ana", talks["let_go"])
    assert {line.blanked for line in gone if line.words is None} == {Turn.LET_GO}
    assert not any(line.words for line in gone)
    let_go = Dialogue.objects.get(pk=talks["let_go"].pk)
    assert (let_go.let_go_by, let_go.topic) == (place_of("ben"), None)
    theirs = read_by("cleo", talks["theirs"])
    assert {line.name for line in theirs if line.words} == {"Cleo"}
    assert all(
        line.words is None for line in theirs if line.name == "Dan" and before["theirs"][line.seq - 1].words
    )
    assert all(is_consistent(talk) for talk in Dialogue.objects.all())
    assert "were repeated" in output


def test_the_key_store_of_that_time_still_opens_all(shelves: Shelves, talks: dict[str, Dialogue]):
    said = words()
    shelves.back_up()
    (older,), (old_keys,) = shelves.data_files(), shelves.key_files()
    let_some_go(talks)
    shelves.back_up()
    shelves.restore_elsewhere(data=older, keys=old_keys)
    assert words() == said


def own(name: str, talk: Dialogue) -> tuple[str, ...]:
    """What someone can still read of a dialogue that was let go."""
    me, row = place_of(name), Dialogue.objects.get(pk=talk.pk)
    lines = own_words.lines_for(me, row, me.other())
    return own_words.topic_for(me, row) or "", *(line.words or "" for line in lines)


def test_one_s_own_words_of_a_dialogue_that_was_let_go_since_come_back_to_their_author_alone(
    shelves: Shelves, talks: dict[str, Dialogue]
):
    early = talks["erased"]
    erasure.erase_for_both(early, place_of("ben"))
    shelves.back_up()
    (older,) = shelves.data_files()
    erasure.erase_for_both(talks["let_go"], place_of("ben"))
    erasure.erase_for_both(talks["kept"], place_of("ben"))
    erasure.erase_dialogue(talks["kept"], place_of("ana"))
    Dialogue.objects.filter(pk=early.pk).update(own_words_until=timezone.now())
    own_words.blank_expired()
    stands = {name: (own("ana", talk), own("ben", talk)) for name, talk in talks.items() if name != "theirs"}
    assert stands["let_go"][0][:2] == ("Quiet dinners", "ana has something to send")
    assert [stands["kept"][0], stands["erased"]] == [("",), (("",), ("",))]
    shelves.back_up()
    shelves.restore_elsewhere(data=older)
    assert {name: (own("ana", talks[name]), own("ben", talks[name])) for name in stands} == stands
    assert not any(line.words for name in stands for line in read_by("ana", talks[name]))
    assert not Turn.objects.filter(dialogue=early, own_words__isnull=False).exists()


def let_an_exit_go() -> None:
    exits_services.reopen_exit(Exit.objects.get())
    deletion.delete_exit(Exit.objects.get())


def let_a_request_go() -> None:
    dialogue_hooks.withdraw_request(Request.objects.get(), place_of("ana"))
    drafts.delete_request(Request.objects.get(), place_of("ana"))


def begin_again() -> None:
    dialogue_hooks.withdraw_request(Request.objects.get(), place_of("ana"))
    drafts.reopen_as_draft(Request.objects.get(), place_of("ana"))


def let_somebody_go() -> None:
    for row in Answer.objects.exclude(about="").select_related("workup"):
        workup_services.delete_person(row.workup, "caretakers", row.about)


def let_go_of_this_and_that() -> None:
    """An exit, of which the partner's offer stays; a request, some of the workup, a note and the pulse."""
    let_an_exit_go()
    let_a_request_go()
    sharing.unshare(SharedPart.objects.active().get())
    let_somebody_go()
    Note.objects.all().delete()
    Pulse.objects.all().delete()


def take_back_what_was_shared() -> None:
    """Of an exit, of a request, which is then begun again, of a plan, and a time each week that was proposed."""
    unshare_exit(Exit.objects.get())
    begin_again()
    Plan.objects.update(words=None, hard=None)
    services.end_time(place_of("ana"), WeeklyTime.objects.get().pk, agreed=False)


def end_the_couple() -> None:
    leave_couple(place_of("ana"))


def what_the_partner_reads() -> dict[str, list[object]]:
    """What there is of an exit and a request for the other, and where the two stand."""
    return {
        "exits": list(Exit.objects.values_list("state", "shares__unshared_at").order_by("pk")),
        "commitments": list(Commitment.objects.filter(shared=True).values_list("pk")),
        "freed": list(TimeNote.objects.filter(shared=True).values_list("pk")),
        "requests": list(Request.objects.values_list("state").order_by("pk")),
        "plans": list(Plan.objects.filter(ended_at=None).values_list("pk")),
        "how hard": list(Plan.objects.values_list("hard").order_by("pk")),
        "times": list(WeeklyTime.objects.values_list("ended_at").order_by("pk")),
        "workup": list(SharedPart.objects.active().values_list("pk")),
    }


@pytest.mark.parametrize("how", [let_go_of_this_and_that, take_back_what_was_shared, end_the_couple])
def test_whatever_was_let_go_since_stays_gone_and_the_rest_comes_back(
    shelves: Shelves, how: Callable[[], None]
):
    gather()
    talk = Dialogue.objects.filter(couple__ended_at=None)[0]
    Note.objects.create(user=named("ana"), dialogue=talk, seq=2, words="what I thought then")
    Pulse.objects.create(user=named("ana"), week="2026-01-05", numbers_text='{"close": 3}')
    said = words()
    shelves.back_up()
    (older,) = shelves.data_files()
    how()
    left, reads = words(), what_the_partner_reads()
    shelves.back_up()
    shelves.restore_elsewhere(data=older)
    back = words()
    assert what_the_partner_reads() == reads
    stand = set(said) & set(left)
    emptied = {at for at in stand if len(left[at]) < len(said[at])}
    assert back == {at: (left if at in emptied else said)[at] for at in stand}
    assert emptied or stand != set(said)
    for name in ("ana", "ben"):
        for address in PAGES:
            assert signed_in(named(name)).get(address, follow=True).status_code == 200, (name, address)
