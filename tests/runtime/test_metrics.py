"""`/metrics` counts and times, tells nobody's secrets, and answers whoever may ask."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest
import pytest_django
from celery.signals import task_failure, task_postrun, task_prerun
from django.db import OperationalError, connection, transaction
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core import db_threads, metrics
from couples import pairing
from couples.models import User
from dialogues.models import Dialogue
from imago_web import task_metrics
from imago_web.metrics import is_loopback
from imago_web.tasks import clear_changes
from tests.dialogues.dialogue_driver import Talk
from tests.factories import person, signed_in
from tests.web_process import WebProcess

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef0123"
HERE: dict[str, Any] = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"}

Labels = frozenset[tuple[str, str]]


def scraped() -> dict[tuple[str, Labels], float]:
    """All figures, as Prometheus' own parser reads them."""
    answer = Client().get("/metrics", **HERE)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def figure(name: str, **labels: str) -> float:
    return scraped().get((name, frozenset(labels.items())), 0)


def status_of(**extra: str) -> int:
    return Client().get("/metrics", **HERE | extra).status_code


def test_a_program_on_this_machine_may_ask():
    assert status_of() == 200
    assert status_of(REMOTE_ADDR="::1") == 200
    assert status_of(HTTP_HOST="[::1]:8000", REMOTE_ADDR="::ffff:127.0.0.1") == 200


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "192.168.1.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "imago.example"},  # by a page in a browser, or through a proxy
        {"HTTP_HOST": "localhost.evil.example"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_AUTHORIZATION": "Bearer ", "REMOTE_ADDR": "192.168.1.7"},
    ],
)
def test_nobody_from_elsewhere_or_through_a_proxy_finds_it(extra: dict[str, str]):
    assert status_of(**extra) == 404


def test_where_a_proxy_is_expected_nothing_counts_as_local(settings: pytest_django.Settings):
    settings.PROXY_COUNT = 1
    assert status_of() == 404


def test_to_a_stranger_it_is_like_any_page_that_is_not_there(ana: User):
    for client in (Client(), signed_in(ana)):
        page, other = client.get("/metrics"), client.get("/metricz")
        assert (page.status_code, page.content) == (other.status_code, other.content)
    assert Client().post("/metrics", **HERE).status_code == 404


def test_the_token_opens_it_from_anywhere(settings: pytest_django.Settings):
    settings.METRICS_TOKEN, settings.PROXY_COUNT = TOKEN, 1
    away: dict[str, Any] = {"HTTP_HOST": "web1:8000", "REMOTE_ADDR": "10.0.0.9"}
    answers = {
        header: Client().get("/metrics", **away, HTTP_AUTHORIZATION=header).status_code
        for header in (
            f"Bearer {TOKEN}",
            f"bearer {TOKEN}",
            f"Bearer {TOKEN}x",
            "Bearer",
            f"Basic {TOKEN}",
            "é",
        )
    }
    assert list(answers.values()) == [200, 200, 404, 404, 404, 404]


@pytest.mark.parametrize("address", ["10.0.0.1", "::2", "unix", "127.0.0.1x"])
def test_other_addresses_are_not_loopback(address: str):
    assert not is_loopback(address)


@pytest.fixture
def many_couples(ana: User, ben: User) -> None:
    """Enough couples that no figure gives one of them away."""
    for name in "cdefghij":
        person(name)
    people = User.objects.exclude(partners__isnull=False).order_by("pk")
    for one, other in zip(people[::2], people[1::2], strict=True):
        pairing.pair(one, other)


def test_moves_are_counted_by_outcome_and_timed(many_couples: None, ana: User, ben: User):
    before = {outcome: figure("imago_moves_total", outcome=outcome) for outcome in metrics.moves}
    timed = figure("imago_move_seconds_count")
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready")
    talk.make("ana", "no_such_move")
    after = {outcome: figure("imago_moves_total", outcome=outcome) for outcome in metrics.moves}
    assert {outcome: after[outcome] - before[outcome] for outcome in after} == {
        "accepted": 2,
        "repeated": 0,
        "refused": 1,
    }
    assert figure("imago_move_seconds_count") - timed == 3
    assert figure("imago_move_seconds_bucket", le="+Inf") == figure("imago_move_seconds_count")


def test_pages_are_timed_by_view(many_couples: None, ana: User):
    view = {"view": "dialogues:list"}
    before, found = (
        figure("imago_request_seconds_count", **view),
        figure("imago_responses_total", status="4xx"),
    )
    signed_in(ana).get("/dialogues/")
    signed_in(ana).get("/nowhere/")
    assert figure("imago_request_seconds_count", **view) == before + 1
    assert figure("imago_responses_total", status="4xx") == found + 1
    assert figure("imago_request_seconds_sum", **view) > 0


