"""What the server counts of itself, in the form that Prometheus reads."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cuegraph.web.log import Done

    Gauges = Callable[[], Mapping[str, float]]

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds in seconds of the durations that are counted together."""


class Tally(Collector):
    """Counts requests, for any number of threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, int, str]] = Counter()
        self._durations: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._gauges: list[tuple[str, Gauges]] = []

    def note(self, done: Done) -> None:
        """Count a request."""
        route = done.route
        place = bisect_left(BUCKETS, done.seconds)
        with self._lock:
            self._requests[route, done.status, done.outcome] += 1
            durations = self._durations.get(route)
            if durations is None:
                durations = self._durations[route] = [0] * (len(BUCKETS) + 1)
            durations[place] += 1
            self._seconds[route] += done.seconds  # type: ignore[assignment]  # a Counter holds fractions as well
            if done.size > 0:
                self._bytes[route] += done.size

    def add_gauges(self, prefix: str, gauges: Gauges) -> None:
        """Show what a function gives as figures of the moment, under names with this prefix."""
        self._gauges.append((prefix, gauges))

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        with self._lock:
            requests = dict(self._requests)
            durations = {route: list(counts) for route, counts in self._durations.items()}
            seconds, sizes = dict(self._seconds), dict(self._bytes)
        counter = CounterMetricFamily(
            "cuegraph_requests",
            "Requests by route, status and outcome.",
            labels=["route", "status", "outcome"],
        )
        for (route, status, outcome), number in requests.items():
            counter.add_metric([route, str(status), outcome], number)
        yield counter
        histogram = HistogramMetricFamily(
            "cuegraph_request_duration_seconds", "Seconds until the answer was there.", labels=["route"]
        )
        for route, counts in durations.items():
            histogram.add_metric([route], _cumulated(counts), seconds[route])
        yield histogram
        counter = CounterMetricFamily(
            "cuegraph_response_bytes", "Bytes of the bodies of answers.", labels=["route"]
        )
        for route, size in sizes.items():
            counter.add_metric([route], size)
        yield counter
        for prefix, gauges in self._gauges:
            for name, value in gauges().items():
                text = f"{prefix.capitalize()}: {name.replace('_', ' ')}."
                yield GaugeMetricFamily(f"cuegraph_{prefix}_{name}", text, value=value)

    def exposition(self) -> bytes:
        """All figures, and those of the process, in Prometheus' text format."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        ProcessCollector(registry=registry)
        return generate_latest(registry)


def _cumulated(counts: list[int]) -> list[tuple[str, float]]:
    """The buckets as Prometheus has them: each holds those below it too."""
    total = 0
    buckets: list[tuple[str, float]] = []
    for bound, count in zip((*BUCKETS, "+Inf"), counts, strict=True):
        total += count
        buckets.append((str(bound), total))
    return buckets
