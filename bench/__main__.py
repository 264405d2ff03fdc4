"""`make bench`: how fast the live room, pages and reminders are, with the load in separate processes, words sealed and
writes durable. It ends with the table for `docs/`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import partial

from bench import pages, reminders, search
from bench.figures import Table
from bench.fixtures import Web, servers

PAST = {  # pages, loaded by one phone one after another, and the worker's minute
    "pages": pages.measure,
    "search": search.measure,
    "reminders": reminders.measure,
}
LIVE = (
    "1",
    "peer",
    "100",
    "500",
    "2000",
    "10000",
    "apart",
    "processes",
    "long",
    "quiet",
    "idle",
)  # as names of `--only`


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--only", nargs="*", default=[*LIVE, *PAST], help=f"some of {', '.join((*LIVE, 'soak', *PAST))}"
    )
    parser.add_argument(
        "--runs", type=int, default=5, help="runs of each figure, of which the median is shown"
    )
    parser.add_argument("--seconds", type=float, default=10, help="length of a run")
    parser.add_argument("--minutes", type=float, default=15, help="length of the soak")
    asked = parser.parse_args()
    table = Table()
    with servers() as running:
        from bench.live import Options

        database = os.environ["DATABASE_URL"]
        options = Options(asked.runs, asked.seconds, database, running.postgres.process, asked.minutes)
        for name in (name for name in asked.only if name not in PAST):
            scenario(name)(table, options)
        if past := [name for name in PAST if name in asked.only]:
            measure_past(past)
    table.print()


def scenario(name: str) -> Callable[..., None]:
    """Return the function that measures what `--only` names: a number of pairs or couples, or a named scenario."""
    from bench import idle, live, soak

    named: dict[str, Callable[..., None]] = {
        "peer": live.beside_peer,
        "processes": live.two_processes,
        "long": live.long_dialogues,
        "soak": soak.soak,
        "quiet": idle.quiet_sockets,
        "idle": idle.idle_processes,
        "10000": partial(live.couples, 10_000, processes=2),
        "apart": partial(live.couples, 10_000, processes=2, apart=True),
    }
    if name in named:
        return named[name]
    return partial(live.without_thinking if int(name) <= live.MOST_PAIRS else live.couples, int(name))


def measure_past(names: list[str]) -> None:
    """Measure pages, one after the other."""
    web = Web()
    try:
        for name in names:
            PAST[name](web)
    finally:
        web.stop()


if __name__ == "__main__":
    main()
