"""What all tests share: the cast and the live servers."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import hypothesis
import pytest
import pytest_django
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from couples.models import Couple, User
from tests import fast_flush, migrated_database
from tests.distribution import is_long
from tests.factories import pair, person
from tests.web_process import WebProcess
from vault import startup

fast_flush.use()
hypothesis.settings.register_profile("imago", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("imago")
PROGRAMS = {"up", "used", "running", "safe", "data", "postgres"}  # fixtures that start programs of their own


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what `make quick` leaves out, beside what says so itself, and run that first: a long test at the end would
    keep one process busy while the others have nothing left to do."""
    for item in items:
        fixtures: set[str] = set(getattr(item, "fixturenames", ()))
        database = item.get_closest_marker("django_db")
        is_shared = database is not None and database.kwargs.get("transaction")
        if is_shared or fixtures & {"transactional_db", *PROGRAMS}:
            item.add_marker("live")
    yield
    items.sort(key=place_in_line)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end. Looking through it for garbage, again and again, takes a tenth of the
    time."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(10_000, 20, 20)


def place_in_line(item: pytest.Item) -> tuple[bool, bool]:
    """Before all, what one process has to do by itself."""
    return not item.get_closest_marker("xdist_group"), not is_long(item)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> None:
    """The test database, which goes with its server. It belongs to the test keys from the start, so that a web process
    accepts them."""
    with django_db_blocker.unblock():
        migrated_database.create()
        startup.verify_keys()


@pytest.fixture(autouse=True)
def _fast_password_hash(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose. A real web process keeps its own number of rounds, and so do its users."""
    if "server" not in request.fixturenames:
        monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1)


@pytest.fixture
def ana_and_ben(db: None) -> Couple:
    return pair(person("Ana"), person("Ben"))


@pytest.fixture
def cleo_and_dan(db: None) -> Couple:
    return pair(person("Cleo"), person("Dan"))


@pytest.fixture
def ana(ana_and_ben: Couple) -> User:
    return ana_and_ben.partners.get(slot=0).user


@pytest.fixture
def ben(ana_and_ben: Couple) -> User:
    return ana_and_ben.partners.get(slot=1).user


@pytest.fixture
def cleo(cleo_and_dan: Couple) -> User:
    return cleo_and_dan.partners.get(slot=0).user


@pytest.fixture
def dan(cleo_and_dan: Couple) -> User:
    return cleo_and_dan.partners.get(slot=1).user


@pytest.fixture
def eve(db: None) -> User:
    return person("Eve")


@pytest.fixture(scope="session")
def web_processes(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[WebProcess]]:
    """Two web processes on two ports. They start when first needed and serve all live tests."""
    folder = tmp_path_factory.mktemp("web")
    processes = [WebProcess(folder / f"{number}.log") for number in (1, 2)]
    yield processes
    for process in processes:
        process.terminate()


@pytest.fixture
def server(transactional_db: None, web_processes: list[WebProcess]) -> Iterator[WebProcess]:
    """A real web process, freshly started if a test has stopped it."""
    yield from _running(web_processes[0])


@pytest.fixture
def second_server(transactional_db: None, web_processes: list[WebProcess]) -> Iterator[WebProcess]:
    """Another web process on the same data."""
    yield from _running(web_processes[1])


def _running(process: WebProcess) -> Iterator[WebProcess]:
    process.start()
    told = process.log.stat().st_size
    yield process
    print(process.log.read_text()[told:])  # noqa: T201  shown when the test fails
