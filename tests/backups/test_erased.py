"""Whatever any room lets go is let go once more by a restore of older data: to the last column of every table."""

from __future__ import annotations

from couples import personal_data_registry
from couples.account_deletion import delete_account
from couples.models import Profile, User
from dialogues import erasure
from dialogues.models import Dialogue
from exits import deletion
from exits.models import Exit
from reminders.scheduler import claim_due
from tests.backups.fixtures import place_of
from tests.backups.snapshots import Rows, rows
from tests.backups.storage_helpers import Shelves
from tests.backups.test_restore import AFTERWARDS
from tests.privacy.everything import fill

WRITTEN_THEN = {  # by letting go, and lost with all that came since
    "change_requests_change",  # a log
    "vision_dreamline",  # what goes from the couple's page back to whoever wrote it
}


def test_after_a_restore_of_older_data_every_row_is_as_letting_go_has_left_it(
    shelves: Shelves, ana: User, ben: User
):
    fill(ana, ben)
    Profile.objects.update(pronouns="they/them", language="de", time_zone="Europe/Berlin")
    claim_due()  # as each minute, which computes what comes next
    shelves.back_up()
    (older,) = shelves.data_files()
    for let_go in (some_of_it, all_of_ben, the_account_of_ana):
        let_go(ana, ben)
        left = rows(*AFTERWARDS)
        shelves.back_up()
        shelves.restore_elsewhere(data=older)
        back = rows(*AFTERWARDS)
        assert beyond(back, left) == {}, let_go.__name__
        assert set(beyond(left, back)) <= WRITTEN_THEN


def some_of_it(ana: User, ben: User) -> None:
    one, other = Dialogue.objects.filter(kept=True)[:2]
    erasure.erase_for_both(one, place_of("ana"))
    erasure.erase_dialogue(other, place_of("ben"))
    for row in Exit.objects.filter(owner=place_of("ana")):
        deletion.erase_exit(row)


def all_of_ben(ana: User, ben: User) -> None:
    personal_data_registry.erase_personal_data(ben)


def the_account_of_ana(ana: User, ben: User) -> None:
    delete_account(ana)


def beyond(some: Rows, others: Rows) -> dict[str, set[str]]:
    """What some rows have that the others have not."""
    pairs = ((table, set(found) - set(others[table])) for table, found in some.items())
    return {table: found for table, found in pairs if found}
