"""The embedded servers, wherever the data folder is."""

from __future__ import annotations

from pathlib import Path

import psycopg2

from imago_web.servers import Servers


def test_a_long_path_is_no_trouble(data: Path) -> None:
    folder = data / ("a long way down " * 8).strip()
    folder.mkdir(parents=True)
    servers = Servers(folder)
    found = servers.start()
    with psycopg2.connect(found["DATABASE_URL"]) as database, database.cursor() as cursor:
        cursor.execute("SHOW unix_socket_directories")
        row = cursor.fetchone()
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        assert cursor.fetchone() == ("on", "on")
    servers.stop()
    assert row
    assert not Path(row[0]).exists()
