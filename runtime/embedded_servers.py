"""Start and stop PostgreSQL and Valkey from packages, with their data in one folder."""

from __future__ import annotations

from pathlib import Path

from runtime.postgres import Postgres
from runtime.valkey import Valkey, free_port

__all__ = ["EmbeddedServers", "free_port"]


class EmbeddedServers:
    """Both of them, in one data folder."""

    def __init__(self, data: Path) -> None:
        self.postgres = Postgres(data / "postgres")
        self.valkey = Valkey(data / "valkey")

    def start(self) -> dict[str, str]:
        self.postgres.start()
        self.valkey.start()
        return {"DATABASE_URL": self.postgres.url(), "REDIS_URL": self.valkey.url()}

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()
