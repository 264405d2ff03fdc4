"""Words that can't be opened are replaced by a sentence. Every page still opens, with everything else on it."""

from __future__ import annotations

import html
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.models import Feed
from change_requests import drafts
from change_requests.draft_data import RequestDraft, Wish
from change_requests.models import Request
from couples import personal_data_registry
from couples.models import User
from exits.models import Exit
from mail.transport import Outcome
from reminders import push
from reminders.models import PushSubscription
from tests.factories import signed_in
from tests.privacy.columns import SEALED
from tests.privacy.everything import place_of, word_of
from tests.privacy.opened import column, opened
from tests.privacy.pages import addresses, one_of_each
from transcripts.exports import build, services, worker
from transcripts.exports.build import exportable_dialogues
from transcripts.models import Export, Note
from vault import datakeys
from vault.fields import Sealed
from vault.models import DataKey
from vault.sealing import forget_ciphers
from workup.models import Answer

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("unreadable")]

ROTTEN = b"\x01" + b"rot" * 20
UNREADABLE = html.escape("This can't be opened right now.")
PREPARED = "dialogues_dialogue.prepared"
ANSWERS = "workup_answer.value"  # without its people, a workup asks nothing about them and has no picture
SORTED_BY = {ANSWERS, "caring_notnow.marks_text"}  # without the marks, no line is shown
TABS = '<nav class="tabs"'
TABS_ONLY = "/help/"  # a page that shows nothing of the rooms but the number on a tab
OPEN_THINGS = ("/", "/inbox/", "/dialogues/", TABS_ONLY)
Pages = Mapping[str, tuple[str, str]]  # by address: the page's text, and which columns it queried
Both = tuple[User, User]


def sealed_columns() -> list[models.Field[Any, Any]]:
    """Every sealed column of every model except packed files, which are downloaded and not shown."""
    found = [field for model in apps.get_models() for field in model._meta.local_fields]
    return [one for one in found if column(one) in SEALED and column(one) != "transcripts_parcel.content"]


@contextmanager
def rotten(*columns: models.Field[Any, Any]) -> Iterator[None]:
    """Within this context, nothing in these columns can be opened."""
    with transaction.atomic():
        for one in columns:
            with connection.cursor() as cursor:
                table, name = one.model._meta.db_table, one.column
                cursor.execute(f"UPDATE {table} SET {name} = %s WHERE {name} IS NOT NULL", [ROTTEN])  # noqa: S608
        yield
        transaction.set_rollback(True)


def browser(user: User) -> Client:
    client = signed_in(user)
    client.raise_request_exception = False
    return client


