"""Metrics 指标: what is counted, by kind and never by person (docs/operations.md lists every name)."""

import asyncio
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from storage.outbox import OutboxState, Purpose

STALL_PROBE = 0.005  # seconds between two looks at how late the loop is
MOST_SERIES = 500  # of one metric; what is met first after that is counted as `other`


class Metrics:
    """One registry per process; also the writer's watch."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._messages = Counter(
            "kentan_messages", "Messages by intent and outcome", ("intent", "outcome"), registry=self.registry
        )
        self._counters: dict[tuple[str, str], Counter] = {}  # looking a label up costs more than counting
        self._turns = Histogram(
            "kentan_turn_seconds",
            "From the message's arrival to its durable reply",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10),
            registry=self.registry,
        )
        self._batches = Histogram(
            "kentan_batch_turns", "Turns in one commit", buckets=(1, 2, 4, 8, 16, 32, 60), registry=self.registry
        )
        self._waiting = Gauge("kentan_waiting_turns", "Turns that wait for the writer", registry=self.registry)
        self._accepted = Counter(
            "kentan_accepted_first", "Messages made durable ahead of their turns", registry=self.registry
        )
        self._refused = Counter(
            "kentan_refused_callbacks", "Callbacks not taken: forged or unreadable", ("reason",), registry=self.registry
        )
        self._settled = Counter(
            "kentan_outbox_settled",
            "Outbox rows that are not waited for any more",
            ("purpose", "state"),
            registry=self.registry,
        )
        self._untaken = Counter(
            "kentan_api_untaken", "Calls that the platform did not take", ("code",), registry=self.registry
        )
        self._outbox = Gauge("kentan_outbox_rows", "Outbox rows by state", ("state",), registry=self.registry)
        self._stall = Gauge(
            "kentan_loop_stall_seconds_max",
            "Longest stall of the loop since the port was opened",
            registry=self.registry,
        )

    def message(self, intent: str, outcome: str, seconds: float) -> None:
        """A message was answered."""
        (self._counters.get((intent, outcome)) or self._counter(intent, outcome)).inc()
        self._turns.observe(seconds)

    def refused(self, reason: str) -> None:
        """A callback was not taken."""
        self._refused.labels(reason).inc()

    def batch(self, turns: int, seconds: float) -> None:
        """A batch was committed."""
        self._batches.observe(turns)

    def waiting(self, turns: int) -> None:
        """So many turns wait now."""
        self._waiting.set(turns)

    def accepted(self, letters: int) -> None:
        """So many messages were made durable ahead of their turns."""
        self._accepted.inc(letters)

    def settled(self, purpose: Purpose, state: OutboxState) -> None:
        """An outbox row was sent, held, dropped, or failed."""
        self._settled.labels(purpose, state).inc()

    def untaken(self, code: str) -> None:
        """The platform did not take a call."""
        self._untaken.labels(code).inc()

    def text(self, outbox: Mapping[str, int] | None) -> bytes:
        """All of it in Prometheus' text format, with the outbox as it is now; None: nobody knows, and none is told."""
        self._outbox.clear()
        for state, rows in (outbox or {}).items():
            self._outbox.labels(state).set(rows)
        return generate_latest(self.registry)

    def _counter(self, intent: str, outcome: str) -> Counter:
        """Remembered, and never without end: an intent may be a word that somebody sends, an outcome is ours."""
        if len(self._counters) >= MOST_SERIES:
            return self._messages.labels("other", outcome)
        return self._counters.setdefault((intent, outcome), self._messages.labels(intent, outcome))

    async def watch_loop(self) -> None:
        """Measure how late the loop wakes us; runs until it is cancelled."""
        loop, longest = asyncio.get_running_loop(), 0.0
        while True:
            due = loop.time() + STALL_PROBE
            await asyncio.sleep(STALL_PROBE)
            if (late := loop.time() - due) > longest:
                longest = late
                self._stall.set(longest)
