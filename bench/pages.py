"""What pages cost a web process for a couple with years of dialogues, compared with the plainest page."""

from __future__ import annotations

import statistics
import time
from http.client import HTTPConnection

from bench.fixtures import Web

SIZES = (30, 300, 3000)
TIMES = 20
PLAIN = "/help/"
PAGES = {
    "home": "/",
    "past dialogues": "/transcripts/",
    "dialogues": "/dialogues/",
    "requests": "/requests/",
    "exits": "/exits/",
    "workup": "/workup/",
    "help lines": PLAIN,
}
DIALOGUES, ROUNDS = 300, 5


def measure(web: Web) -> None:
    """The processor time of each page, and how the pages of past dialogues grow."""
    measure_processor(web)
    measure_growth(web)


def measure_processor(web: Web) -> None:
    """Measure each page in turn, round after round, for a couple with 300 dialogues and everything else."""
    from bench import dataset, household
    from tests.factories import pair, person, session_cookie

    ana = person("Ana-of-pages")
    couple = pair(ana, person("Ben-of-pages"))
    dataset.create(couple, DIALOGUES)
    household.furnish(couple)
    cookie, spent = session_cookie(ana), {path: list[float]() for path in PAGES.values()}
    for path in PAGES.values():
        timed(web, cookie, path)
    before = web.memory()
    for _ in range(ROUNDS):
        for path in PAGES.values():
            began = web.cpu()
            timed(web, cookie, path)
            spent[path].append((web.cpu() - began) / (TIMES + 1) * 1000)
    for name, path in PAGES.items():
        report_processor(name, spent[path], asked_of_database(ana, path), spent[PLAIN])
    print(f"{'':<20} memory grew by {(web.memory() - before) / 2**20:.0f} MB", flush=True)  # noqa: T201


def asked_of_database(user: object, path: str) -> int:
    """Return how many queries a page makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories import signed_in

    browser = signed_in(user)  # type: ignore[arg-type]
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    return len(queries)


def report_processor(name: str, spent: list[float], queries: int, plain: list[float]) -> None:
    ratio = statistics.median(mine / its for mine, its in zip(spent, plain, strict=True))
    print(  # noqa: T201
        f"{name:<20} {statistics.median(spent):5.1f} ms CPU ({min(spent):.1f} to {max(spent):.1f}),"
        f" {queries:>2} queries, {ratio:.1f} times {PLAIN}",
        flush=True,
    )


def measure_growth(web: Web) -> None:
    """The timeline, one with a filter by topic, a later page of it, and a dialogue, at each size."""
    from bench import dataset
    from dialogues.models import Dialogue
    from tests.factories import pair, person, session_cookie

    for size in SIZES:
        ana = person(f"Ana-of-{size}")
        couple = pair(ana, person(f"Ben-of-{size}"))
        dataset.create(couple, size)
        rows = list(
            Dialogue.objects.filter(couple=couple).order_by("-created_at").values_list("pk", flat=True)
        )
        asked = {
            "timeline": "/transcripts/",
            "timeline by topic": f"/transcripts/?like={rows[0]}",
            "timeline, later page": f"/transcripts/?after={rows[len(rows) * 2 // 3]}",
            "a dialogue": f"/transcripts/{rows[0]}/",
            "the list of dialogues": "/dialogues/",
        }
        before, cookie = web.memory(), session_cookie(ana)
        for what, path in asked.items():
            report(f"{size} dialogues: {what}", timed(web, cookie, path))
        print(f"{'':<44} memory grew by {(web.memory() - before) / 2**20:.0f} MB", flush=True)  # noqa: T201


def timed(web: Web, cookie: str, path: str) -> list[float]:
    """Seconds of each of so many answers, the first one left out: it opens connections and compiles templates."""
    line = HTTPConnection("127.0.0.1", web.port)
    took = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        line.request("GET", path, headers={"Cookie": cookie_header(cookie)})
        answer = line.getresponse()
        body = answer.read()
        took.append(time.perf_counter() - began)
        if answer.status != 200 or not body:
            raise RuntimeError(f"{path} answered {answer.status}")
    line.close()
    return took[1:]


def cookie_header(cookie: str) -> str:
    from django.conf import settings

    return f"{settings.SESSION_COOKIE_NAME}={cookie}"


def report(what: str, took: list[float]) -> None:
    print(  # noqa: T201
        f"{what:<44} median {statistics.median(took) * 1000:6.1f} ms   slowest {max(took) * 1000:6.1f} ms",
        flush=True,
    )
