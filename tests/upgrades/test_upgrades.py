"""Data of earlier versions is upgraded, and all of it can be read."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator

import pytest
import pytest_django

from couples.models import User
from runtime.instance import ROOT
from tests.factories import signed_in
from tests.privacy.opened import opened
from tests.privacy.pages import addresses
from tests.upgrades.old_data import VERSIONS, loaded, prepare, words_of

pytestmark = pytest.mark.django_db

REDIRECTED, NOT_THEIRS = 302, 404
READERS = {
    "dialogues_turn.words": 2,
    "dialogues_dialogue.prepared": 0,  # shown beside a box when its step comes
}


@pytest.fixture(scope="module", params=VERSIONS)
def version(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A version whose data was upgraded."""
    with django_db_blocker.unblock(), loaded(request.param, tmp_path_factory.mktemp("keys")):
        prepare()
        yield request.param


def test_every_word_is_still_there(version):
    before = Counter(words for column in words_of(version).values() for words in column)
    assert not before - Counter(words for _, _, words in opened())


def pages_of(name: str) -> dict[str, str]:
    """All pages this partner can reach, by address. Fails if a page or a link is broken."""
    client = signed_in(User.objects.get(email=f"{name}@example.org"))
    answers = {address: client.get(address) for address in addresses()}
    assert {answer.status_code for answer in answers.values()} <= {200, 204, REDIRECTED, NOT_THEIRS}
    missing = {address for address, answer in answers.items() if answer.status_code == NOT_THEIRS}
    pages = {address: answer.text for address, answer in answers.items() if answer.status_code == 200}
    linked = {link for page in pages.values() for link in re.findall(r'href="(/[^"#?]*)', page)}
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


def test_every_page_can_be_read_with_all_that_was_written(version):
    read = {name: plain(" ".join(pages_of(name).values())) for name in ("ana", "ben")}
    for column, sealed in words_of(version).items():
        for words in {words for value in sealed for words in said(value)}:
            assert sum(words in page for page in read.values()) >= READERS.get(column, 1), (column, words)


def test_this_version_has_left_what_it_writes_for_the_tests_of_the_next():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert version in VERSIONS, f"Run: python -m tests.upgrades.make_fixture HEAD {version}"