def test_among_a_few_couples_no_figure_says_when_they_talk(ana: User, ben: User, cleo: User):
    def counted() -> dict[tuple[str, Labels], float]:
        found = scraped()
        changing = ("imago_process_", "imago_disk_", "imago_feed_lag", "imago_signed_in")
        return {key: number for key, number in found.items() if not key[0].startswith(changing)}

    her_phone = signed_in(ana)
    before = counted()
    Talk(ana, ben).play("ben accept, ana ready")
    her_phone.get("/dialogues/")
    assert counted() == before


def test_a_slow_page_is_in_a_later_bucket():
    histogram = metrics.Histogram()
    for seconds in (0.001, 0.01, 0.5, 1000.0):
        histogram.observe(seconds)
    assert histogram.counts == [1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1]
    assert histogram.total == pytest.approx(1000.511)


def test_tasks_are_timed_and_failures_counted_for_all_workers():
    name = {"task": clear_changes.name}
    before = figure("imago_task_seconds_count", **name), figure("imago_task_failures_total", **name)
    for _ in range(2):
        task_prerun.send(sender=clear_changes, task_id="x", task=clear_changes)
        task_postrun.send(sender=clear_changes, task_id="x", task=clear_changes)
    task_failure.send(sender=clear_changes, task_id="x")
    assert figure("imago_task_seconds_count", **name) == before[0] + 2
    assert figure("imago_task_failures_total", **name) == before[1] + 1
    assert not task_metrics.began


def test_without_redis_the_rest_is_still_told(settings: pytest_django.Settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    task_metrics.client.cache_clear()
    found = scraped()
    task_metrics.client.cache_clear()
    assert found["imago_ok", frozenset({("check", "redis")})] == 0
    assert ("imago_queue_tasks", frozenset()) not in found
    assert ("imago_couples", frozenset()) in found


def test_it_counts_what_there_is(ana: User, cleo: User):
    found = scraped()
    assert found["imago_couples", frozenset()] == 2
    assert found["imago_ok", frozenset({("check", "database")})] == 1
    assert found["imago_mails", frozenset({("state", "waiting")})] == 0
    assert found["imago_queue_oldest_seconds", frozenset()] == 0
    assert found["imago_disk_free_bytes", frozenset()] > 0


def test_database_errors_are_counted(ana: User):
    def fail() -> None:
        raise OperationalError

    before = dict(metrics.database_errors)
    with pytest.raises(OperationalError):
        asyncio.run(db_threads.run_in_db_thread(fail))  # on a connection of its own
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dialogues_dialogue RENAME COLUMN kind TO away")
    browser = Client(raise_request_exception=False)
    browser.cookies = signed_in(ana).cookies
    with transaction.atomic():
        assert browser.get("/dialogues/").status_code == 500
        transaction.set_rollback(True)
    assert metrics.database_errors == {name: number + 1 for name, number in before.items()}
    assert figure("imago_database_errors_total", where="pages") == metrics.database_errors["pages"]


def test_no_label_holds_anything_of_anybody(many_couples: None, ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", "the blue teapot")
    dialogue = Dialogue.objects.get()
    for path in (f"/dialogues/{dialogue.pk}/", "/nowhere/teapot/", "/transcripts/"):
        signed_in(ana).get(path)
    text = Client().get("/metrics", **HERE).text
    secrets = ["teapot", "Ana", "Ben", "@", str(dialogue.pk), str(dialogue.couple_id)]
    assert [secret for secret in secrets if secret in text] == []
    values = set(re.findall(r'\w+="([^"]*)"', text))
    assert all(re.fullmatch(r"[\w.:+-]{1,60}", value) for value in values)


def test_a_real_process_counts_its_sockets_and_reads_the_feed(server: WebProcess):
    text = httpx.get(f"{server.base_url}/metrics", headers={"Host": f"localhost:{server.port}"}).text
    lag = re.search(r"^imago_feed_lag_seconds ([\d.e-]+)$", text, re.MULTILINE)
    assert lag
    assert 0 <= float(lag[1]) < 30
    assert "imago_process_cpu_seconds_total" in text
    forwarded = {"Host": f"localhost:{server.port}", "X-Forwarded-For": "127.0.0.1"}
    assert httpx.get(f"{server.base_url}/metrics", headers=forwarded).status_code == 404