def visit(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, body.decode(errors="replace")


@cache
def pages_of(user: User) -> list[str]:
    """One page of each shape that opens for this user: the same in each test, whose changes are undone."""
    client = browser(user)
    return one_of_each(addresses(), lambda address: client.get(address).status_code == 200)


def all_pages(user: User) -> Pages:
    client, found = browser(user), {}
    for address in [TABS_ONLY, *pages_of(user)]:
        with CaptureQueriesContext(connection) as asked:
            status, text = visit(client, address)
        if status == 200:
            found[address] = text, "\n".join(one["sql"] for one in asked)
    return found


def pieces(words: str) -> Iterator[str]:
    """Each text that someone wrote, taken out of JSON."""
    try:
        found = [json.loads(words)]
    except ValueError:
        found = [words]
    while found:
        match found.pop():
            case dict() as one:
                found += one.values()
            case list() as one:
                found += one
            case str() as one if "quietword" in one:
                yield html.escape(one.partition("\n")[2] or one)


def words_besides(broken: str, written: Mapping[str, set[str]]) -> set[str]:
    """Everything that was written, by column, except in this one."""
    others = set().union(*(found for name, found in written.items() if name != broken))
    lost = "\n".join(written.get(broken, ()))
    return {words for words in others if words not in lost}


def written_by_column() -> dict[str, set[str]]:
    """Each text that someone wrote, by column."""
    written: dict[str, set[str]] = defaultdict(set)
    for name, _pk, words in opened():
        written[name].update(pieces(words))
    return written


def times_asked(one: models.Field[Any, Any], sql: str) -> int:
    """How often a page queries this column. A room reads its dialogue with a database function."""
    in_a_room = column(one) == PREPARED and "load_scene" in sql
    return sql.count(f'"{one.model._meta.db_table}"."{one.column}"') + in_a_room


def pages_with(one: models.Field[Any, Any], pages: Pages) -> dict[str, str]:
    """The pages that may show this column: of what the tabs ask for on every page, the lists of what is open, and the
    pages that ask for it beside."""
    by_tabs = times_asked(one, pages[TABS_ONLY][1])
    return {
        address: text
        for address, (text, sql) in pages.items()
        if times_asked(one, sql) > (by_tabs if TABS in text and address not in OPEN_THINGS else 0)
    }


def test_each_column_may_be_broken_and_every_page_opens_with_the_rest(both: Both):
    client = browser(both[0])
    pages, written = all_pages(both[0]), written_by_column()
    for one in sealed_columns():
        others = set() if column(one) in SORTED_BY else words_besides(column(one), written)
        with rotten(one):
            for address, before in pages_with(one, pages).items():
                status, after = visit(client, address)
                assert status == 200 or (status, column(one)) == (404, ANSWERS), (
                    column(one),
                    address,
                    status,
                )
                lost = {words for words in others if words in before and words not in after}
                assert not lost, (column(one), address, lost)


def test_every_page_opens_where_nothing_does(both: Both):
    client = browser(both[1])
    pages = pages_of(both[1])
    with rotten(*sealed_columns()):
        found = {address: visit(client, address)[0] for address in pages}
        for provider in personal_data_registry.providers().values():
            assert json.dumps(provider.export(both[1]))
    assert {address: status for address, status in found.items() if status >= 500} == {}


def test_every_page_opens_where_the_other_s_key_is_destroyed(both: Both):
    ana, ben = both
    client = browser(ben)
    pages = pages_of(ben)
    datakeys.destroy_key(ana.profile.key_id)
    found = {address: visit(client, address)[0] for address in pages}
    assert {address: status for address, status in found.items() if status >= 500} == {}
    assert f"{word_of(ben)} exit 1" in visit(client, "/exits/")[1]


def test_every_page_opens_where_the_other_s_key_is_damaged(both: Both):
    ana, ben = both
    DataKey.objects.filter(pk=ana.profile.key_id).update(wrapped=ROTTEN)
    forget_ciphers()
    status, text = visit(browser(ben), "/dialogues/")
    assert status == 200
    assert f"{word_of(ben)} brings" in text
    assert UNREADABLE in text


def test_one_row_of_a_list_is_told_to_be_unreadable_and_the_others_stand(both: Both, caplog):
    ana, _ben = both
    [first, *others] = Exit.objects.filter(owner__user=ana)
    name, names = first.details.name, [one.details.name for one in others]
    Exit.objects.filter(pk=first.pk).update(details_text=Sealed(ROTTEN))
    _status, text = visit(browser(ana), "/exits/")
    assert UNREADABLE in text
    assert name not in text
    assert all(name in text for name in names)
    assert f"exits_exit:told_text:{first.pk}" in caplog.text
    assert word_of(ana) not in caplog.text


def test_a_file_is_packed_of_what_opens(both: Both):
    ana, _ben = both
    topic = next(one for one in sealed_columns() if column(one) == "dialogues_dialogue.topic")
    me = place_of(ana)
    chosen = list(exportable_dialogues(me).values_list("pk", flat=True))
    with rotten(topic):
        for format in ("md", "json"):
            made = build.build_dialogues(me, chosen, format, lambda *_: None, notes=True)
            assert f"{word_of(ana)} notes" in made.content.decode()


def test_a_packed_file_that_does_not_open_is_said_to_have_failed(both: Both):
    ana, _ben = both
    export, _new = services.request_export(ana, place_of(ana), scope=Export.ALL, format="md")
    worker.build_waiting()
    Export.objects.filter(pk=export.pk).update(content=ROTTEN)
    answer = browser(ana).get(reverse("transcripts:download_export", args=[export.pk]), follow=True)
    assert answer.status_code == 200
    assert Export.objects.get(pk=export.pk).state == Export.FAILED


def sealed_of(row: models.Model, name: str) -> bytes:
    return bytes(type(row)._default_manager.filter(pk=row.pk).values_list(name, flat=True).get())


def break_one(row: models.Model, name: str) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**{name: Sealed(ROTTEN)})


