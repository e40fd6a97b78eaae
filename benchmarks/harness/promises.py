"""What the house promises about its speed, checked against a run's figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.harness.rounds import Record
from benchmarks.harness.table import is_contended, ratios


@dataclass(frozen=True, slots=True)
class Promise:
    """A bound on one of our figures; `figure` gives None where the run did not measure it."""

    words: str
    form: str
    figure: Callable[[dict[str, Record]], float | None]
    at_least: float = 0.0
    at_most: float = float("inf")


def _over(other: str) -> Callable[[dict[str, Record]], float | None]:
    def figure(records: dict[str, Record]) -> float | None:
        shares = ratios(records["plain"], records[other].samples) if other in records else []
        return median(shares) if shares else None

    return figure


def _worst(values: Sequence[float]) -> float | None:
    return max(values, default=None)


PROMISES = (
    Promise("at least 0.15 of bare aiohttp (the goal: 0.40)", "{:.3f}", _over("bare"), at_least=0.15),
    Promise("at least 1.3 × the aiohttp + wechatpy bot", "{:.2f}", _over("wechatpy"), at_least=1.3),
    Promise("at least 4 × WeRoBot with SQLite", "{:.2f}", _over("werobot"), at_least=4),
    Promise("p99 at most 100 ms", "{:.1f}", lambda r: median(s.p99 for s in r["plain"].samples), at_most=100),
    Promise("memory at most 220 MB", "{:.0f}", lambda r: _worst([s.memory for s in r["plain"].samples]), at_most=220),
    Promise("no loop stall over 50 ms", "{:.0f}", lambda r: _worst(r["plain"].stalls), at_most=50),
    Promise("no wrong answer", "{:.2%}", lambda r: _worst([s.wrong for s in r["plain"].samples]), at_most=0),
)


def verdicts(records: Sequence[Record]) -> Iterator[str]:
    """A line for each promise about our plain mode, and before them a warning; none when it was not measured."""
    named = {record.contestant.name: record for record in records if record.samples}
    if "plain" in named:
        if any(is_contended(sample) for record in named.values() for sample in record.samples):
            yield "contended: what follows says little until it is repeated on a quiet machine"
        yield from (_verdict(promise, promise.figure(named)) for promise in PROMISES)


def _verdict(promise: Promise, figure: float | None) -> str:
    if figure is None:
        return f"not measured  {promise.words}"
    kept = promise.at_least <= figure <= promise.at_most
    return f"{'kept' if kept else 'NOT KEPT':<12}  {promise.words}: {promise.form.format(figure)}"
