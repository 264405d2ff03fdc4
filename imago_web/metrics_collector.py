"""Puts what was counted into Prometheus' text format. No label is of a person, a couple or a dialogue."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.utils import timezone
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from core import metrics, socket_hub
from core.version import VERSION
from imago_web import counts, status, task_metrics
from imago_web.status_check import StatusCheck

__all__ = ["CONTENT_TYPE", "render"]
BY_STATE = ("mails", "reminders", "exports")


def render() -> bytes:
    """Return all figures."""
    registry = CollectorRegistry()
    registry.register(FigureCollector())
    ProcessCollector(namespace="imago", registry=registry)
    return generate_latest(registry)


class FigureCollector(Collector):
    """Reads the counts when it is asked."""

    def collect(self) -> Iterator[Metric]:
        yield gauge("imago_info", "The running version", [((VERSION,), 1)], ["version"])
        checks = {check.name: check for check in status.run()}
        yield from process_metrics()
        if checks["couples"].facts.get("couples", 0) >= counts.MANY_COUPLES:
            yield from traffic_metrics()
        yield from shared_metrics(checks)
        yield from task_families()

    def describe(self) -> list[Metric]:
        """Nothing is asked beforehand."""
        return []


def process_metrics() -> Iterator[Metric]:
    """Yield what shows trouble in this process, however few couples there are."""
    yield counter("imago_failed_responses", "Pages that failed", [((), metrics.responses["5"])], [])
    errors = [((where,), number) for where, number in metrics.database_errors.items()]
    yield counter("imago_database_errors", "What the database refused or didn't answer", errors, ["where"])
    hub = socket_hub.running_hub()
    lag = time.monotonic() - hub.feed_followed_at if hub else 0.0
    yield gauge("imago_feed_lag_seconds", "Seconds since the change feed was last read", [((), lag)], [])


def traffic_metrics() -> Iterator[Metric]:
    """Yield what people do in this process. Among a few couples, that would say who does what, and when."""
    moves = [((outcome,), number) for outcome, number in metrics.moves.items()]
    yield counter("imago_moves", "Moves in dialogues", moves, ["outcome"])
    yield histogram("imago_move_seconds", "How long a move takes", [((), metrics.move_seconds)], [])
    requests = [((view,), found) for view, found in sorted(metrics.request_seconds.items())]
    yield histogram("imago_request_seconds", "How long a page takes", requests, ["view"])
    answers = [((f"{digit}xx",), number) for digit, number in sorted(metrics.responses.items())]
    yield counter("imago_responses", "Responses by status", answers, ["status"])
    hub = socket_hub.running_hub()
    services = list(hub.services.values()) if hub else []
    sockets = [((type(service).__name__,), len(service.connections)) for service in services]
    yield gauge("imago_sockets_open", "Open sockets by kind", sockets, ["kind"])


def shared_metrics(checks: dict[str, StatusCheck]) -> Iterator[Metric]:
    """Yield what is the same for all processes."""
    well = [((name,), int(check.ok)) for name, check in checks.items()]
    yield gauge("imago_ok", "1 for each part that is well", well, ["check"])
    for name in BY_STATE:
        found = [((state.replace(" ", "_"),), number) for state, number in checks[name].facts.items()]
        yield gauge(f"imago_{name}", f"{name.capitalize()} by state", found, ["state"])
    yield from single_gauges(checks)


def single_gauges(checks: dict[str, StatusCheck]) -> Iterator[Metric]:
    """Yield the checks' other numbers. What couldn't be found out is left out."""
    couples = checks["couples"].facts
    found = {
        "imago_queue_tasks": ("Tasks that no worker has taken yet", checks["queue"].facts.get("tasks")),
        "imago_queue_oldest_seconds": (
            "How long the oldest due thing has waited",
            checks["queue"].facts.get("oldest_seconds"),
        ),
        "imago_disk_free_bytes": ("Free space for data", checks["disk"].facts.get("free_bytes")),
        "imago_backup_age_seconds": (
            "Seconds since the last copy",
            age_of(checks["backup"].facts.get("taken_at")),
        ),
        "imago_couples": ("Couples who are connected", couples.get("couples")),
        "imago_open_invitations": ("Open invitations of partners", couples.get("open invitations")),
        "imago_signed_in": ("Browsers that are signed in", checks["sessions"].facts.get("browsers")),
    }
    for name, (text, value) in found.items():
        if value is not None:
            yield gauge(name, text, [((), value)], [])


def task_families() -> Iterator[Metric]:
    """Yield what the workers have counted, in Redis."""
    found = task_metrics.read()
    durations = [((task,), entry.seconds) for task, entry in sorted(found.items())]
    yield histogram("imago_task_seconds", "How long a task takes", durations, ["task"])
    failures = [((task,), entry.failures) for task, entry in sorted(found.items())]
    yield counter("imago_task_failures", "Tasks that failed", failures, ["task"])


def age_of(moment: str | None) -> float | None:
    """Return how many seconds ago a moment in ISO format was."""
    return (timezone.now() - datetime.fromisoformat(moment)).total_seconds() if moment else None


Sample = tuple[Sequence[str], Any]


def gauge(name: str, text: str, samples: Sequence[Sample], labels: Sequence[str]) -> Metric:
    """Return a figure that goes up and down."""
    family = GaugeMetricFamily(name, text, labels=labels)
    for values, number in samples:
        family.add_metric(list(values), number)
    return family


def counter(name: str, text: str, samples: Sequence[Sample], labels: Sequence[str]) -> Metric:
    """Return a figure that only goes up."""
    family = CounterMetricFamily(name, text, labels=labels)
    for values, number in samples:
        family.add_metric(list(values), number)
    return family


def histogram(name: str, text: str, samples: Sequence[Sample], labels: Sequence[str]) -> Metric:
    """Return durations by bucket."""
    family = HistogramMetricFamily(name, text, labels=labels)
    bounds = [*map(str, metrics.SECONDS), "+Inf"]
    for values, found in samples:
        buckets = list(zip(bounds, accumulate(found.counts), strict=True))
        family.add_metric(list(values), buckets, sum_value=found.total)
    return family
