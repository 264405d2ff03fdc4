"""Data of earlier versions is upgraded, and all of it can be read."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from itertools import chain

import pytest
import pytest_django
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory

from couples import known_devices
from couples.models import User
from dialogues.models import Dialogue
from mail.delivery import deliver_due
from reminders import vapid
from runtime.instance import ROOT
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.many_pages import many_pages
from tests.privacy.columns import SEALED
from tests.privacy.everything import WITHOUT_WORDS
from tests.privacy.pages import addresses, once_a_view
from tests.upgrades import old_data
from tests.upgrades.elsewhere import events, statuses
from tests.upgrades.old_data import VERSIONS, elsewhere_of, loaded, prepare, rows_of, words_of
from transcripts.exports.read import as_markdown

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REDIRECTED, NOT_THEIRS = 302, 404
ROW = re.compile(r"[0-9a-f-]{36}|/\d+/")  # the key of a row in an address
ROOM = re.compile(r"/dialogues/[^/]+/")
NAMED = re.compile(r'([\w-]+)="(/[^"#?]*)')
READERS = {
    "dialogues_turn.words": 2,
    "dialogues_dialogue.prepared": 0,  # shown beside a box when its step comes
    **dict.fromkeys([*WITHOUT_WORDS, "mfa_authenticator.data"], 0),
}
THIS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
MAKE = f"Run: python -m tests.upgrades.make_fixture {THIS}"
EMPTY = {  # tables of packages that imago doesn't use, and of processes that run
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "imago_web_heartbeat",
    "vault_process",
}
UNDER_WAY = {
    "0.1.0": 2,
    "0.2.0": 2,
}  # dialogues about an exit, at `checking`; to the end of the first edition:
FROM_CHECKING = """ana that_is_all, ben summarise, ana got_it, ben validate, ana got_it, ben empathise, ana got_it,
        ana close, ben mirror, ana got_it, ben thank, ben no_more, ana thank"""
GONE: set[str] = set()  # columns that a migration has removed on purpose, as table.column


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in VERSIONS]
)
def version(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A version whose data was upgraded."""
    with django_db_blocker.unblock(), loaded(request.param, tmp_path_factory.mktemp("keys")):
        prepare()
        with many_pages():
            yield request.param


@pytest.mark.slow
def test_every_word_is_still_there(version):
    before, now = (Counter(chain(*found.values())) for found in (words_of(version), old_data.words()))
    assert not before - now, "Pin the names of tables, columns and places that words are sealed under."


def test_no_table_or_column_has_another_name(version):
    with connection.cursor() as cursor:
        columns = {
            f"{table}.{column.name}"
            for table in connection.introspection.table_names(cursor)
            for column in connection.introspection.get_table_description(cursor, table)
        }
    before = {f"{table}.{column}" for table, (names, _) in rows_of(version).items() for column in names}
    assert before - columns - GONE == set(), (
        "Pin db_table or db_column: backups and sealed words know the old name."
    )


def test_every_address_and_every_phone_that_is_signed_in_is_answered_as_before(version):
    held = elsewhere_of(version)
    for name, pages in held.get("pages", {}).items():
        assert statuses(held["cookies"][name], pages) == pages, f"{name}: let the old path go on working"


def test_phones_can_be_reminded_and_are_known_as_before(version):
    held = elsewhere_of(version)
    for name, cookies in held.get("cookies", {}).items():
        request = RequestFactory().get("/")
        request.user, request.COOKIES = AnonymousUser(), cookies
        found = User.objects.filter(email=f"{name}@example.org").first()
        assert found is None or known_devices.throttle_key(request, found) != str(found.pk)
    if held:
        assert vapid.public_key() == held["push_key"], "no phone that was subscribed can be reached any more"


def test_calendars_find_the_events_that_they_know(version):
    held = elsewhere_of(version)
    if held:
        assert events(held["pages"]["nobody"]) == held["events"] != []


