"""What happens at the edges, counted for Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Histogram

from callcenter.services.understanding import Down


def down(registry: CollectorRegistry) -> Callable[[Down], None]:
    """Every reason is there from the start, as 0, so that an alarm can be set on it."""
    down = Counter(
        "callcenter_intent_down", "Classifications nobody can rely on: to a human.", ("reason",), registry=registry
    )
    by_reason = {reason: down.labels(reason.value) for reason in Down}
    return lambda reason: by_reason[reason].inc()


def mended(registry: CollectorRegistry) -> Callable[[int], None]:
    repairs = Counter(
        "callcenter_repairs", "Broken promises of the live state a repair was asked for.", registry=registry
    )
    return lambda found: repairs.inc(found)


def journal(registry: CollectorRegistry) -> Callable[[int, float], None]:
    events = Counter("callcenter_journal_events", "Events committed to the journal.", registry=registry)
    seconds = Histogram(
        "callcenter_journal_commit_seconds",
        "Seconds one transaction of the journal took.",
        registry=registry,
        buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0),
    )

    def observe(count: int, took: float) -> None:
        events.inc(count)
        seconds.observe(took)

    return observe


def sources(registry: CollectorRegistry) -> Callable[[str, str, float], None]:
    taken = Histogram(
        "callcenter_source_seconds",
        "Seconds until a look-up had its answer.",
        ("source", "outcome"),
        registry=registry,
        buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    )
    return lambda source, outcome, seconds: taken.labels(source, outcome).observe(seconds)