def test_a_form_is_empty_where_its_words_do_not_open_and_sending_it_so_changes_nothing(both: Both):
    ana, _ben = both
    client = browser(ana)
    note, request = (
        Note.objects.filter(user=ana)[0],
        Request.objects.filter(asker__user=ana, state="draft").get(),
    )
    exit = Exit.objects.filter(owner__user=ana)[0]
    for row, name in ((note, "words"), (request, "details_text"), (exit, "details_text")):
        break_one(row, name)
    forms = {
        reverse("transcripts:note", args=[note.dialogue_id, note.seq]): {"words": "", "seen": note.version},
        reverse("change_requests:wishes", args=[request.pk]): {"first": "", "seen": request.wishes_version},
        reverse("change_requests:ladder", args=[request.pk]): {
            "frustration": "",
            "seen": request.ladder_version,
        },
        reverse("exits:edit", args=[exit.pk]): {"name": "", "seen": exit.version},
    }
    for address, fields in forms.items():
        text = visit(client, address)[1]
        assert "opened right now. Saving something new will replace it." in text
        assert f">{UNREADABLE}" not in text.partition("<form")[2]
        assert client.post(address, fields).status_code in (302, 422)
    for row, name in ((note, "words"), (request, "details_text"), (exit, "details_text")):
        assert sealed_of(row, name) == ROTTEN


def test_new_wishes_do_not_bring_the_sentence_in_among_one_s_words(both: Both):
    ana, _ben = both
    request = Request.objects.filter(asker__user=ana, state="draft").get()
    break_one(request, "details_text")
    drafts.update_wishes(Request.objects.with_asker().get(pk=request.pk), 0, (Wish("a walk"), Wish(), Wish()))
    assert Request.objects.get(pk=request.pk).details == RequestDraft(wishes=(Wish("a walk"), Wish(), Wish()))


def test_an_answer_that_does_not_open_takes_nothing_with_it_that_came_from_it(both: Both):
    ana, ben = both
    answer = Answer.objects.get(workup__user=ana, question="needed")
    break_one(answer, "value")
    client = browser(ana)
    for address in ("workup:overview", "workup:picture", "workup:shared_parts"):
        assert client.get(reverse(address)).status_code == 200
    assert "anasquietword in my words" in visit(browser(ben), reverse("workup:shared_parts"))[1]
    page = reverse("workup:answer", args=["needed"])
    assert "opened right now" in visit(client, page)[1]
    client.post(page, {"words": "", "seen": answer.version, "workup": answer.workup_id})
    assert sealed_of(answer, "value") == ROTTEN


def test_a_calendar_address_that_does_not_open_can_be_made_anew(both: Both):
    ana, _ben = both
    break_one(Feed.objects.get(user=ana), "token")
    client = browser(ana)
    assert 'id="address"' not in visit(client, reverse("appointments:times"))[1]
    client.post(reverse("appointments:address"), {"act": "make"})
    assert 'id="address"' in visit(client, reverse("appointments:times"))[1]


def test_a_phone_whose_address_does_not_open_is_sent_nothing(both: Both, caplog):
    phone = PushSubscription.objects.get(user=both[0])
    break_one(phone, "address")
    assert push.send_push(PushSubscription.objects.get(pk=phone.pk)) is Outcome.REFUSED
    assert f"reminders_phone:address:{phone.pk}" in caplog.text