def test_mails_on_their_way_are_delivered(version, tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path
    written = [json.loads(text)["body"] for text in words_of(version).get("mail_outgoingmail.content", [])]
    if not written:
        return
    assert deliver_due() == len(written)
    files = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in tmp_path.iterdir()]
    assert sorted(plain(file.get_content()) for file in files) == sorted(map(plain, written))


def pages_of(name: str, is_newest: bool) -> dict[str, str]:
    """All pages this partner can reach, by address. Fails if a page or a link is broken.

    Each room of a dialogue is asked for, each page that isn't about one row, and then whatever a page names, in a link,
    a form or for a script. The views are the same for each version, so that one page of those
    that repeat others' words does for all but the newest.
    """
    client = signed_in(User.objects.get(email=f"{name}@example.org"))
    pages: dict[str, str] = {}
    missing, linked = set[str](), set[str]()
    known = set(addresses() if is_newest else once_a_view(addresses()))
    waiting = {address for address in known if ROOM.fullmatch(address) or not ROW.search(address)}
    while waiting:
        known -= waiting
        answers = {address: client.get(address) for address in sorted(waiting)}
        assert {answer.status_code for answer in answers.values()} <= {200, 204, REDIRECTED, NOT_THEIRS}
        missing |= {address for address, answer in answers.items() if answer.status_code == NOT_THEIRS}
        found = {address: answer.text for address, answer in answers.items() if answer.status_code == 200}
        named = {one for page in found.values() for one in NAMED.findall(page)}
        linked |= {address for attribute, address in named if attribute == "href"}
        waiting = known & {address for _, address in named}
        pages |= found
    assert not linked & missing
    return pages


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def said(sealed: str) -> Iterator[str]:
    """The words of a person in a sealed value, which may be JSON or begin with a number from a scale."""
    try:
        value = json.loads(sealed)
    except ValueError:
        value = re.sub(r"^\d+\n", "", sealed)
    if isinstance(value, str):
        yield plain(value)
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from said(json.dumps(inner))


@pytest.mark.slow
def test_every_page_can_be_read_with_all_that_was_written(version):
    is_newest = version == THIS
    read = {name: plain(" ".join(pages_of(name, is_newest).values())) for name in ("ana", "ben")}
    for column, sealed in words_of(version).items():
        for words in {words for value in sealed for words in said(value)}:
            assert sum(words in page for page in read.values()) >= READERS.get(column, 1), (column, words)


def test_a_file_that_was_taken_away_can_be_read(version):
    packed = words_of(version).get("transcripts_parcel.content", [])
    for file in (text for text in packed if text.startswith("{")):
        told = [turn["words"] for one in json.loads(file)["dialogues"] for turn in one["turns"]]
        text = as_markdown(file.encode()).decode()
        assert any(told)
        assert all(words in text for words in filter(None, told))


def test_what_was_under_way_goes_on_to_its_end_by_the_table_it_began_with(version):
    before_editions = Dialogue.objects.filter(closed_at=None).exclude(snapshot__has_key="edition")
    under_way = list(before_editions.select_related("started_by__user"))
    assert len(under_way) == UNDER_WAY.get(version, 0)
    for dialogue in under_way:
        sender = dialogue.started_by
        talk = Talk(sender.user, sender.other().user, dialogue=dialogue)  # whoever began is called ana
        talk.play(FROM_CHECKING)
        assert (talk.now().state.finished, talk.now().state.edition) == (True, 1)


def test_this_version_has_left_what_it_writes_for_the_tests_of_the_next():
    assert THIS in VERSIONS, MAKE


def test_what_it_has_left_is_something_in_every_table_and_every_sealed_column():
    tables = rows_of(THIS)
    assert {table for table, (_, rows) in tables.items() if not rows} <= EMPTY, MAKE
    columns = {f"{table}.{column}" for table, (names, _) in tables.items() for column in names}
    assert SEALED & columns - set(words_of(THIS)) == set(), MAKE
