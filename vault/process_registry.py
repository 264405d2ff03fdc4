"""Records the running processes and the master keys they have: one row each, updated every few seconds."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from vault import startup
from vault.models import Process
from vault.wrapping import WrongKey, lock_master_keys

HEARTBEAT_SECONDS = 10.0
DEAD_AFTER = timedelta(seconds=45)

log = logging.getLogger(__name__)


def running_processes() -> QuerySet[Process]:
    """Return the processes seen within the last few heartbeats, by the database's clock."""
    return Process._default_manager.filter(seen_at__gt=Now() - DEAD_AFTER).order_by("role", "host", "pid")


class ProcessAnnouncer(threading.Thread):
    """Announces this process while it is running."""

    def __init__(self, role: str) -> None:
        super().__init__(name="announcer", daemon=True)
        self.process = Process(role=role, host=socket.gethostname(), pid=os.getpid())
        self.ended = threading.Event()
        self.has_logged = False

    def announce(self) -> None:
        """Record this process. Raises WrongKey if its keys don't open the data.

        A rotation can't slip in between: either it sees this process, or this process sees that its keys are too old.
        """
        with lock_master_keys():
            startup.check_keys()
            self.process.masters = list(settings.KEYRING.masters)
            self.process.from_file = settings.KEYRING.path is not None
            self.process.seen_at = Now()
            self.process.save()
            Process._default_manager.filter(seen_at__lt=Now() - 2 * DEAD_AFTER).delete()

    def run(self) -> None:
        while not self.ended.wait(HEARTBEAT_SECONDS):
            try:
                self.beat()
            except WrongKey as refusal:
                self.log_once(str(refusal))
            except Error:
                pass  # the database is down, which is reported elsewhere
            finally:
                connection.close()

    def beat(self) -> None:
        masters = list(settings.KEYRING.masters)
        row = Process._default_manager.filter(pk=self.process.pk)
        if not row.update(seen_at=Now(), masters=masters):
            self.announce()

    def log_once(self, message: str) -> None:
        if not self.has_logged:
            log.error(message)
        self.has_logged = True

    def stop(self) -> None:
        """End the thread and delete the row, unless the database is down."""
        self.ended.set()
        if self.is_alive():
            self.join()
        try:
            Process._default_manager.filter(pk=self.process.pk).delete()
        except Error:
            pass
        finally:
            connection.close()
