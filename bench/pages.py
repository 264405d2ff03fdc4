"""How quick the pages of past dialogues are for a couple with years of them, and how that grows."""

from __future__ import annotations

import statistics
import time
from http.client import HTTPConnection

from bench.fixtures import Web

SIZES = (30, 300, 3000)
TIMES = 20


def measure(web: Web) -> None:
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
