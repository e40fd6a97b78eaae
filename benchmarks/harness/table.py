"""The table that people read: the middle of the rounds, under it the least and the most."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.harness.contestants import CONTESTANTS
from benchmarks.harness.load import Sample
from benchmarks.harness.rounds import Record

# Threads that share an interpreter wait for each other on a quiet machine too (up to 14 % was seen); a server of one
# thread loses a tenth of its speed while waiting less than that. So the work of others counts besides.
LONGEST_WAIT, MOST_WORK_OF_OTHERS = 0.20, 0.25
SATURATED = 0.95
CEILING = CONTESTANTS[0].name


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its head, how a value is written, and which of the rounds' values stands for all."""

    head: str
    form: str
    value: Callable[[Sample], float]
    stands: Callable[[Sequence[float]], float] = median


# The worst round stands for what may never happen.
COLUMNS = (
    Column("messages/s", "{:,.0f}", lambda s: s.rate),
    Column("p50 ms", "{:.1f}", lambda s: s.p50),
    Column("p99 ms", "{:.1f}", lambda s: s.p99),
    Column("max ms", "{:.1f}", lambda s: s.slowest),
    Column("memory MB", "{:.0f}", lambda s: s.memory, max),
    Column("CPU µs", "{:.0f}", lambda s: s.cpu),
    Column("wrong", "{:.2%}", lambda s: s.wrong, max),
    Column("CPU wait", "{:.1%}", lambda s: s.waited),
)
HEADS = ("server", *(column.head for column in COLUMNS), "of bare", "stall ms")


def table(records: Sequence[Record]) -> str:
    """All contestants with their figures, and below them what has to be known to read these."""
    ceiling = next((r.samples for r in records if r.contestant.name == CEILING), [])
    rows = [HEADS, *(row for record in records for row in _rows(record, ceiling))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:], *_notes(records)])


def ratios(record: Record, other: Sequence[Sample]) -> list[float]:
    """This server's messages/s over the other's of the same round."""
    return [mine.rate / theirs.rate for mine, theirs in zip(record.samples, other, strict=False)]


def is_contended(sample: Sample) -> bool:
    """Whether other work on the machine took part in the figures."""
    return sample.waited > LONGEST_WAIT or sample.others > MOST_WORK_OF_OTHERS


def _rows(record: Record, ceiling: Sequence[Sample]) -> Iterator[tuple[str, ...]]:
    if not record.samples:
        return
    figures = [_figure([column.value(s) for s in record.samples], column.form, column.stands) for column in COLUMNS]
    figures += [_figure(ratios(record, ceiling), "{:.3f}"), _figure(record.stalls, "{:.0f}", max)]
    names = (record.contestant.name + _marks(record), f"  {record.contestant.title}")
    yield from zip(names, *figures, strict=True)


def _figure(
    values: Sequence[float], form: str, stands: Callable[[Sequence[float]], float] = median
) -> tuple[str, str]:
    if not values:
        return "-", ""
    return form.format(stands(values)), f"[{form.format(min(values))} {form.format(max(values))}]"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (cell.ljust(width) if place == 0 else cell.rjust(width)
                      for place, (cell, width) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
    return "  ".join([first, *others]).rstrip()


def _marks(record: Record) -> str:
    contended = any(is_contended(sample) for sample in record.samples)
    saturated = any(sample.generator > SATURATED for sample in record.samples)
    return "*" * contended + "!" * saturated


def _notes(records: Sequence[Record]) -> Iterator[str]:
    yield ""
    for record in records:
        name = record.contestant.name
        if record.missing:
            yield f"{name} is missing after {len(record.samples)} rounds: {record.missing}"
        for number, sample in enumerate(record.samples, 1):
            yield from (f"{name}, round {number}: {note}" for note in _sample_notes(sample))


def _sample_notes(sample: Sample) -> Iterator[str]:
    if is_contended(sample):
        yield f"* contended: it waited {sample.waited:.0%} of the time for a CPU, others used {sample.others:.2f} CPUs"
    if sample.generator > SATURATED:
        yield f"! the load generator itself was busy {sample.generator:.0%} of the time: the server may be faster"
    for words, times in sample.complaints.items():
        yield f"wrong {times} times: {words}"
