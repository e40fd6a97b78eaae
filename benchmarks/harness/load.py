"""The load generator, a process of its own: reads a job as JSON from stdin, prints a sample as JSON."""

import asyncio
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from benchmarks.harness import process
from benchmarks.harness.client import Exchange, talk
from benchmarks.harness.judge import complaint
from benchmarks.harness.sealing import Mode
from benchmarks.harness.stock import Stock

CONNECTIONS = 64
_WARM_UP_MESSAGES, _WARM_UP_SECONDS = 3_000, 1.0
# Requests are made for twice the rate of the warm-up; if they are used up all the same, the round ends early.
_RESERVE = 2
_MOST_MESSAGES = 200_000


@dataclass(frozen=True, slots=True)
class Job:
    """Which server to load, how, and for how many seconds."""

    mode: Mode
    port: int
    pid: int
    seconds: float
    seed: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What one round showed. Times in ms, CPU in µs a message, memory in MB, shares between 0 and 1.

    `waited`, `generator` and `others` are shares of the wall time: the server's threads without a CPU, the load
    generator's work, and the work of everything else on the machine (1 = one CPU).
    """

    messages: int
    rate: float
    p50: float
    p99: float
    slowest: float
    memory: float
    cpu: float
    wrong: float
    waited: float
    generator: float
    others: float
    complaints: dict[str, int] = field(default_factory=dict)


def measure(job: Job) -> Sample:
    """Warm the server up, load it for `job.seconds`, then judge every answer."""
    stock = Stock(job.mode, job.seed)
    expected = _expected_rate(job, stock) * job.seconds * _RESERVE
    requests = stock.take(CONNECTIONS, min(_MOST_MESSAGES, int(expected) + CONNECTIONS))
    # A collection over a hundred thousand waiting requests would be measured as a slow server.
    gc.freeze()
    gc.disable()
    before, own_before = process.usage(job.pid), time.process_time()
    exchanges, wall = asyncio.run(talk(job.port, requests, job.seconds))
    after, own_cpu = process.usage(job.pid), time.process_time() - own_before
    return _sample(job, exchanges, wall, before, after, own_cpu)


def _expected_rate(job: Job, stock: Stock) -> float:
    """Messages a second of a short warm-up."""
    exchanges, wall = asyncio.run(talk(job.port, stock.take(CONNECTIONS, _WARM_UP_MESSAGES), _WARM_UP_SECONDS))
    return len(exchanges) / wall


def _sample(
    job: Job,
    exchanges: Sequence[Exchange],
    wall: float,
    before: process.Usage,
    after: process.Usage,
    own_cpu: float,
) -> Sample:
    latencies = sorted(exchange.latency * 1_000 for exchange in exchanges)
    wrong = Counter(f"{e.request.line.text}: {words}" for e in exchanges if (words := complaint(job.mode, e)))
    number, cpu = len(exchanges), after.cpu - before.cpu
    return Sample(
        messages=number,
        rate=number / wall,
        p50=_percentile(latencies, 0.50),
        p99=_percentile(latencies, 0.99),
        slowest=latencies[-1],
        memory=process.peak_memory(job.pid),
        cpu=cpu * 1e6 / number,
        wrong=wrong.total() / number,
        waited=before.waited_until(after) / wall,
        generator=own_cpu / wall,
        others=max(0.0, after.machine - before.machine - cpu - own_cpu) / wall,
        complaints=dict(wrong.most_common(5)),
    )


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main() -> None:
    """Read the job, measure, print the sample."""
    job = json.load(sys.stdin)
    json.dump(asdict(measure(Job(**{**job, "mode": Mode(job["mode"])}))), sys.stdout)


if __name__ == "__main__":
    main()
