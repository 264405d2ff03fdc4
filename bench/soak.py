"""A soak: 500 couples talk for minutes. Memory and open files must stay flat, and no error may be logged."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass

from bench import bulk_couples
from bench.crowd import Crowd, Task
from bench.figures import Table, percentile, show
from bench.fixtures import Web
from bench.live import Options, ports_of
from bench.shapes import Load

COUPLES = 500
SETTLING = 120.0  # seconds, but at most a fifth of the soak
EACH = 15.0  # seconds between two looks
MEGABYTE = 1024 * 1024
TROUBLE = (b" ERROR ", b" CRITICAL ", b"Traceback")


@dataclass
class Look:
    """What one look at the web process found."""

    memory: float  # megabytes
    files: int


def soak(table: Table, options: Options) -> None:
    """Hold 500 dialogues for as long as the options say."""
    seconds = options.minutes * 60
    people = bulk_couples.create(COUPLES)
    with tempfile.TemporaryFile() as log:
        web = Web(log=log)
        try:
            with Crowd(Task(people, ports_of([web], COUPLES), thinks=True)) as crowd:
                crowd.begin()
                crowd.measure(min(SETTLING, seconds / 5))
                looks, load = watch(web, crowd, seconds)
        finally:
            web.stop()
        log.seek(0)
        troubles = [line for line in log if any(sign in line for sign in TROUBLE)]
    for line in troubles[:20]:
        show(line.decode(errors="replace").rstrip())
    add(table, looks, load, len(troubles))


def watch(web: Web, crowd: Crowd, seconds: float) -> tuple[list[Look], Load]:
    """Look at the process every few seconds."""
    looks, load = [Look(web.memory() / MEGABYTE, web.files())], Load()
    for _ in range(max(4, round(seconds / EACH))):
        load += crowd.measure(EACH)
        looks.append(Look(web.memory() / MEGABYTE, web.files()))
        show(f"{looks[-1].memory:7.1f} MB   {looks[-1].files} files   {len(load.delays)} moves")
    return looks, load


def add(table: Table, looks: list[Look], load: Load, troubles: int) -> None:
    """Compare the last quarter of the looks with the first."""
    quarter = max(1, len(looks) // 4)

    def growth(values: list[float]) -> float:
        early, late = statistics.median(values[:quarter]), statistics.median(values[-quarter:])
        return (late / early - 1) * 100

    name = f"{COUPLES} couples, soak"
    table.add(
        f"{name}: memory, last quarter against the first", "%", growth([look.memory for look in looks]), "5"
    )
    table.add(f"{name}: open files, the same", "%", growth([float(look.files) for look in looks]), "0")
    table.add(f"{name}: errors logged", "", troubles, "0", digits=0)
    table.add(f"{name}: moves refused", "", load.problems, "0", digits=0)
    table.add(f"{name}: to the partner's screen, p95", "ms", percentile(load.delays, 95) * 1000)
